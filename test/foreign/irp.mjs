// A client of the e-invoice API, written from the protocol's description and from nothing else: Node's built-in
// modules only, no code of irpsim. What both sides misread alike cannot hide here.
import crypto from 'node:crypto';
import http from 'node:http';
import https from 'node:https';

const env = (name, fallback) => process.env[name] || fallback;

export const base = env('IRPSIM_URL', 'http://127.0.0.1:7017').replace(/\/+$/, '');
export const seller = {
  clientId: env('IRPSIM_CLIENT_ID', 'IRPSIM29TXP0001'),
  clientSecret: env('IRPSIM_CLIENT_SECRET', 'irpsimClientSecret01'),
  userName: env('IRPSIM_USER', 'irpsim_user'),
  password: env('IRPSIM_PASSWORD', 'Irpsim@2026'),
  gstin: env('IRPSIM_GSTIN', '29ZZZCS0001A1ZI'),
};
export const sibling = { ...seller, userName: 'irpsim_mh', password: 'Irpsim@2026', gstin: '27ZZZCS0001A1ZM' };

export const path = {
  auth: '/eivital/v1.04/auth',
  auth103: '/eivital/v1.03/auth',
  invoice: '/eicore/v1.03/Invoice',
  cancel: '/eicore/v1.03/Invoice/Cancel',
  irn: (irn) => '/eicore/v1.03/Invoice/irn/' + irn,
  document: (typ, no, dt) => `/eicore/v1.03/Invoice/irnbydocdetails?doctype=${typ}&docnum=${no}&docdate=${dt}`,
  rejected: (date) => '/eicore/v1.03/Invoice/rejectedirns?date=' + date,
  ping: '/eivital/v1.04/heartbeat/ping',
};

// --- ciphers ---------------------------------------------------------------------------------------------------

// AES in ECB mode with PKCS#7 padding; the length of the key chooses AES-128 or AES-256. Text goes in as UTF-8.
export function seal(key, plain) {
  const c = crypto.createCipheriv(`aes-${key.length * 8}-ecb`, key, null);
  return Buffer.concat([c.update(plain), c.final()]).toString('base64');
}

export function unseal(key, data) {
  const d = crypto.createDecipheriv(`aes-${key.length * 8}-ecb`, key, null);
  return Buffer.concat([d.update(Buffer.from(data, 'base64')), d.final()]);
}

// RSA with PKCS#1 v1.5 padding under the portal's encryption key.
export async function rsa(plain) {
  const key = await publicKey('encryption.pem');
  return crypto.publicEncrypt({ key, padding: crypto.constants.RSA_PKCS1_PADDING }, Buffer.from(plain)).toString('base64');
}

// The text that version 1.04 hands to RSA: Base64 of the JSON, not the JSON.
export const loginText = (json) => Buffer.from(json).toString('base64');

const fetched = new Map();

export async function publicKey(name) {
  if (!fetched.has(name)) fetched.set(name, (await control('GET', '/keys/' + name)).text);
  return fetched.get(name);
}

// --- transport -------------------------------------------------------------------------------------------------

const agents = {
  'http:': new http.Agent({ keepAlive: true, maxSockets: 128 }),
  'https:': new https.Agent({ keepAlive: true, maxSockets: 128 }),
};

// One exchange. The target is sent as it is written, so raw slashes, doubled slashes and letter case survive.
export function exchange(method, target, headers = {}, body) {
  const url = new URL(base);
  const sent = body === undefined ? undefined : Buffer.from(body);
  return new Promise((resolve, reject) => {
    const req = (url.protocol === 'https:' ? https : http).request({
      agent: agents[url.protocol], host: url.hostname, port: url.port, method, path: target,
      headers: sent === undefined ? headers : { 'Content-Length': sent.length, ...headers },
    }, (res) => {
      const parts = [];
      res.on('data', (p) => parts.push(p));
      res.on('error', reject);
      res.on('end', () => {
        const bytes = Buffer.concat(parts);
        resolve({ status: res.statusCode, headers: res.headers, bytes, text: bytes.toString('utf8') });
      });
    });
    req.on('error', reject);
    req.end(sent);
  });
}

