"""The program under test of pytest.md: it logs in, and once more when a gateway answers in the portal's place."""

import base64
import json
import os
import urllib.error
import urllib.request


def log_in(url, creds):
    user = creds["users"][0]
    inner = {"UserName": user["user_name"], "Password": user["password"],
             "AppKey": base64.b64encode(os.urandom(32)).decode(), "ForceRefreshAccessToken": False}
    data = encrypt(url, base64.b64encode(json.dumps(inner).encode()))
    headers = {"Content-Type": "application/json", "client_id": creds["client_id"],
               "client_secret": creds["client_secret"], "Gstin": user["gstin"]}
    body = json.dumps({"Data": base64.b64encode(data).decode()}).encode()
    for _ in range(2):
        try:
            with urllib.request.urlopen(urllib.request.Request(url + "/eivital/v1.04/auth", body, headers)) as answer:
                return json.load(answer)["Data"]["AuthToken"]
        except urllib.error.HTTPError as error:
            if error.code != 504:
                raise
    raise RuntimeError("the gateway keeps giving up")


def encrypt(url, text):
    """RSA with PKCS #1 v1.5 padding, by hand: the standard library has none."""
    with urllib.request.urlopen(url + "/_sim/v1/keys/jwks.json") as answer:
        keys = json.load(answer)["keys"]
    key = next(k for k in keys if k["use"] == "enc")
    n, e = (int.from_bytes(base64.urlsafe_b64decode(key[name] + "=="), "big") for name in ("n", "e"))
    size = (n.bit_length() + 7) // 8
    filling = bytes(1 + b % 255 for b in os.urandom(size - 3 - len(text)))
    padded = b"\x00\x02" + filling + b"\x00" + text
    return pow(int.from_bytes(padded, "big"), e, n).to_bytes(size, "big")
