// Payloads that cannot be opened, each by one mistake, made with Node's own ciphers.
import crypto from 'node:crypto';
import zlib from 'node:zlib';
import * as irp from './irp.mjs';

const b64 = (data) => Buffer.from(data).toString('base64');
const zeros = Buffer.alloc(16);

// AES with a mode, a vector and a padding of one's own.
function aes(mode, key, iv, text, auto = true) {
  const c = crypto.createCipheriv(`aes-${key.length * 8}-${mode}`, key, iv);
  c.setAutoPadding?.(auto);
  return Buffer.concat([c.update(text), c.final()]);
}

// A whole number of blocks by one's own filling; n is how much the last block lacks, 1 to 16.
const filled = (sek, plain, fill) => {
  const text = Buffer.from(plain);
  return b64(aes('ecb', sek, null, Buffer.concat([text, Buffer.from(fill(16 - (text.length % 16)))]), false));
};

const bytes = ({ s, plain }) => Buffer.from(irp.seal(s.sek, plain), 'base64');
const right = (held) => irp.seal(held.s.sek, held.plain);
const sealed = (make) => (held) => irp.seal(held.s.sek, make(held.plain));
const underKey = (make) => async (held) => irp.seal(await make(held), held.plain);
const hash = (name, data) => crypto.createHash(name).update(data).digest();
const wrappedBytes = ({ wrapped }) => Buffer.from(wrapped, 'base64');

// CryptoJS and openssl enc: a key out of a passphrase, the salt in front.
function passphrase({ s, plain }) {
  const salt = Buffer.from('saltsalt');
  let all = Buffer.alloc(0);
  for (let last = Buffer.alloc(0); all.length < 48; all = Buffer.concat([all, last])) last = hash('md5', Buffer.concat([last, Buffer.from(b64(s.sek)), salt]));
  return b64(Buffer.concat([Buffer.from('Salted__'), salt, aes('cbc', all.subarray(0, 32), all.subarray(32, 48), plain)]));
}

function gcm({ s, plain }) {
  const nonce = crypto.randomBytes(12);
  const c = crypto.createCipheriv('aes-256-gcm', s.sek, nonce);
  return b64(Buffer.concat([nonce, c.update(plain), c.final(), c.getAuthTag()]));
}