// The simulator's own control API: the one thing a test needs that the portal does not have.
export async function control(method, target, body, world) {
  const headers = { 'Content-Type': 'application/json' };
  if (process.env.IRPSIM_ADMIN_TOKEN) headers.Authorization = 'Bearer ' + process.env.IRPSIM_ADMIN_TOKEN;
  const query = world ? (target.includes('?') ? '&' : '?') + 'world=' + encodeURIComponent(world) : '';
  const res = await exchange(method, '/_sim/v1' + target + query, headers, body === undefined ? undefined : JSON.stringify(body));
  if (res.status >= 300) throw new Error(`${method} /_sim/v1${target}: ${res.status} ${res.text}`);
  return res;
}

export const controlJSON = async (...args) => JSON.parse((await control(...args)).text);

// --- sessions --------------------------------------------------------------------------------------------------

export const newAppKey = (bytes = 32) => crypto.randomBytes(bytes);

const json = { 'Content-Type': 'application/json; charset=utf-8' };

export const loginHeaders = (who) => ({ ...json, client_id: who.clientId, client_secret: who.clientSecret, Gstin: who.gstin });

// Version 1.04. Answers the exchange; session() turns it into something to call with.
export async function login(who, { appKey = newAppKey(), force = false, headers = loginHeaders(who) } = {}) {
  const inner = JSON.stringify({
    UserName: who.userName, Password: who.password, AppKey: appKey.toString('base64'), ForceRefreshAccessToken: force,
  });
  const res = await exchange('POST', path.auth, headers, JSON.stringify({ Data: await rsa(loginText(inner)) }));
  return { ...res, appKey };
}

// Version 1.03: password and AppKey encrypted one by one, the key as raw bytes, no Gstin header, lower-case "data".
export async function login103(who, { appKey = newAppKey() } = {}) {
  const data = { UserName: who.userName, Password: await rsa(who.password), AppKey: await rsa(appKey), ForceRefreshAccessToken: false };
  const headers = { ...json, client_id: who.clientId, client_secret: who.clientSecret };
  const res = await exchange('POST', path.auth103, headers, JSON.stringify({ data }));
  return { ...res, appKey };
}

export function session(who, answer) {
  const got = JSON.parse(answer.text);
  if (got.Status !== 1) throw new Error('login refused: ' + answer.text);
  return { ...who, token: got.Data.AuthToken, sek: unseal(answer.appKey, got.Data.Sek), expiry: got.Data.TokenExpiry };
}

export const enter = async (who) => session(who, await login(who));

export const headersOf = (s) => ({
  ...json, client_id: s.clientId, client_secret: s.clientSecret, Gstin: s.gstin, user_name: s.userName, AuthToken: s.token,
});

// --- calls -----------------------------------------------------------------------------------------------------

export const post = (s, target, plain, headers = headersOf(s)) =>
  exchange('POST', target, headers, JSON.stringify({ Data: seal(s.sek, plain) }));

export const get = (s, target, headers = headersOf(s)) => exchange('GET', target, headers);

// The decrypted text of an answer: text, so that 1239.00 stays 1239.00.
export function opened(s, answer) {
  const got = JSON.parse(answer.text);
  if (got.Status !== 1) throw new Error('refused: ' + answer.text);
  return unseal(s.sek, got.Data).toString('utf8');
}

export const codes = (answer) => (JSON.parse(answer.text).ErrorDetails ?? []).map((e) => e.ErrorCode);

// --- signed artefacts ------------------------------------------------------------------------------------------

export function jws(token) {
  const parts = token.split('.');
  if (parts.length !== 3) throw new Error('not a compact JWS: ' + token);
  const text = (part) => Buffer.from(part, 'base64url').toString('utf8');
  return { header: text(parts[0]), payload: text(parts[1]), signed: parts[0] + '.' + parts[1], signature: Buffer.from(parts[2], 'base64url') };
}

export const verifies = (token, key) => crypto.verify('RSA-SHA256', Buffer.from(token.signed), key, token.signature);

// The hash of supplier, financial year, type and number, the number in capitals. dt is dd/MM/yyyy.
export function irnOf(gstin, dt, typ, no) {
  const [, month, year] = dt.split('/').map(Number);
  const from = month >= 4 ? year : year - 1;
  const fy = `${from}-${String((from + 1) % 100).padStart(2, '0')}`;
  return crypto.createHash('sha256').update(gstin + fy + typ + no.toUpperCase()).digest('hex');
}
