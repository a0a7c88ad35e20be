"""The e-invoice API of the IRP in five tasks. Needs Python 3.9 and the package cryptography (Debian: python3-cryptography).

    IRP_BASE_URL=… IRP_CLIENT_ID=… IRP_CLIENT_SECRET=… IRP_USER=… IRP_PASSWORD=… IRP_GSTIN=… python3 sample.py
"""
import base64
import hashlib
import json
import os
import sys
import time
from datetime import datetime, timedelta, timezone
from http.client import HTTPException
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import load_pem_public_key

IST = timezone(timedelta(hours=5, minutes=30))  # every date and time of the portal is Indian Standard Time
NETWORK = 30  # seconds; no answer by then is a lost answer


class Refused(Exception):
    """The portal said no. Act on the code of the first error; InfoDtls may tell more."""

    def __init__(self, answer):
        first = answer["ErrorDetails"][0]
        super().__init__(f"{first['ErrorCode']} {first['ErrorMessage']}")
        self.code = first["ErrorCode"]
        self.info = {i["InfCd"]: i["Desc"] for i in answer["InfoDtls"] or []}


class Lost(Exception):
    """No answer came, or none of the portal's. What was asked for may have been done all the same."""


def public_key(variable, name):
    """A key from the file that the variable names. In production you download both files from the portal."""
    if path := os.environ.get(variable):
        with open(path, "rb") as file:
            return load_pem_public_key(file.read())
    with urlopen(f"{os.environ['IRP_BASE_URL']}/_sim/v1/keys/{name}.pem", timeout=NETWORK) as answer:  # only a simulator has this
        return load_pem_public_key(answer.read())


# --- 1. Log in ---


def seal(plain, key):
    """AES-256 in ECB mode with PKCS#7, then Base64. ECB is no good choice, but it is the portal's."""
    padder, cipher = PKCS7(128).padder(), Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return base64.b64encode(cipher.update(padder.update(plain) + padder.finalize()) + cipher.finalize()).decode()


def unseal(data, key):
    unpadder, cipher = PKCS7(128).unpadder(), Cipher(algorithms.AES(key), modes.ECB()).decryptor()
    return unpadder.update(cipher.update(base64.b64decode(data)) + cipher.finalize()) + unpadder.finalize()