// Rows of: what was done, the mistake's id, how the text of Data is made.
export const payloadMistakes = [
  ['the Sek as it came, cut', 'sek-still-wrapped', underKey((held) => wrappedBytes(held).subarray(0, 32))],
  ['the Sek unwrapped with CBC', 'sek-unwrapped-wrong', underKey((held) => {
    const d = crypto.createDecipheriv('aes-256-cbc', held.appKey, zeros).setAutoPadding(false);
    return Buffer.concat([d.update(wrappedBytes(held)), d.final()]).subarray(0, 32);
  })],
  ['the Base64 of the Sek as the key', 'sek-text-as-key', underKey(({ s }) => Buffer.from(b64(s.sek)).subarray(0, 32))],
  ['the hex of the Sek as the key', 'sek-text-as-key', underKey(({ s }) => Buffer.from(s.sek.toString('hex')).subarray(0, 32))],
  ['the Sek through a Latin-1 text', 'sek-through-text', underKey(({ s }) => Buffer.from(s.sek.toString('latin1')).subarray(0, 32))],
  ['a hash of the Sek', 'sek-hashed', underKey(({ s }) => hash('sha256', s.sek))],
  ['half of the Sek, AES-128', 'sek-half', underKey(({ s }) => s.sek.subarray(0, 16))],
  ['the Sek of an earlier login', 'sek-stale', underKey(({ stale }) => stale.sek)],
  ['the AppKey for the Sek', 'appkey-as-sek', underKey(({ appKey }) => appKey)],
  ['a key of zeros', 'key-of-zeros', underKey(() => Buffer.alloc(32))],
  ['a passphrase', 'aes-passphrase', passphrase],
  ['RSA', 'rsa-for-payload', () => irp.rsa('{"Irn":"x"}')],
  ['CBC, a vector of zeros', 'aes-cbc', ({ s, plain }) => b64(aes('cbc', s.sek, zeros, plain))],
  ['CBC, the vector in front', 'aes-cbc', ({ s, plain }) => {
    const iv = crypto.randomBytes(16);
    return b64(Buffer.concat([iv, aes('cbc', s.sek, iv, plain)]));
  }],
  ['GCM', 'aes-gcm', gcm],
  ['CTR', 'aes-stream', ({ s, plain }) => b64(aes('ctr', s.sek, zeros, plain))],
  ['CFB', 'aes-stream', ({ s, plain }) => b64(aes('cfb', s.sek, zeros, plain))],
  ['OFB', 'aes-stream', ({ s, plain }) => b64(aes('ofb', s.sek, zeros, plain))],
  ['padding with zeros', 'padding-zero', ({ s, plain }) => filled(s.sek, plain, (n) => Buffer.alloc(n))],
  ['no padding', 'padding-none', ({ s, plain }) => filled(s.sek, ' '.repeat((16 - (Buffer.byteLength(plain) % 16)) % 16) + plain, () => '')],
  ['padding of ISO 7816', 'padding-iso7816', ({ s, plain }) => filled(s.sek, plain + ' ', (n) => Buffer.concat([Buffer.from([0x80]), Buffer.alloc(n - 1)]))],
  ['padding of ANSI X9.23', 'padding-ansi-x923', ({ s, plain }) => filled(s.sek, ' '.repeat((22 - (Buffer.byteLength(plain) % 16)) % 16) + plain, (n) => [...Buffer.alloc(n - 1), n])],
  ['padding with braces', 'padding-character', ({ s, plain }) => filled(s.sek, plain, (n) => '{'.repeat(n))],
  ['padding to 32 bytes', 'padding-block32', ({ s, plain }) => filled(s.sek, ' '.repeat((38 - (Buffer.byteLength(plain) % 32)) % 32) + plain, () => Buffer.alloc(26, 26))],
  ['padded by hand and again', 'padding-twice', sealed((plain) => {
    const n = 16 - (Buffer.byteLength(plain) % 16);
    return Buffer.concat([Buffer.from(plain), Buffer.alloc(n, n)]);
  })],
  ['sealed twice', 'encrypted-twice', (held) => irp.seal(held.s.sek, right(held))],
  ['Base64 in the URL-safe alphabet', 'base64-url', (held) => bytes(held).toString('base64url')],
  ['Base64 without its end', 'base64-unpadded', (held) => {
    for (let blanks = 0; ; blanks++) {
      const data = irp.seal(held.s.sek, ' '.repeat(16 * blanks) + held.plain);
      if (data.endsWith('=')) return data.replace(/=+$/, '');
    }
  }],
  ['Base64 of Base64', 'base64-twice', (held) => b64(right(held))],
  ['every + a blank', 'base64-plus-lost', (held) => right(held).replaceAll('+', ' ')],
  ['hex', 'hex-for-base64', (held) => bytes(held).toString('hex')],
  ['hex in capitals with dashes', 'hex-for-base64', (held) => bytes(held).toString('hex').toUpperCase().match(/../g).join('-')],
  ['BEGIN and END lines', 'pem-armour', (held) => `-----BEGIN MESSAGE-----\n${right(held)}\n-----END MESSAGE-----\n`],
  ['a Buffer as JSON', 'bytes-printed', (held) => JSON.stringify(bytes(held))],
  ['an object printed', 'bytes-printed', () => String({})],
  ['quotes around it', 'quoted-twice', (held) => JSON.stringify(right(held))],
  ['slashes escaped twice', 'escaped-twice', (held) => right(held).replaceAll('/', '\\/')],
  ['percent-encoded', 'url-encoded', (held) => encodeURIComponent(right(held))],
  ['a byte-order mark before the Base64', 'bom', (held) => '\ufeff' + right(held)],
  ['cut off', 'cut-off', (held) => b64(bytes(held).subarray(0, 160))],
  ['the cipher text through a text', 'cipher-through-text', (held) => b64(bytes(held).toString('utf8'))],
  ['not encrypted', 'not-encrypted', ({ plain }) => b64(plain)],
  ['in the clear', 'sent-plain', ({ plain }) => plain],
  ['the envelope in Data', 'envelope-in-data', (held) => JSON.stringify({ Data: right(held) })],
  ['a JWT', 'jose', () => [{ alg: 'RS256' }, { data: 'x' }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.') + '.c2ln'],
  ['Base64 inside the cipher', 'inner-base64', sealed(b64)],
  ['JSON of JSON', 'json-twice', sealed(JSON.stringify)],
  ['an array of one', 'json-array', sealed((plain) => `[${plain}]`)],
  ['single quotes', 'json-single-quotes', sealed((plain) => plain.replace(/^\{\s+/, '{').replaceAll("'", '').replaceAll('"', "'"))],
  ['a comma too many', 'json-broken', sealed((plain) => plain.replace('"GST",', '"GST",,'))],
  ['two objects', 'text-after-json', sealed((plain) => plain + plain)],
  ['the end mark of a C string', 'trailing-nul', sealed((plain) => plain + '\0')],
  ['UTF-16', 'utf16', sealed((plain) => Buffer.from(plain, 'utf16le'))],
  ['Latin-1', 'not-utf8', sealed((plain) => Buffer.from(plain.replace('Link Road', 'Caf\u00e9 Road'), 'latin1'))],
  ['gzip', 'compressed', sealed((plain) => zlib.gzipSync(plain))],
  ['a form', 'not-json', sealed(() => 'Irn=706d&CnlRsn=2')],
  ['the word for nothing', 'data-empty', () => 'null'],
];
