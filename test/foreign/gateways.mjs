// One small program for each gateway, as a firm would write it from that provider's page, with only the host changed: it
// logs in, registers, meets a duplicate, recovers the registration, reads back and cancels twice. Node's built-in modules
// only. No two of them share more than HTTP: what one misreads another may catch.
//
//     IRPSIM_URL=http://127.0.0.1:7017 node gateways.mjs
import assert from 'node:assert/strict';
import test from 'node:test';
import { exchange, irnOf, newAppKey, rsa, seal, seller, unseal } from './irp.mjs';
import { day, invoice, number } from './documents.mjs';

const date = await day();

async function call(method, path, headers = {}, body) {
  const answer = await exchange(method, path, headers, body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
  return { status: answer.status, json: JSON.parse(answer.text), text: answer.text };
}

// AckNo has 15 digits, which JavaScript's numbers still hold.
const numberless = (o) => JSON.stringify(o, (_, v) => (typeof v === 'number' ? String(v) : v));
const expected = (no) => irnOf(seller.gstin, date, 'INV', no);
const jwt = /^[\w-]+\.[\w-]+\.[\w-]+$/;

// What every one of them must live through. gsp has generate, get, cancel, each answering { data } or { codes, info }.
async function life(gsp) {
  const no = number();
  const first = await gsp.generate(invoice({ no, dt: date }));
  assert.equal(first.data.Irn, expected(no));
  assert.match(first.data.SignedInvoice, jwt);
  assert.match(first.data.SignedQRCode, jwt);
  const again = await gsp.generate(invoice({ no, dt: date }));
  assert.deepEqual(again.codes, ['2150']);
  if (gsp.recover) assert.equal(await gsp.recover(again, no), first.data.Irn);
  if (gsp.get) assert.equal((await gsp.get(first.data.Irn)).data.SignedQRCode, first.data.SignedQRCode);
  assert.equal((await gsp.cancel(first.data.Irn)).data.Irn, first.data.Irn);
  assert.deepEqual((await gsp.cancel(first.data.Irn)).codes, ['9999']);
  const wrong = await gsp.generate(invoice({ no: number(), dt: date, edit: (t) => t.replaceAll('"GstRt":18', '"GstRt":17') }));
  assert.ok(wrong.codes.length > 1 && wrong.codes.includes('2240'), numberless(wrong));
}

const duplicate = (info) => info.find((i) => i.InfCd === 'DUPIRN').Desc.Irn;
const cancelling = (Irn) => ({ Irn, CnlRsn: '1', CnlRem: 'Wrong entry' });

test('WhiteBooks, plain JSON with status_cd', async () => {
  const client = { ip_address: '192.0.2.7', client_id: 'WB-1', client_secret: 'WB-2', gstin: seller.gstin };
  const ok = ['1', 'Sucess', 'Success'];
  const login = await call('GET', '/einvoice/authenticate?email=ap%40example.test', { ...client, username: seller.userName, password: seller.password });
  assert.ok(ok.includes(login.json.status_cd), login.text);
  assert.match(login.json.data.TokenExpiry, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  const headers = { ...client, username: seller.userName, 'auth-token': login.json.data.AuthToken, 'Content-Type': 'application/json' };
  const type = async (method, name, body, more = '', extra = {}) => {
    const { json } = await call(method, `/einvoice/type/${name}/version/V1_03?email=ap%40example.test${more}`, { ...headers, ...extra }, body);
    if (ok.includes(json.status_cd)) return { data: json.data };
    return { codes: JSON.parse(json.status_desc).map((e) => e.ErrorCode), info: json.InfoDtls };
  };
  await life({
    generate: (doc) => type('POST', 'GENERATE', doc),
    get: (irn) => type('GET', 'GETIRN', undefined, `&param1=${irn}&supplier_gstn=`),
    cancel: (irn) => type('POST', 'CANCEL', cancelling(irn)),
    recover: async (_, no) => (await type('GET', 'GETIRNBYDOCDETAILS', undefined, '&param1=INV', { docnum: no, docdate: date })).data.Irn,
  });
  assert.equal((await type('GET', 'GSTNDETAILS', undefined, '&param1=27ZZZCB0002B1Z0')).data.Gstin, '27ZZZCB0002B1Z0');
});

test('TaxPro /dec, everything in the query', async () => {
  const who = `aspid=1600000001&password=asp-pass&Gstin=${seller.gstin}&user_name=${seller.userName}`;
  const login = (await call('GET', `/eivital/dec/v1.04/auth?${who}&eInvPwd=${encodeURIComponent(seller.password)}`)).json;
  const token = JSON.parse(login.Data).AuthToken;
  const dec = async (method, path, body, more = '') => {
    const { json } = await call(method, `/eicore/dec/v1.03/${path}?${who}&AuthToken=${token}${more}`, { 'Content-Type': 'application/json' }, body);
    if (String(json.Status) === '1') return { data: typeof json.Data === 'string' ? JSON.parse(json.Data) : json.Data };
    return { codes: json.ErrorDetails.map((e) => e.ErrorCode), info: json.InfoDtls };
  };
  await life({
    generate: async (doc) => {
      const r = await dec('POST', 'Invoice', doc, '&QrCodeSize=250');
      if (r.data) assert.equal(Buffer.from(r.data.QRCodeImage, 'base64').subarray(1, 4).toString(), 'PNG');
      return r;
    },
    get: (irn) => dec('GET', `Invoice/irn/${irn}`),
    cancel: (irn) => dec('POST', 'Invoice/Cancel', cancelling(irn)),
    recover: async (_, no) => (await dec('GET', 'Invoice/irnbydocdetails', undefined, `&doctype=INV&docnum=${no}&docdate=${date}`)).data.Irn,
  });
  const noKey = (await call('GET', `/eivital/dec/v1.04/auth?Gstin=${seller.gstin}`)).json;
  assert.equal(noKey.status_cd, '0');
  assert.ok(noKey.error.message && noKey.error.error_cd);
});

test('TaxPro /dec, everything in headers, other spellings', async () => {
  const headers = { aspid: '1600000001', password: 'asp-pass', Gstin: seller.gstin, User_Name: seller.userName, eInvPwd: seller.password };
  const login = (await call('GET', '/eivital/dec/v1.04/auth', headers)).json;
  const { json } = await call('GET', '/eivital/dec/v1.04/Master/gstin/27ZZZCB0002B1Z0', { ...headers, AuthToken: JSON.parse(login.Data).AuthToken });
  assert.equal(JSON.parse(json.Data).Gstin, '27ZZZCB0002B1Z0');
});

test('TaxPro /dec, both spellings of the e-way bill path', async () => {
  const who = `aspid=1&password=2&gstin=${seller.gstin}&username=${seller.userName}`;
  for (const root of ['/ewaybillapi/dec/v1.03', '/v1.03/dec']) {
    const login = (await call('GET', `${root}/auth?action=ACCESSTOKEN&${who}&ewbpwd=${encodeURIComponent(seller.password)}`)).json;
    assert.equal(login.status, '1');
    const refused = (await call('POST', `${root}/ewayapi?action=CANEWB&${who}&authtoken=${login.authtoken}`, {}, { ewbNo: 331010000001, cancelRsnCode: 2, cancelRmrk: 'x' })).json;
    assert.equal(refused.status_cd, '0');
    assert.match(refused.error.error_cd, /^\d{3}$/);
    const odd = (await call('POST', `${root}/ewayapi?action=NOTHING&${who}&authtoken=${login.authtoken}`, {}, {})).json;
    assert.equal(odd.error.error_cd, '239');
  }
});

test('Odoo IAP, JSON-RPC', async () => {
  let token = '';
  let id = 0;
  const rpc = async (name, params) => {
    const sent = `rpc-${++id}`;
    const { json } = await call('POST', `/iap/l10n_in_edi/1/${name}`, { 'Content-Type': 'application/json' }, {
      jsonrpc: '2.0', method: 'call', id: sent,
      params: { account_token: 'iap-1', dbuuid: 'd-1', username: seller.userName, gstin: seller.gstin, auth_token: token, ...params },
    });
    assert.equal(json.id, sent);
    assert.equal(json.jsonrpc, '2.0');
    return json.result.error ? { codes: json.result.error.map((e) => e.code) } : { data: json.result.data };
  };
  token = (await rpc('authenticate', { password: seller.password })).data.AuthToken;
  // Odoo writes GSTIN and POS where the portal's schema has Gstin and Pos.
  const spelled = (doc) => JSON.parse(doc.replaceAll('"Gstin":', '"GSTIN":').replaceAll('"Pos":', '"POS":'));
  await life({
    generate: (doc) => rpc('generate', { json_payload: spelled(doc) }),
    cancel: (irn) => rpc('cancel', { json_payload: cancelling(irn) }),
    recover: async (_, no) => {
      const found = (await rpc('getirnbydocdetails', { doc_type: 'INV', doc_num: no, doc_date: date })).data;
      const signed = JSON.parse(JSON.parse(Buffer.from(found.SignedInvoice.split('.')[1], 'base64url')).data);
      assert.equal(signed.BuyerDtls.Gstin, '27ZZZCB0002B1Z0'); // what Odoo compares before it trusts the recovery
      return found.Irn;
    },
  });
  token = 'an-old-one';
  assert.deepEqual((await rpc('cancel', { json_payload: cancelling('0'.repeat(64)) })).codes, ['1005']);
});

// Adaequare's shape. A message begins with its code, and several are joined by commas.
const enriched = (headers, root) => {
  const ei = async (method, path, body) => {
    const { json } = await call(method, root + path, { ...headers, requestid: number(), 'Content-Type': 'application/json' }, body);
    if (json.success) return { data: json.result, info: json.info };
    return { codes: json.message.match(/(?<=^|, )\d{3,4}(?= : )/g) ?? [], info: json.result, message: json.message };
  };
  return {
    generate: (doc) => ei('POST', '/invoice', doc), get: (irn) => ei('GET', `/invoice/irn?irn=${irn}`),
    cancel: (irn) => ei('POST', '/invoice/cancel', cancelling(irn)),
    recover: (again) => { assert.ok(again.message.startsWith('2150')); return duplicate(again.info); },
  };
};

test('Adaequare, enriched, with its own token', async () => {
  const login = await call('POST', '/gsp/authenticate?action=GSP&grant_type=token', { gspappid: 'APP', gspappsecret: 'SECRET' });
  assert.equal(login.json.token_type, 'bearer');
  assert.ok(login.json.expires_in > 0);
  const headers = { Authorization: `Bearer ${login.json.access_token}`, user_name: seller.userName, password: seller.password, gstin: seller.gstin };
  await life(enriched(headers, '/enriched/ei/api'));
  await life(enriched(headers, '/test/enriched/ei/api'));
  const stale = await call('GET', `/enriched/ei/api/invoice/irn?irn=${'0'.repeat(64)}`, { ...headers, Authorization: 'Bearer gone' });
  assert.equal(stale.status, 401);
});

test('india-compliance, enriched', async () => {
  const headers = { 'x-api-key': 'key', user_name: seller.userName, password: seller.password, gstin: seller.gstin };
  for (const root of ['/ei/api', '/test/ei/api']) await life(enriched(headers, root));
  assert.equal((await call('POST', '/ei/api/invoice', { gstin: seller.gstin }, {})).status, 403);
});

// The portal's own encryption, whatever paths and headers a gateway puts around it.
async function sealed({ auth, invoice: at, irn, cancel, before = {}, after }) {
  const appKey = newAppKey();
  const text = JSON.stringify({ UserName: seller.userName, Password: seller.password, AppKey: appKey.toString('base64'), ForceRefreshAccessToken: false });
  const login = await call('POST', auth, before, { Data: await rsa(Buffer.from(text).toString('base64')) });
  assert.equal(login.json.Status, 1, login.text);
  const sek = unseal(appKey, login.json.Data.Sek);
  const headers = after(login.json.Data.AuthToken);
  const ask = async (method, path, plain) => {
    const { json } = await call(method, path, { ...headers, 'Content-Type': 'application/json' }, plain && { Data: seal(sek, plain) });
    if (json.Status === 1) return { data: JSON.parse(unseal(sek, json.Data)) };
    return { codes: json.ErrorDetails.map((e) => e.ErrorCode), info: json.InfoDtls };
  };
  await life({
    generate: (doc) => ask('POST', at, doc), get: (n) => ask('GET', irn(n)), cancel: (n) => ask('POST', cancel, JSON.stringify(cancelling(n))),
    recover: (again) => duplicate(again.info),
  });
}

const nic = (root) => ({
  auth: `${root.vital}/v1.04/auth`, invoice: `${root.core}/v1.03/Invoice`, irn: (n) => `${root.core}/v1.03/Invoice/irn/${n}`, cancel: `${root.core}/v1.03/Invoice/Cancel`,
});

test('TaxPro, encrypted, with extra headers', () => sealed({
  ...nic({ vital: '/eivital', core: '/eicore' }), before: { aspid: '1', password: '2', Gstin: seller.gstin },
  after: (t) => ({ aspid: '1', password: '2', Gstin: seller.gstin, user_name: seller.userName, AuthToken: t }),
}));

test('ClearTax GSP pass-through', () => sealed({
  ...nic({ vital: '/einv-gsp/vital', core: '/einv-gsp/core' }), before: { 'X-CT-Auth-Token': 'ct', Gstin: seller.gstin },
  after: (t) => ({ 'X-CT-Auth-Token': 'ct', Gstin: seller.gstin, user_name: seller.userName, AuthToken: t }),
}));

test('Vayana and Protean, GUS', async () => {
  for (const provider of ['ni1', 'ni2', 'nic']) {
    await sealed({
      ...nic({ vital: `/gus/irp/${provider}/eivital`, core: `/gus/irp/${provider}/eicore` }), before: { 'X-FLYNN-N-IRP-GSTIN': seller.gstin },
      after: (t) => ({ 'X-FLYNN-N-IRP-GSTIN': seller.gstin, 'X-FLYNN-N-IRP-USERNAME': seller.userName, AuthToken: t }),
    });
  }
});

test('a gateway under a prefix, with a bare token', () => sealed({
  ...nic({ vital: '/gsp/eivital', core: '/gsp/eicore' }), before: { Gstin: seller.gstin }, after: (t) => ({ 'auth-token': t }),
}));

test('india-compliance, standard', () => sealed({
  auth: '/standard/ei/api/auth', invoice: '/standard/ei/api/invoice', irn: (n) => `/standard/ei/api/invoice/irn?irn=${n}`, cancel: '/standard/ei/api/invoice/cancel',
  before: { 'x-api-key': 'k', gstin: seller.gstin }, after: (t) => ({ 'x-api-key': 'k', gstin: seller.gstin, user_name: seller.userName, AuthToken: t }),
}));

test('Sandbox.co.in, two logins', async () => {
  const root = '/gst/compliance/e-invoice/tax-payer';
  const keys = { 'x-api-key': 'key_test_1', 'x-api-version': '1.0.0' };
  const platform = (await call('POST', '/authenticate', { ...keys, 'x-api-secret': 'secret_test_1' })).json;
  const login = (await call('POST', `${root}/authenticate?force=true`, { ...keys, authorization: platform.data.access_token, 'x-source': 'primary' },
    { username: seller.userName, password: seller.password, gstin: seller.gstin })).json;
  assert.ok(login.data.expiry > login.timestamp);
  const ask = async (method, path, body) => {
    const { json, status } = await call(method, root + path, { ...keys, authorization: login.data.access_token, 'x-source': 'primary' }, body);
    assert.deepEqual([status, json.code], [200, 200]);
    if (json.data.Status === 1) return { data: json.data.Data };
    return { codes: json.data.ErrorDetails.map((e) => e.ErrorCode), info: json.data.InfoDtls };
  };
  await life({
    generate: (doc) => ask('POST', '/invoice', doc), get: (irn) => ask('GET', `/invoice/${irn}`),
    cancel: (irn) => ask('POST', `/invoice/${irn}/cancel`, { CnlRsn: '1', CnlRem: 'Wrong entry' }), recover: (again) => duplicate(again.info),
  });
  assert.equal((await call('POST', '/authenticate')).status, 403);
});

test('ClearTax version 2, lists', async () => {
  const headers = { 'X-Cleartax-Auth-Token': 'ct', gstin: seller.gstin, 'Content-Type': 'application/json' };
  const one = async (method, path, body) => {
    const { json } = await call(method, `/einv/v2/eInvoice/${path}`, headers, body);
    assert.equal(json.length, 1);
    const g = json[0].govt_response;
    if (g.Success === 'Y') return { data: g, document: json[0] };
    return { codes: g.ErrorDetails.map((e) => e.error_code), info: g.info };
  };
  await life({
    generate: async (doc) => {
      const r = await one('PUT', 'generate', `[{"transaction":${doc},"custom_fields":{"order":"A-7"}}]`);
      if (r.document) assert.deepEqual([r.document.document_status, r.document.custom_fields], ['IRN_GENERATED', { order: 'A-7' }]);
      return r;
    },
    get: (irn) => one('GET', `get?irn=${irn}`), cancel: (irn) => one('PUT', 'cancel', [{ irn, CnlRsn: '1', CnlRem: 'Wrong entry' }]),
    recover: (again) => duplicate(again.info),
  });
  const token = (await call('GET', '/integration/v1/authz/token', { 'x-clear-client-secret': 's' })).json;
  assert.ok(token.access_token);
});

test('ClearTax, government format', async () => {
  const headers = { 'x-cleartax-auth-token': 'ct', 'x-cleartax-product': 'EInvoice', gstin: seller.gstin, 'Content-Type': 'application/json' };
  const flat = async (method, path, body) => {
    const { json } = await call(method, `/einv/v1/govt/api/Invoice/${path}`, headers, body);
    return json.Success === 'Y' ? { data: json } : { codes: json.ErrorDetails.map((e) => e.error_code), info: json.info };
  };
  await life({
    generate: (doc) => flat('POST', '', doc), get: (irn) => flat('GET', `irn/${irn}`), cancel: (irn) => flat('POST', 'Cancel', cancelling(irn)),
    recover: (again) => duplicate(again.info),
  });
});

