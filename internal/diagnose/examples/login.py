import base64
import json
import os

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.serialization import load_pem_public_key


def login_data(pem: bytes, user: str, password: str) -> tuple[str, bytes]:
    """The Data of a login, and the AppKey that opens the Sek of the answer."""
    app_key = os.urandom(32)
    text = json.dumps({
        "UserName": user,
        "Password": password,
        "AppKey": base64.b64encode(app_key).decode(),
        "ForceRefreshAccessToken": False,
    }, separators=(",", ":"))
    inner = base64.b64encode(text.encode())  # Base64 first, then RSA over its characters
    sealed = load_pem_public_key(pem).encrypt(inner, padding.PKCS1v15())
    return base64.b64encode(sealed).decode(), app_key
