import base64
import os
import sys

sys.path.insert(0, os.getcwd())
env = os.environ
if sys.argv[1] == "login":
    from login import login_data

    data, app_key = login_data(open("encryption.pem", "rb").read(), env["IRP_USER"], env["IRP_PASSWORD"])
    print(base64.b64encode(app_key).decode())
    print(data)
else:
    from payload import open_data, seal, unwrap_sek

    sek = unwrap_sek(env["IRP_WRAPPED"], base64.b64decode(env["IRP_APPKEY"]))
    print(seal(env["IRP_DOCUMENT"].encode(), sek))
    print(open_data(env["IRP_ANSWER"], sek).decode())
