import { readFileSync } from 'node:fs';
import { loginData } from './login.mjs';
import { open, seal, unwrapSek } from './payload.mjs';

const { IRP_USER, IRP_PASSWORD, IRP_WRAPPED, IRP_APPKEY, IRP_DOCUMENT, IRP_ANSWER } = process.env;
if (process.argv[2] === 'login') {
  const { data, appKey } = loginData(readFileSync('encryption.pem'), IRP_USER, IRP_PASSWORD);
  console.log(`${appKey.toString('base64')}\n${data}`);
} else {
  const sek = unwrapSek(IRP_WRAPPED, Buffer.from(IRP_APPKEY, 'base64'));
  console.log(`${seal(IRP_DOCUMENT, sek)}\n${open(IRP_ANSWER, sek)}`);
}
