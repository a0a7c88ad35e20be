"""Lines of foreign.tsv made with Python's cryptography."""
import base64
import json
import os

from cryptography.hazmat.primitives import hashes, padding as block
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import load_pem_public_key

env = os.environ
sek = base64.b64decode(env["IRP_SEK"])
login, doc = env["IRP_LOGIN"], env["IRP_DOCUMENT"]
with open(env["IRP_KEYS"] + "/encryption.pem", "rb") as f:
    key = load_pem_public_key(f.read())


def row(what, stage, mistakes, data):
    print(f"python\t{what}\t{stage}\t\t{mistakes}\t{data}")


def ecb(padded):
    e = Cipher(algorithms.AES(sek), modes.ECB()).encryptor()
    return base64.b64encode(e.update(padded) + e.finalize()).decode()


def pkcs7(b):
    p = block.PKCS7(128).padder()
    return p.update(b) + p.finalize()


good = base64.b64encode(key.encrypt(base64.b64encode(login.encode()), padding.PKCS1v15()))
row("str(bytes)", "auth", "bytes-printed", good)
oaep = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
row("OAEP as in the manual", "auth", "rsa-oaep,login-json-bare", base64.b64encode(key.encrypt(login.encode(), oaep)).decode())
inner = str(json.loads(login))
row("str(dict)", "auth", "json-single-quotes", base64.b64encode(key.encrypt(base64.b64encode(inner.encode()), padding.PKCS1v15())).decode())
row("str(dict)", "payload", "json-single-quotes", ecb(pkcs7(str(json.loads(doc)).encode())))
row("urlsafe_b64encode", "payload", "base64-url", ecb(pkcs7(doc.encode())).replace("+", "-").replace("/", "_"))
x923 = block.ANSIX923(128).padder()
row("ANSIX923", "payload", "padding-ansi-x923", ecb(x923.update(doc.encode()) + x923.finalize()))
row("padded by hand and again", "payload", "padding-twice", ecb(pkcs7(pkcs7((doc[:-2] + 'xxxxxx"}').encode()))))
row("PKCS7(256)", "payload", "padding-block32", ecb((lambda p: p.update(doc.encode()[:-2] + b'x' * 15 + b'"}') + p.finalize())(block.PKCS7(256).padder())))
row("latin-1", "payload", "not-utf8", ecb(pkcs7(doc.replace("mistake", "caf\u00e9").encode("latin-1"))))
row("utf-16", "payload", "utf16", ecb(pkcs7(doc.encode("utf-16"))))
row("utf-8-sig", "payload", "-", ecb(pkcs7(doc.encode("utf-8-sig"))))