class Client:
    def __init__(self):
        self.url = os.environ["IRP_BASE_URL"]
        self.gstin = os.environ["IRP_GSTIN"]
        self.headers = {
            "client_id": os.environ["IRP_CLIENT_ID"],
            "client_secret": os.environ["IRP_CLIENT_SECRET"],
            "Gstin": self.gstin,
            "Content-Type": "application/json",
        }

    def login(self):
        """Returns when the token ends. Keep the token for that long, and renew it in its last 10 minutes, with
        ForceRefreshAccessToken true; before that the portal gives the same token again."""
        app_key = os.urandom(32)  # a new key for every login; it opens the Sek and nothing else
        text = json.dumps({
            "UserName": os.environ["IRP_USER"],
            "Password": os.environ["IRP_PASSWORD"],
            "AppKey": base64.b64encode(app_key).decode(),
            "ForceRefreshAccessToken": False,
        }, separators=(",", ":"))
        # The portal expects Base64 under the RSA: sealing the JSON itself is the classic mistake, answered with 5001.
        inner = base64.b64encode(text.encode())
        sealed = public_key("IRP_PUBLIC_KEY", "encryption").encrypt(inner, padding.PKCS1v15())
        data = self.send("POST", "/eivital/v1.04/auth", {"Data": base64.b64encode(sealed).decode()})["Data"]
        self.headers |= {"user_name": data["UserName"], "AuthToken": data["AuthToken"]}
        self.sek = unseal(data["Sek"], app_key)  # 32 raw bytes: the key of every payload until the token ends
        return data["TokenExpiry"]

    def send(self, method, path, body=None):
        """One exchange: the portal's envelope, or Refused, or Lost."""
        request = Request(self.url + path, body and json.dumps(body).encode(), self.headers, method=method)
        try:
            with urlopen(request, timeout=NETWORK) as answer:
                envelope = json.load(answer)
        except (OSError, HTTPException, ValueError) as e:  # no connection, a gateway's 504, half a body, a page of HTML
            raise Lost(e) from e
        if envelope["Status"] != 1:
            raise Refused(envelope)
        return envelope

    # --- 2. Register an invoice ---

    def call(self, method, path, document=None):
        """Any call after the login: the document goes and comes under the Sek."""
        for last in (False, True):
            body = document and {"Data": seal(json.dumps(document).encode(), self.sek)}
            try:
                return json.loads(unseal(self.send(method, path, body)["Data"], self.sek))
            except Refused as e:
                if e.code != "1005" or last:
                    raise
                self.login()  # 1005: the token has ended; log in and repeat once, sealed under the new Sek

    def generate(self, invoice):
        """Registers the invoice: Irn, AckNo, SignedInvoice, SignedQRCode."""
        try:
            return self.call("POST", "/eicore/v1.03/Invoice", invoice)
        except Refused as e:
            if e.code != "2150":
                raise
            # 2150: the document has its IRN already, from a try whose answer was lost. InfoDtls names it: fetch, don't fail.
            return self.call("GET", f"/eicore/v1.03/Invoice/irn/{e.info['DUPIRN']['Irn']}")

    def invoice(self, number):
        """A small invoice, with our own address as the portal knows it."""
        me = self.call("GET", f"/eivital/v1.04/Master/gstin/{self.gstin}")
        # Within one state half the tax is CGST and half SGST; between states it is IGST.
        igst, half = (0, 94.5) if self.gstin[:2] == "27" else (189, 0)
        return {
            "Version": "1.1",
            "TranDtls": {"TaxSch": "GST", "SupTyp": "B2B"},
            "DocDtls": {"Typ": "INV", "No": number, "Dt": datetime.now(IST).strftime("%d/%m/%Y")},
            "SellerDtls": {"Gstin": self.gstin, "LglNm": me["LegalName"], "Addr1": me["AddrSt"], "Loc": me["AddrLoc"],
                           "Pin": me["AddrPncd"], "Stcd": self.gstin[:2]},
            "BuyerDtls": {"Gstin": "27ZZZCB0002B1Z0", "LglNm": "Beta Traders", "Pos": "27", "Addr1": "9 Link Road",
                          "Loc": "MUMBAI", "Pin": 400001, "Stcd": "27"},
            "ItemList": [{"SlNo": "1", "PrdDesc": "Steel bolt", "IsServc": "N", "HsnCd": "73181500", "Qty": 100, "Unit": "NOS",
                          "UnitPrice": 10.5, "TotAmt": 1050, "AssAmt": 1050, "GstRt": 18, "IgstAmt": igst, "CgstAmt": half,
                          "SgstAmt": half, "TotItemVal": 1239}],
            "ValDtls": {"AssVal": 1050, "IgstVal": igst, "CgstVal": half, "SgstVal": half, "TotInvVal": 1239},
        }

    # --- 3. Read back after a lost answer ---

    def register(self, invoice):
        """Registers the invoice whatever becomes of the answers. Never number it anew: that makes a second invoice."""
        try:
            return self.generate(invoice)
        except Lost:
            pass  # registered or not? Ask by document, within two days: older ones the portal does not show (2283).
        try:
            return self.by_document(invoice["DocDtls"])
        except Refused as e:
            if e.code != "2154":
                raise
            return self.generate(invoice)  # 2154: it never arrived; send it again

    def by_document(self, doc):
        query = urlencode({"doctype": doc["Typ"], "docnum": doc["No"], "docdate": doc["Dt"]})
        return self.call("GET", f"/eicore/v1.03/Invoice/irnbydocdetails?{query}")

    # --- 4. Cancel ---

    def cancel(self, irn):
        """Within 24 hours of AckDt, all of it or nothing; later a credit note is the way. The number stays used."""
        answer = self.call("POST", "/eicore/v1.03/Invoice/Cancel", {"Irn": irn, "CnlRsn": "2", "CnlRem": "Data entry mistake"})
        return answer["CancelDate"]


# --- 5. Verify the signed QR code ---


def verify(token):
    """The content of a SignedQRCode, if the portal signed it and its IRN is that of its document. Works offline."""
    header, payload, signature = token.split(".")
    if json.loads(unbase64url(header))["alg"] != "RS256":  # never let the token choose the algorithm
        raise InvalidSignature("not RS256")
    key = public_key("IRP_SIGNING_KEY", "signing")  # another key than the one that seals logins
    key.verify(unbase64url(signature), f"{header}.{payload}".encode(), padding.PKCS1v15(), hashes.SHA256())
    qr = json.loads(json.loads(unbase64url(payload))["data"])  # data is JSON in a string
    if irn(qr["SellerGstin"], qr["DocTyp"], qr["DocNo"], qr["DocDt"]) != qr["Irn"]:
        raise InvalidSignature("the IRN is not that of the document")
    return qr


def irn(gstin, typ, number, date):
    """An IRN is a hash that anybody can compute: GSTIN, financial year (April to March), type and number."""
    _, month, year = map(int, date.split("/"))
    start = year if month >= 4 else year - 1
    return hashlib.sha256(f"{gstin}{start}-{(start + 1) % 100:02}{typ}{number.upper()}".encode()).hexdigest()


def unbase64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


# --- 6. Run ---


def main():
    client, now = Client(), int(time.time())
    print("login ok token until", client.login())
    first = client.register(client.invoice(f"INV/{now}"))
    print("register ok", f"INV/{now}", first["Irn"])
    ghost = client.invoice(f"GHOST-{now}")  # the simulator registers such a number and drops the answer
    found = client.register(ghost)
    if client.generate(ghost)["Irn"] != found["Irn"]:  # once more: 2150 leads to the same IRN
        sys.exit("2150 led to another IRN")
    print("readback ok", ghost["DocDtls"]["No"], found["Irn"])
    print("cancel ok", found["Irn"], client.cancel(found["Irn"]))
    if verify(first["SignedQRCode"])["Irn"] != first["Irn"]:
        sys.exit("the QR code is of another invoice")
    print("verify ok", first["Irn"])


main()
