// A customer of Masters India, written from that provider's pages and from nothing else: Node's built-in modules only, no
// code of irpsim. It plays all three generations of the API against a running simulator:
//
//     IRPSIM_URL=http://127.0.0.1:7017 node masters.mjs
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import test from 'node:test';

const base = (process.env.IRPSIM_URL || 'http://127.0.0.1:7017').replace(/\/+$/, '');
const gstin = '09AAAPG7885R002';
const account = { username: 'user@example.com', password: 'secret' };

async function send(method, path, { body, form, headers = {} } = {}) {
  const options = { method, headers: { ...headers }, redirect: 'error' };
  if (form) options.body = new URLSearchParams(form);
  if (body !== undefined) {
    options.headers['Content-Type'] = 'application/json';
    options.body = typeof body === 'string' ? body : JSON.stringify(body);
  }
  const answer = await fetch(path.startsWith('http') ? path : base + path, options);
  const bytes = Buffer.from(await answer.arrayBuffer());
  let json;
  try { json = JSON.parse(bytes.toString()); } catch { /* an image, or something broken that the test will show */ }
  return { status: answer.status, type: answer.headers.get('content-type'), bytes, json };
}

const control = async (method, path, body) => {
  const a = await send(method, '/_sim/v1' + path, { body });
  assert.ok(a.status < 300, `${method} ${path}: ${a.status} ${a.bytes}`);
  return a.json;
};

// The request of the provider's page, loose as it is: numbers as text, an empty text for an amount, states by name and by
// one digit, a number for a telephone.
const request = (number, change = {}) => ({
  user_gstin: gstin, data_source: 'erp',
  transaction_details: { supply_type: 'B2B', charge_type: 'N', igst_on_intra: 'N', ecommerce_gstin: '' },
  document_details: { document_type: 'INV', document_number: number, document_date: '14/09/2025' },
  seller_details: {
    gstin, legal_name: 'Example Seller', trade_name: 'Example', address1: 'Plot 1', address2: 'Sector 2', location: 'Noida',
    pincode: 201301, state_code: 'UTTAR PRADESH', phone_number: 9876543231, email: '',
  },
  buyer_details: {
    gstin: '05AAAPG7885R002', legal_name: 'Example Buyer', trade_name: 'Buyer', address1: 'Road 9', address2: 'Lane 3',
    location: 'Nainital', pincode: '263001', place_of_supply: '5', state_code: 'UTTARAKHAND', phone_number: '9876543232', email: '',
  },
  dispatch_details: null, ship_details: {},
  export_details: { ship_bill_number: '', country_code: 'IN', foreign_currency: 'inr', refund_claim: 'N', port_code: '', export_duty: '90.9' },
  payment_details: { paid_balance_amount: '100.2', credit_days: 2, payment_mode: 'CASH', outstanding_amount: '1.9' },
  value_details: {
    total_assessable_value: 4, total_cgst_value: '', total_sgst_value: 0, total_igst_value: 0.2, total_invoice_value: '4.20',
  },
  item_list: [{
    item_serial_number: '1', product_description: 'Wheat', is_service: 'N', hsn_code: '1001', quantity: 1, unit: 'KGS', unit_price: 4,
    total_amount: 4, assessable_value: 4, gst_rate: 5, igst_amount: 0.2, cgst_amount: '', total_item_value: 4.2,
    batch_details: { name: 'aaa', expiry_date: '31/10/2026' }, attribute_details: [{ item_attribute_details: 'colour', item_attribute_value: 'red' }],
  }],
  ...change,
});

