// Logins that go wrong, each by one mistake, made with Node's own ciphers.
import crypto from 'node:crypto';
import * as irp from './irp.mjs';

const { RSA_NO_PADDING, RSA_PKCS1_OAEP_PADDING, RSA_PKCS1_PADDING } = crypto.constants;
const b64 = (data) => Buffer.from(data).toString('base64');

// Rows of: what was done, the mistake's id, the code on the wire, how it is made, the version of the login.
export async function loginMistakes(who) {
  const [encryption, signing] = [await irp.publicKey('encryption.pem'), await irp.publicKey('signing.pem')];
  const strange = (bits) => crypto.generateKeyPairSync('rsa', { modulusLength: bits }).publicKey;
  const appKey = crypto.createHash('sha256').update('a key for mistakes').digest();
  const login = (change = {}) => ({ UserName: who.userName, Password: who.password, AppKey: b64(appKey), ForceRefreshAccessToken: false, ...change });
  const json = (change) => JSON.stringify(login(change));
  const under = (key, text, padding = RSA_PKCS1_PADDING, more = {}) => crypto.publicEncrypt({ key, padding, ...more }, Buffer.from(text));
  const short = JSON.stringify({ UserName: who.userName, Password: 'x', AppKey: b64(appKey.subarray(0, 16)) }); // OAEP leaves less room
  const right = () => under(encryption, b64(json()));
  const sealed = (text) => b64(under(encryption, text));
  const withKey = (key) => () => sealed(b64(json({ AppKey: key })));
  const old = (password, key) => ({ UserName: who.userName, Password: password, AppKey: key, ForceRefreshAccessToken: false });

  return [
    ['the JSON not in Base64 before RSA', 'login-json-bare', '5001', () => sealed(json())],
    ['OAEP with SHA-1', 'rsa-oaep', '1020', () => b64(under(encryption, b64(json()), RSA_PKCS1_OAEP_PADDING))],
    ['OAEP with SHA-256', 'rsa-oaep', '1020', () => b64(under(encryption, b64(short), RSA_PKCS1_OAEP_PADDING, { oaepHash: 'sha256' }))],
    ['no padding at all', 'rsa-no-padding', '1020', () => b64(under(encryption, Buffer.concat([Buffer.alloc(256 - b64(json()).length), Buffer.from(b64(json()))]), RSA_NO_PADDING))],
    ['the signing key', 'rsa-signing-key', '1020', () => b64(under(signing, b64(json())))],
    ['the key of some other portal', 'rsa-unknown-key', '1020', () => b64(under(strange(2048), b64(json())))],
    ['a key of 1024 bits', 'rsa-wrong-size', '1020', () => b64(under(strange(1024), b64('{"UserName":"u"}')))],
    ['two blocks for a long login', 'rsa-several-blocks', '1020', () => {
      const text = b64(json({ Password: who.password + ' '.repeat(100) }));
      return b64(Buffer.concat([under(encryption, text.slice(0, 200)), under(encryption, text.slice(200))]));
    }],
    ['the block turned round', 'rsa-reversed', '1020', () => b64(right().reverse())],
    ['a byte for the sign', 'rsa-integer-bytes', '1020', () => b64(Buffer.concat([Buffer.alloc(1), right()]))],
    ['AES under the key of a session', 'aes-for-login', '1020', async () => irp.seal((await irp.enter(who)).sek, json())],
    ['the password alone', 'login-password-alone', '5001', () => sealed(who.password)],
    ['the AppKey alone', 'login-appkey-alone', '5001', () => sealed(appKey)],
    ['a login of 1.03 at 1.04', 'login-v103-to-v104', '5003', () => old(sealed(who.password), sealed(appKey))],
    ['other names', 'login-members', '1006', () => sealed(b64(json().replace('UserName', 'user_name')))],
    ['no AppKey', 'login-members', '1007', () => sealed(b64(json({ AppKey: undefined })))],
    ['not encrypted', 'not-encrypted', '1020', () => b64(json())],
    ['in the clear', 'sent-plain', '1020', () => json()],
    ['Base64 inside in the URL-safe alphabet', 'base64-url', '5001', () => sealed(Buffer.from(json({ Password: 'Sim>?>?~~@1' })).toString('base64url'))],
    ['Base64 of Base64 inside', 'base64-twice', '5001', () => sealed(b64(b64(JSON.stringify({ UserName: 'u', Password: 'p', AppKey: b64(appKey) }))))],
    ['Base64 of Base64 outside', 'base64-twice', '1020', () => b64(b64(right()))],
    ['URL-safe outside', 'base64-url', '1020', () => {
      for (;;) {
        const data = right().toString('base64url');
        if (/[-_]/.test(data)) return data; // as nearly each has
      }
    }],
    ['hex outside', 'hex-for-base64', '1020', () => right().toString('hex')],
    ['printed by Python', 'bytes-printed', '1020', () => `b'${b64(right())}'`],
    ['UTF-16', 'utf16', '5001', () => sealed(b64(Buffer.from(JSON.stringify({ UserName: 'u', Password: 'p', AppKey: b64(appKey.subarray(0, 16)) }), 'utf16le')))],
    ['a byte-order mark before the Base64', 'bom', '5001', () => sealed('\ufeff' + b64(json()))],
    ['single quotes', 'json-single-quotes', '5001', () => sealed(b64(json().replaceAll('"', "'")))],
    ['AppKey: 32 letters', 'appkey-characters', '1016', withKey('ABCDEFGHIJKLMNOPQRSTUVWXYZ012345')],
    ['AppKey: a UUID', 'appkey-characters', '1016', withKey('123e4567-e89b-12d3-a456-426614174000')],
    ['AppKey: hex', 'appkey-hex', '1016', withKey(appKey.toString('hex'))],
    ['AppKey: Base64 of Base64', 'appkey-base64-twice', '1016', withKey(b64(b64(appKey)))],
    ['AppKey: 24 bytes', 'appkey-length', '1016', withKey(b64(appKey.subarray(0, 20)))],
    ['AppKey: URL-safe', 'appkey-base64-url', '1016', withKey(Buffer.from('fbefbeff'.repeat(8), 'hex').toString('base64url'))],
    ['AppKey: a sentence', 'appkey-not-base64', '1016', withKey('my secret key!')],
    ['1.03: password in the clear', 'v103-field-plain', '1013', () => old(who.password, sealed(appKey)), '1.03'],
    ['1.03: the AppKey as text', 'v103-appkey-text', '1016', () => old(sealed(who.password), sealed(b64(appKey))), '1.03'],
    ['1.03: OAEP', 'rsa-oaep', '1013', () => old(b64(under(encryption, who.password, RSA_PKCS1_OAEP_PADDING)), b64(under(encryption, appKey, RSA_PKCS1_OAEP_PADDING))), '1.03'],
    ['a login of 1.04 at 1.03', 'login-v104-to-v103', '5003', () => b64(right()), '1.03'],
  ];
}
