import base64

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7


def unwrap_sek(sek: str, app_key: bytes) -> bytes:
    """The session key: the Sek of the login's answer, opened with the AppKey of that login."""
    return open_data(sek, app_key)


def seal(document: bytes, sek: bytes) -> str:
    """The Data of a call."""
    padder = PKCS7(128).padder()
    cipher = Cipher(algorithms.AES(sek), modes.ECB()).encryptor()
    sealed = cipher.update(padder.update(document) + padder.finalize()) + cipher.finalize()
    return base64.b64encode(sealed).decode()


def open_data(data: str, sek: bytes) -> bytes:
    """The document in the Data of an answer."""
    cipher = Cipher(algorithms.AES(sek), modes.ECB()).decryptor()
    padded = cipher.update(base64.b64decode(data)) + cipher.finalize()
    unpadder = PKCS7(128).unpadder()
    return unpadder.update(padded) + unpadder.finalize()
