// @ts-check
// The e-invoice API of the IRP in five tasks. Needs Node 18 and no package; TypeScript reads the types from the comments.
//
//     IRP_BASE_URL=… IRP_CLIENT_ID=… IRP_CLIENT_SECRET=… IRP_USER=… IRP_PASSWORD=… IRP_GSTIN=… node sample.mjs
import { constants, createCipheriv, createDecipheriv, createHash, publicEncrypt, randomBytes, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** @typedef {{Typ: string, No: string, Dt: string}} DocDtls */
/** @typedef {{Version: string, DocDtls: DocDtls, [member: string]: unknown}} Invoice */
/** @typedef {{Irn: string, AckNo: number, SignedInvoice: string, SignedQRCode: string, Status: string}} Registered */

const base = env('IRP_BASE_URL');
const gstin = env('IRP_GSTIN');
const network = 30_000; // milliseconds; no answer by then is a lost answer

/** @param {string} name */
function env(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

/** The portal said no. Act on the code of the first error; InfoDtls may tell more. */
class Refused extends Error {
  constructor({ ErrorDetails: [first], InfoDtls }) {
    super(`${first.ErrorCode} ${first.ErrorMessage}`);
    this.code = first.ErrorCode;
    this.info = Object.fromEntries((InfoDtls ?? []).map((i) => [i.InfCd, i.Desc]));
  }
}

/** No answer came, or none of the portal's. What was asked for may have been done all the same. */
class Lost extends Error {}

/**
 * A key from the file that the variable names. In production you download both files from the portal.
 * @param {string} variable @param {string} name
 */
async function publicKey(variable, name) {
  const file = process.env[variable];
  if (file) return readFile(file, 'utf8');
  const answer = await fetch(`${base}/_sim/v1/keys/${name}.pem`); // only a simulator has this
  if (!answer.ok) throw new Error(`set ${variable}: ${answer.url} answered ${answer.status}`);
  return answer.text();
}

// --- 1. Log in ---

/** @type {Record<string, string>} */
const headers = {
  client_id: env('IRP_CLIENT_ID'),
  client_secret: env('IRP_CLIENT_SECRET'),
  Gstin: gstin,
  'Content-Type': 'application/json',
};
/** The session key of every payload, 32 bytes, until the token ends. @type {Buffer} */
let sek;

/**
 * Tells when the token ends. Keep it for that long, and renew it in its last 10 minutes, with ForceRefreshAccessToken true;
 * before that the portal gives the same token again.
 */
async function login() {
  const appKey = randomBytes(32); // a new key for every login; it opens the Sek and nothing else
  const text = JSON.stringify({
    UserName: env('IRP_USER'),
    Password: env('IRP_PASSWORD'),
    AppKey: appKey.toString('base64'),
    ForceRefreshAccessToken: false,
  });
  // The portal expects Base64 under the RSA: sealing the JSON itself is the classic mistake, answered with 5001.
  const inner = Buffer.from(Buffer.from(text).toString('base64'));
  const key = await publicKey('IRP_PUBLIC_KEY', 'encryption');
  const sealed = publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, inner); // the default would be OAEP
  const { Data } = await send('POST', '/eivital/v1.04/auth', { Data: sealed.toString('base64') });
  Object.assign(headers, { user_name: Data.UserName, AuthToken: Data.AuthToken });
  sek = unseal(Data.Sek, appKey);
  return Data.TokenExpiry;
}

/** AES-256 in ECB mode with PKCS#7, then Base64. ECB is no good choice, but it is the portal's. @param {string} plain */
function seal(plain) {
  const cipher = createCipheriv('aes-256-ecb', sek, null);
  return cipher.update(plain, 'utf8', 'base64') + cipher.final('base64');
}

/** @param {string} data @param {Buffer} key */
function unseal(data, key) {
  const cipher = createDecipheriv('aes-256-ecb', key, null);
  return Buffer.concat([cipher.update(data, 'base64'), cipher.final()]);
}

/**
 * One exchange: the portal's envelope, or Refused, or Lost.
 * @param {string} method @param {string} path @param {object} [body]
 */
async function send(method, path, body) {
  let envelope;
  try {
    const signal = AbortSignal.timeout(network);
    const answer = await fetch(base + path, { method, headers, body: body && JSON.stringify(body), signal });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    envelope = await answer.json();
  } catch (cause) { // no connection, half a body, a gateway's 504
    throw new Lost(`${method} ${path}: ${cause}`, { cause });
  }
  if (envelope.Status !== 1) throw new Refused(envelope);
  return envelope;
}

// --- 2. Register an invoice ---

/**
 * Any call after the login: the document goes and comes under the Sek.
 * @param {string} method @param {string} path @param {object} [document]
 */
async function call(method, path, document) {
  const once = async () => {
    const { Data } = await send(method, path, document && { Data: seal(JSON.stringify(document)) });
    return JSON.parse(unseal(Data, sek).toString());
  };
  try {
    return await once();
  } catch (e) {
    if (e.code !== '1005') throw e;
    await login(); // 1005: the token has ended; log in and repeat once, sealed under the new Sek
    return once();
  }
}

/** @param {Invoice} invoice @returns {Promise<Registered>} */
async function generate(invoice) {
  try {
    return await call('POST', '/eicore/v1.03/Invoice', invoice);
  } catch (e) {
    if (e.code !== '2150') throw e;
    // 2150: the document has its IRN already, from a try whose answer was lost. InfoDtls names it: fetch, don't fail.
    return call('GET', `/eicore/v1.03/Invoice/irn/${e.info.DUPIRN.Irn}`);
  }
}

/** A small invoice, with our own address as the portal knows it. @param {string} number @returns {Promise<Invoice>} */
async function makeInvoice(number) {
  const me = await call('GET', `/eivital/v1.04/Master/gstin/${gstin}`);
  const state = gstin.slice(0, 2);
  // Within one state half the tax is CGST and half SGST; between states it is IGST.
  const [igst, half] = state === '27' ? [0, 94.5] : [189, 0];
  return {
    Version: '1.1',
    TranDtls: { TaxSch: 'GST', SupTyp: 'B2B' },
    DocDtls: { Typ: 'INV', No: number, Dt: new Date().toLocaleDateString('en-GB', { timeZone: 'Asia/Kolkata' }) }, // dd/MM/yyyy
    SellerDtls: { Gstin: gstin, LglNm: me.LegalName, Addr1: me.AddrSt, Loc: me.AddrLoc, Pin: me.AddrPncd, Stcd: state },
    BuyerDtls: {
      Gstin: '27ZZZCB0002B1Z0', LglNm: 'Beta Traders', Pos: '27', Addr1: '9 Link Road', Loc: 'MUMBAI', Pin: 400001, Stcd: '27',
    },
    ItemList: [{
      SlNo: '1', PrdDesc: 'Steel bolt', IsServc: 'N', HsnCd: '73181500', Qty: 100, Unit: 'NOS', UnitPrice: 10.5, TotAmt: 1050,
      AssAmt: 1050, GstRt: 18, IgstAmt: igst, CgstAmt: half, SgstAmt: half, TotItemVal: 1239,
    }],
    ValDtls: { AssVal: 1050, IgstVal: igst, CgstVal: half, SgstVal: half, TotInvVal: 1239 },
  };
}

// --- 3. Read back after a lost answer ---

/** Registers whatever becomes of the answers. Never number it anew: that makes a second invoice. @param {Invoice} invoice */
async function register(invoice) {
  try {
    return await generate(invoice);
  } catch (e) {
    if (!(e instanceof Lost)) throw e;
  }
  try { // Registered or not? Ask by document, within two days: older ones the portal does not show (2283).
    return await byDocument(invoice.DocDtls);
  } catch (e) {
    if (e.code !== '2154') throw e;
    return generate(invoice); // 2154: it never arrived; send it again
  }
}

/** @param {DocDtls} doc @returns {Promise<Registered>} */
function byDocument({ Typ, No, Dt }) {
  return call('GET', `/eicore/v1.03/Invoice/irnbydocdetails?${new URLSearchParams({ doctype: Typ, docnum: No, docdate: Dt })}`);
}

// --- 4. Cancel ---

/** Within 24 hours of AckDt, all of it or nothing; later a credit note is the way. The number stays used. @param {string} irn */
async function cancel(irn) {
  const answer = await call('POST', '/eicore/v1.03/Invoice/Cancel', { Irn: irn, CnlRsn: '2', CnlRem: 'Data entry mistake' });
  return answer.CancelDate;
}

// --- 5. Verify the signed QR code ---

/** The content of a SignedQRCode, if the portal signed it and its IRN is that of its document. @param {string} token */
async function verifyQR(token) {
  const [header, payload, signature] = token.split('.');
  const decode = (/** @type {string} */ part) => JSON.parse(Buffer.from(part, 'base64url').toString());
  if (decode(header).alg !== 'RS256') throw new Error('not RS256'); // never let the token choose the algorithm
  const key = await publicKey('IRP_SIGNING_KEY', 'signing'); // another key than the one that seals logins
  if (!verify('RSA-SHA256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))) {
    throw new Error('the portal did not sign this QR code');
  }
  const qr = JSON.parse(decode(payload).data); // data is JSON in a string
  if (irnOf(qr.SellerGstin, qr.DocTyp, qr.DocNo, qr.DocDt) !== qr.Irn) throw new Error('the IRN is not that of the document');
  return qr;
}

/**
 * An IRN is a hash that anybody can compute: GSTIN, financial year (April to March), type and number.
 * @param {string} supplier @param {string} typ @param {string} number @param {string} date
 */
function irnOf(supplier, typ, number, date) {
  const [, month, year] = date.split('/').map(Number);
  const start = month >= 4 ? year : year - 1;
  const fy = `${start}-${String((start + 1) % 100).padStart(2, '0')}`;
  return createHash('sha256').update(supplier + fy + typ + number.toUpperCase()).digest('hex');
}

// --- 6. Run ---

const now = Math.floor(Date.now() / 1000);
console.log('login ok token until', await login());
const first = await register(await makeInvoice(`INV/${now}`));
console.log(`register ok INV/${now}`, first.Irn);
const ghost = await makeInvoice(`GHOST-${now}`); // the simulator registers such a number and drops the answer
const found = await register(ghost);
const again = await generate(ghost); // once more: 2150 leads to the same IRN
if (again.Irn !== found.Irn) throw new Error('2150 led to another IRN');
console.log('readback ok', ghost.DocDtls.No, found.Irn);
console.log('cancel ok', found.Irn, await cancel(found.Irn));
const qr = await verifyQR(first.SignedQRCode);
if (qr.Irn !== first.Irn) throw new Error('the QR code is of another invoice');
console.log('verify ok', first.Irn);