const lorry = { transporter_name: 'Jay Trans', transportation_mode: '1', transportation_distance: '0', vehicle_number: 'UP16AB1234', vehicle_type: 'R' };
const hash = (number) => crypto.createHash('sha256').update(gstin + '2025-26INV' + number).digest('hex');
const inside = (jwt) => JSON.parse(JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url')).data);
const textInside = (jwt) => JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url')).data;

function succeeded(a) {
  assert.equal(a.status, 200, a.bytes.toString());
  const r = a.json.results;
  assert.equal(r.status, 'Success', a.bytes.toString());
  assert.equal(r.code, 200);
  assert.equal(r.errorMessage, '');
  return r;
}

function failed(a, code) {
  assert.equal(a.status, 200, a.bytes.toString());
  const r = a.json.results;
  assert.deepEqual([r.status, r.code, r.message], ['Failed', 204, ''], a.bytes.toString());
  assert.match(r.errorMessage, new RegExp(`^${code}: \\S`));
  return r;
}

test('Masters India', async (t) => {
  await control('PUT', '/clock', { now: '2025-09-14T13:20:56+05:30' });
  await control('POST', '/users', { user_name: account.username, password: account.password, gstin });
  let auth;
  const call = (method, path, body) => send(method, path, { body, headers: auth });
  let first;

  await t.test('A: tokens', async () => {
    const a = await send('POST', '/api/v1/token-auth/', { body: account });
    assert.equal(a.status, 200);
    assert.deepEqual(Object.keys(a.json), ['token']);
    const claims = JSON.parse(Buffer.from(a.json.token.split('.')[1], 'base64url'));
    assert.equal(claims.exp - claims.orig_iat, 86400);
    assert.equal(claims.username, account.username);
    auth = { Authorization: 'JWT ' + a.json.token };
    const form = await send('POST', '/api/v1/token-auth', { form: account });
    assert.equal(form.status, 200);
    const wrong = await send('POST', '/api/v1/token-auth/', { body: { ...account, password: 'x' } });
    assert.deepEqual(wrong.json, { error: 'Unable to login with provided credential' });
    const half = await send('POST', '/api/v1/token-auth/', { body: { password: 'x' } });
    assert.deepEqual([half.status, half.json], [400, { username: ['missing field'] }]);
    assert.equal((await send('POST', '/api/v1/einvoice/', { body: request('N/1') })).status, 401);
  });

  await t.test('A: generate', async () => {
    const r = succeeded(await call('POST', '/api/v1/einvoice/', request('SIM/25-26/001', { ewaybill_details: lorry })));
    first = r.message;
    assert.deepEqual(Object.keys(first), ['AckNo', 'AckDt', 'Irn', 'SignedInvoice', 'SignedQRCode', 'EwbNo', 'EwbDt', 'EwbValidTill',
      'QRCodeUrl', 'EinvoicePdf', 'EwaybillPdf', 'Status', 'Remarks', 'alert', 'error']);
    assert.equal(first.Irn, hash('SIM/25-26/001'));
    assert.equal(first.AckDt, '2025-09-14 13:20:56');
    assert.equal(r.requestId, `${gstin}_SIM/25-26/001_1757836256`);
    assert.equal(typeof first.AckNo, 'number');
    assert.equal(typeof first.EwbNo, 'number');
  });

  await t.test('A: what was signed', () => {
    const doc = inside(first.SignedInvoice);
    assert.deepEqual([doc.Version, doc.TranDtls.TaxSch, doc.BuyerDtls.Pos, doc.BuyerDtls.Stcd, doc.SellerDtls.Stcd], ['1.1', 'GST', '05', '05', '09']);
    assert.deepEqual([doc.SellerDtls.Ph, doc.BuyerDtls.Pin, doc.ExpDtls.ForCur, doc.ExpDtls.ExpDuty, doc.PayDtls.PaidAmt], ['9876543231', 263001, 'INR', 90.9, 100.2]);
    for (const absent of [doc.DispDtls, doc.ShipDtls, doc.SellerDtls.Em, doc.ExpDtls.ShipBNo, doc.ExpDtls.Port, doc.TranDtls.EcmGstin]) assert.equal(absent, undefined);
    assert.deepEqual(doc.ItemList[0].AttribDtls, [{ Nm: 'colour', Val: 'red' }]);
    const text = textInside(first.SignedInvoice);
    for (const literal of ['"TotInvVal":4.20', '"CgstVal":0.0', '"CgstAmt":0.0', '"Distance":0']) assert.ok(text.includes(literal), literal + ' in ' + text);
    assert.equal(inside(first.SignedQRCode).Irn, first.Irn);
  });

  await t.test('A: addresses', async () => {
    const id = /\/api\/v1\/einvoice\/qrcode\/(anVsX3NlcF8yMDI1LTI2-[0-9a-f]{24})\/$/.exec(first.QRCodeUrl);
    assert.ok(id, first.QRCodeUrl);
    const png = await send('GET', first.QRCodeUrl);
    assert.deepEqual([png.status, png.type, png.bytes.subarray(1, 4).toString()], [200, 'image/png', 'PNG']);
    for (const url of [first.EinvoicePdf, first.EwaybillPdf, first.EinvoicePdf.replace(/\/$/, '')]) {
      const pdf = await send('GET', url);
      assert.deepEqual([pdf.status, pdf.type, pdf.bytes.subarray(0, 5).toString()], [200, 'application/pdf', '%PDF-'], url);
    }
    assert.equal((await send('GET', first.QRCodeUrl.replace(id[1], id[1].replace(/.$/, (c) => (c === '0' ? '1' : '0'))))).status, 404);
  });

  await t.test('A: a duplicate, and the way back from it', async () => {
    const r = failed(await call('POST', '/api/v1/einvoice', request('SIM/25-26/001')), 2150);
    const [info] = JSON.parse(r.InfoDtls);
    assert.deepEqual([info.InfCd, info.Desc.Irn, info.Desc.AckNo], ['DUPIRN', first.Irn, first.AckNo]);
    const byIrn = succeeded(await call('GET', `/api/v1/get-einvoice/?gstin=${gstin}&irn=${info.Desc.Irn}`)).message;
    assert.equal(byIrn.SignedInvoice, first.SignedInvoice);
    assert.match(byIrn.AckDt, /:00$/);
    assert.equal('QRCodeUrl' in byIrn, false);
    const query = `user_gstin=${gstin}&document_type=INV&document_number=SIM/25-26/001&document_date=14/09/2025`;
    const byDoc = succeeded(await call('GET', '/api/v1/get-einvoice-bydoc?' + query)).message;
    assert.deepEqual([byDoc.Irn, byDoc.Remarks], [first.Irn, null]);
    failed(await call('GET', '/api/v1/get-einvoice-bydoc/?' + query.replace('001', '999')), 2154);
    failed(await call('GET', `/api/v1/get-einvoice/?gstin=${gstin}&irn=${'0'.repeat(64)}`), 2148);
  });

  await t.test('A: e-way bills', async () => {
    const bill = succeeded(await call('GET', `/api/v1/get-ewb-byirn/?user_gstin=${gstin}&irn=${first.Irn}`)).message;
    assert.deepEqual([bill.EwbNo, bill.Status, bill.GenGstin, 'Alert' in bill], [first.EwbNo, 'ACT', gstin, true]);
    const far = succeeded(await call('POST', '/api/v1/einvoice/', request('SIM/2', { ewaybill_details: { ...lorry, transportation_distance: '4000' } })));
    assert.deepEqual([far.message.EwbNo, far.message.EwaybillPdf], [null, undefined]);
    const [info] = JSON.parse(far.InfoDtls);
    assert.deepEqual([info.InfCd, info.Desc[0].ErrorCode], ['EWBERR', '4013']);
    failed(await call('GET', `/api/v1/get-ewb-byirn/?user_gstin=${gstin}&irn=${far.message.Irn}`), 4005);
    const late = succeeded(await call('POST', '/api/v1/gen-ewb-by-irn/', {
      user_gstin: gstin, irn: far.message.Irn, transporter_id: '', transportation_mode: '1', transporter_document_number: '12345',
      transporter_document_date: '14/09/2025', vehicle_number: 'KA01AB1234', distance: 0, vehicle_type: 'R', transporter_name: 'Jay Trans', data_source: 'erp',
    })).message;
    assert.deepEqual(Object.keys(late), ['EwbNo', 'EwbDt', 'EwbValidTill', 'Remarks', 'QRCodeUrl', 'EinvoicePdf', 'EwaybillPdf']);
    failed(await call('POST', '/api/v1/cancel-einvoice/', { user_gstin: gstin, irn: first.Irn, cancel_reason: '1', cancel_remarks: 'wrong', ewaybill_cancel: '' }), '\\d{4}');
  });

  await t.test('A: cancel', async () => {
    const { message } = succeeded(await call('POST', '/api/v1/einvoice/', request('SIM/3')));
    const wanted = { user_gstin: gstin, irn: message.Irn, cancel_reason: '2', cancel_remarks: 'wrong entry', ewaybill_cancel: '' };
    const done = succeeded(await call('POST', '/api/v1/cancel-einvoice', wanted));
    assert.deepEqual([done.message.Irn, 'requestId' in done], [message.Irn, false]);
    failed(await call('POST', '/api/v1/cancel-einvoice/', wanted), 9999);
  });

  await t.test('A: taxpayers, and callers of nobody', async () => {
    const who = succeeded(await call('GET', `/api/v1/get-gstin-details/?user_gstin=${gstin}&gstin=27ZZZCB0002B1Z0`)).message;
    assert.deepEqual([who.Gstin, who.StateCode, typeof who.AddrPncd], ['27ZZZCB0002B1Z0', 27, 'number']);
    failed(await call('GET', `/api/v1/sync-gstin/?user_gstin=${gstin}&gstin=27ZZZCB0002B1Z9`), 3001);
    const stranger = await call('GET', `/api/v1/sync-gstin/?user_gstin=05AAAPG7885R002&gstin=${gstin}`);
    assert.match(stranger.json.results.errorMessage, /not mapped with logged-in user/);
    succeeded(await send('GET', `/api/v1/sync-gstin/?user_gstin=${gstin}&gstin=27ZZZCB0002B1Z0`, { headers: { api_key: 'k' } }));
  });

  await t.test('A: several errors', async () => {
    const bad = request('SIM/4');
    bad.seller_details.pincode = 101301;
    bad.item_list[0].hsn_code = '999';
    const r = failed(await call('POST', '/api/v1/einvoice/', bad), '\\d{4}');
    assert.match(r.errorMessage, /, \d{4}: /);
    assert.match(r.requestId, /^09AAAPG7885R002_SIM\/4_\d+$/);
  });

  await t.test('A: bulk', async () => {
    const sent = await call('POST', '/api/v1/einvoiceGenerateInBulk/', { einvoice_list: [request('BULK/1'), request('SIM/25-26/001'), request('BULK/2')] });
    const r = sent.json.results;
    assert.deepEqual([r.status, r.code, r.request_status], ['Success', 200, 'pending']);
    assert.match(r.requestId, /^edoc_\d+_[0-9a-f]{12}$/);
    let results;
    for (let i = 0; i < 2000 && !Array.isArray(results); i++) {
      results = (await call('GET', '/api/v1/getBulkEinvoiceResponse?request_id=' + r.requestId)).json.results;
    }
    assert.deepEqual(results.map((x) => [x.status, x.errorMessage.slice(0, 5)]), [['Success', ''], ['Failed', '2150:'], ['Success', '']]);
    assert.equal(results[2].message.Irn, hash('BULK/2'));
    const miss = await call('GET', '/api/v1/getBulkEinvoiceResponse?request_id=edoc_1_7a4d44de71b7');
    assert.deepEqual(miss.json, { results: { error: true, code: 204, request_status: '', message: 'No records found.' } });
    const broken = await call('POST', '/api/v1/einvoiceGenerateInBulk/', '{"einvoice_list":');
    assert.deepEqual(broken.json, { error: 'invalid_request', error_description: 'Invalid Json Structure.' });
  });

  await t.test('B: the older API', async () => {
    const login = { ...account, client_id: 'any', client_secret: 'any', grant_type: 'password' };
    const { json } = await send('POST', '/oauth/access_token', { body: login });
    assert.match(json.access_token, /^[0-9a-f]{40}$/);
    assert.deepEqual([json.expires_in, json.token_type], [3600, 'bearer']);
    const token = json.access_token;
    const refused = await send('POST', '/oauth/access_token', { body: { ...login, client_id: '' } });
    assert.deepEqual(refused.json, { error: 'invalid_client', error_description: 'The client credentials are invalid' });
    const r = succeeded(await send('POST', '/generateEinvoice', { body: { access_token: token, ...request('OLD/1') } }));
    assert.deepEqual([r.message.Irn, 'requestId' in r, r.InfoDtls], [hash('OLD/1'), true, '']);
    failed(await send('POST', '/generateEinvoice', { body: { access_token: token, ...request('OLD/1') } }), 2150);
    const back = succeeded(await send('GET', `/getEinvoiceData?access_token=${token}&gstin=${gstin}&irn=${r.message.Irn}`));
    assert.equal(back.message.SignedQRCode, r.message.SignedQRCode);
    succeeded(await send('GET', `/syncGstinDetails?access_token=${token}&user_gstin=${gstin}&gstin=27ZZZCB0002B1Z0`));
    succeeded(await send('POST', '/generateEwaybillByIrn', { body: { access_token: token, user_gstin: gstin, irn: r.message.Irn, distance: '0', transportation_mode: '1', vehicle_number: 'KA01AB1234', vehicle_type: 'R' } }));
    const other = succeeded(await send('POST', '/generateEinvoice', { body: { access_token: token, ...request('OLD/2') } }));
    succeeded(await send('POST', '/cancelEinvoice', { body: { access_token: token, user_gstin: gstin, irn: other.message.Irn, cancel_reason: '1', cancel_remarks: 'twice' } }));
    assert.equal((await send('POST', '/generateEinvoice', { body: { access_token: 'f'.repeat(40), ...request('OLD/3') } })).status, 401);
  });

  await t.test('C: the pass-through', async () => {
    const cert = (await send('GET', '/_sim/v1/keys/encryption.pem')).bytes.toString();
    const rsa = (text) => crypto.publicEncrypt({ key: cert, padding: crypto.constants.RSA_PKCS1_PADDING }, Buffer.from(text)).toString('base64');
    const aspKey = crypto.randomBytes(8).toString('hex');
    const cbc = (v) => {
      const c = crypto.createCipheriv('aes-128-cbc', aspKey, aspKey);
      return Buffer.concat([c.update(JSON.stringify(v)), c.final()]).toString('hex');
    };
    const login = { ...account, client_id: 'asp-client', client_secret: 'asp-secret', grant_type: 'password' };
    const { json } = await send('POST', '/oauth/access_token', { body: { credentials_data: cbc(login), app_key: rsa(aspKey) } });
    assert.equal(typeof json.accessToken, 'string');
    const other_parameters = cbc({ access_token: json.accessToken });

    const appKey = crypto.randomBytes(24).toString('base64'); // 32 characters
    const plain = { UserName: account.username, Password: account.password, AppKey: Buffer.from(appKey).toString('base64'), ForceRefreshAccessToken: false };
    const Data = rsa(Buffer.from(JSON.stringify(plain)).toString('base64'));
    const headers = { 'client-id': 'asp-client', Gstin: gstin };
    const session = (await send('POST', '/eivital/v1.04/auth', { headers, body: { Data, other_parameters } })).json;
    assert.equal(session.Status, 1, JSON.stringify(session));
    const open = (key, data) => {
      const d = crypto.createDecipheriv('aes-256-ecb', key, null);
      return Buffer.concat([d.update(Buffer.from(data, 'base64')), d.final()]);
    };
    const ek = open(Buffer.from(appKey), session.Data.Sek);
    const seal = (v) => {
      const c = crypto.createCipheriv('aes-256-ecb', ek, null);
      return Buffer.concat([c.update(JSON.stringify(v)), c.final()]).toString('base64');
    };
    const all = { ...headers, AuthToken: session.Data.AuthToken, user_name: account.username };
    const document = {
      Version: '1.1', TranDtls: { TaxSch: 'GST', SupTyp: 'B2B' }, DocDtls: { Typ: 'INV', No: 'PASS/1', Dt: '14/09/2025' },
      SellerDtls: { Gstin: gstin, LglNm: 'Example Seller', Addr1: 'Plot 1', Loc: 'Noida', Pin: 201301, Stcd: '09' },
      BuyerDtls: { Gstin: '05AAAPG7885R002', LglNm: 'Example Buyer', Pos: '05', Addr1: 'Road 9', Loc: 'Nainital', Pin: 263001, Stcd: '05' },
      ItemList: [{ SlNo: '1', IsServc: 'N', HsnCd: '1001', Qty: 1, Unit: 'KGS', UnitPrice: 4, TotAmt: 4, AssAmt: 4, GstRt: 5, IgstAmt: 0.2, TotItemVal: 4.2 }],
      ValDtls: { AssVal: 4, IgstVal: 0.2, TotInvVal: 4.2 },
    };
    const post = (path, v, h = all) => send('POST', path, { headers: h, body: { Data: seal(v), other_parameters } });
    const made = (await post('/eicore/v1.03/Invoice', document)).json;
    assert.equal(made.Status, 1, JSON.stringify(made));
    const { Irn } = JSON.parse(open(ek, made.Data));
    assert.equal(Irn, hash('PASS/1'));
    const twice = (await post('/eicore/v1.03/Invoice', document)).json;
    assert.equal(twice.ErrorDetails[0].ErrorCode, '2150');
    const read = (await send('GET', `/eicore/v1.03/Invoice/irn/${Irn}?other_parameters=${other_parameters}`, { headers: all })).json;
    assert.equal(JSON.parse(open(ek, read.Data)).Irn, Irn);
    const gone = (await post('/eicore/v1.03/Invoice/Cancel', { Irn, CnlRsn: '1', CnlRem: 'twice' })).json;
    assert.equal(JSON.parse(open(ek, gone.Data)).Irn, Irn);
    const forged = await send('POST', '/eicore/v1.03/Invoice', { headers: all, body: { Data: seal(document), other_parameters: cbc({ access_token: 'no' }) } });
    assert.equal(forged.status, 401, forged.bytes.toString());
  });

  await t.test('A: the end of a token', async () => {
    await control('POST', '/clock/advance', { by: '24h1s' });
    const a = await call('GET', `/api/v1/sync-gstin/?user_gstin=${gstin}&gstin=27ZZZCB0002B1Z0`);
    assert.equal(a.status, 401);
  });
});
