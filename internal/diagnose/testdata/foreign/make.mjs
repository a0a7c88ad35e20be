// Lines of foreign.tsv made with Node's own crypto.
import { createCipheriv, createDecipheriv, publicEncrypt, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

const { IRP_KEYS, IRP_SEK, IRP_APPKEY, IRP_WRAPPED, IRP_LOGIN, IRP_DOCUMENT } = process.env;
const row = (what, stage, mistakes, data) => console.log(`node\t${what}\t${stage}\t\t${mistakes}\t${data}`);
const key = readFileSync(`${IRP_KEYS}/encryption.pem`);
const sek = Buffer.from(IRP_SEK, 'base64');
const join = (cipher, text) => Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
const ecb = (k, text) => join(createCipheriv(`aes-${8 * k.length}-ecb`, k, null), text);
const inner = Buffer.from(IRP_LOGIN).toString('base64');

row('publicEncrypt by default', 'auth', 'rsa-oaep', publicEncrypt(key, Buffer.from(inner)).toString('base64'));
row('OAEP with SHA-256', 'auth', 'rsa-oaep,login-json-bare', publicEncrypt({ key, oaepHash: 'sha256' }, Buffer.from(IRP_LOGIN)).toString('base64'));
const good = publicEncrypt({ key, padding: 1 }, Buffer.from(inner));
row('Base64 of the JSON in the wrong alphabet', 'auth', 'base64-url', good.toString('base64url'));
row('String(buffer)', 'auth', 'bytes-printed', [...good].toString());
row('binary string', 'auth', 'cipher-through-text', Buffer.from(good.toString('latin1')).toString('base64'));
row('utf8 string', 'auth', 'cipher-through-text', Buffer.from(good.toString('utf8')).toString('base64'));
const iv = randomBytes(16);
row('CBC, vector in front', 'payload', 'aes-cbc', Buffer.concat([iv, join(createCipheriv('aes-256-cbc', sek, iv), IRP_DOCUMENT)]).toString('base64'));
const gcm = createCipheriv('aes-256-gcm', sek, iv.subarray(0, 12));
const text = join(gcm, IRP_DOCUMENT);
row('GCM', 'payload', 'aes-gcm', Buffer.concat([iv.subarray(0, 12), text, gcm.getAuthTag()]).toString('base64'));
row('GCM, tag in front', 'payload', 'aes-gcm', Buffer.concat([iv.subarray(0, 12), gcm.getAuthTag(), text]).toString('base64'));
const gcm16 = createCipheriv('aes-256-gcm', sek, iv);
row('GCM, nonce of 16', 'payload', 'aes-gcm', Buffer.concat([iv, join(gcm16, IRP_DOCUMENT), gcm16.getAuthTag()]).toString('base64'));
row('JSON.stringify twice', 'payload', 'json-twice', ecb(sek, JSON.stringify(IRP_DOCUMENT)).toString('base64'));
row('JSON.stringify(buffer)', 'payload', 'bytes-printed', JSON.stringify(ecb(sek, IRP_DOCUMENT)));
row('encodeURIComponent', 'payload', 'url-encoded', encodeURIComponent(ecb(sek, IRP_DOCUMENT).toString('base64')));
row('sealed twice', 'payload', 'encrypted-twice', ecb(sek, ecb(sek, IRP_DOCUMENT).toString('base64')).toString('base64'));
row('whole envelope', 'payload', 'envelope-encrypted', ecb(sek, JSON.stringify({ Data: JSON.parse(IRP_DOCUMENT) })).toString('base64'));
const cbc = createDecipheriv('aes-256-cbc', Buffer.from(IRP_APPKEY, 'base64'), Buffer.alloc(16)).setAutoPadding(false);
const garbled = Buffer.concat([cbc.update(IRP_WRAPPED, 'base64'), cbc.final()]).subarray(0, 32);
row('Sek unwrapped in CBC mode', 'payload', 'sek-unwrapped-wrong', ecb(garbled, IRP_DOCUMENT).toString('base64'));
