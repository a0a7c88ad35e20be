import { constants, publicEncrypt, randomBytes } from 'node:crypto';

/** The Data of a login, and the AppKey that opens the Sek of the answer. */
export function loginData(pem, user, password) {
  const appKey = randomBytes(32);
  const text = JSON.stringify({
    UserName: user,
    Password: password,
    AppKey: appKey.toString('base64'),
    ForceRefreshAccessToken: false,
  });
  const inner = Buffer.from(text).toString('base64'); // Base64 first, then RSA over its characters
  const options = { key: pem, padding: constants.RSA_PKCS1_PADDING }; // the default would be OAEP
  return { data: publicEncrypt(options, Buffer.from(inner)).toString('base64'), appKey };
}
