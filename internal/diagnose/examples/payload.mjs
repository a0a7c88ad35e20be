import { createCipheriv, createDecipheriv } from 'node:crypto';

/** The session key: the Sek of the login's answer, opened with the AppKey of that login. */
export const unwrapSek = (sek, appKey) => open(sek, appKey);

/** The Data of a call. ECB has no initialisation vector; PKCS#7 padding is the default. */
export function seal(document, sek) {
  const cipher = createCipheriv('aes-256-ecb', sek, null);
  return Buffer.concat([cipher.update(document, 'utf8'), cipher.final()]).toString('base64');
}

/** The document in the Data of an answer, as bytes. */
export function open(data, sek) {
  const cipher = createDecipheriv('aes-256-ecb', sek, null);
  return Buffer.concat([cipher.update(data, 'base64'), cipher.final()]);
}
