// The register of taxpayers, and several portals over one register of duplicates.
import test from 'node:test';
import assert from 'node:assert/strict';
import * as irp from './irp.mjs';
import { refused, registered, succeeded } from './check.mjs';
import { invoice, number } from './documents.mjs';
import { world } from './world.mjs';

const { path, seller } = irp;
const details = (gstin, version = 'v1.04') => `/eivital/${version}/Master/gstin/${gstin}`;
const sync = (gstin, version = 'v1.04') => `/eivital/${version}/Master/syncgstin/${gstin}`;
const plainOf = (s, answer) => (succeeded(answer), irp.opened(s, answer));

const text = String.raw`(?:null|"(?:[^"\\]|\\.)*")`;
const shape = (dates) => new RegExp(String.raw`^\{"Gstin":"[0-9A-Z]{15}",` +
  ['TradeName', 'LegalName', 'AddrBnm', 'AddrBno', 'AddrFlno', 'AddrSt', 'AddrLoc'].map((m) => `"${m}":${text},`).join('') +
  String.raw`"StateCode":\d{1,2},"AddrPncd":(?:0|\d{6}),"TxpType":"[A-Z]{3}","Status":"(?:ACT|CNL|INA|PRO|SUS)","BlkStatus":(?:null|""|"U"|"B")` +
  (dates ? String.raw`,"DtReg":(?:null|"\d{4}-\d\d-\d\d"),"DtDReg":(?:null|"\d{4}-\d\d-\d\d")` : '') + String.raw`\}$`);

for (const [kind, gstin, want] of [
  ['the seller', '29ZZZCS0001A1ZI', { TxpType: 'REG', Status: 'ACT', StateCode: 29, AddrPncd: 560001, LegalName: 'Simulated Seller Private Limited' }],
  ['a buyer', '27ZZZCB0002B1Z0', { TxpType: 'REG', Status: 'ACT', StateCode: 27 }],
  ['a SEZ unit', '33ZZZCE0003E1ZX', { TxpType: 'SEZ', Status: 'ACT', StateCode: 33 }],
  ['a SEZ developer', '24ZZZCD0004D1ZY', { TxpType: 'SED', Status: 'ACT' }],
  ['composition', '09ZZZPC0005C1Z1', { TxpType: 'COM', Status: 'ACT', StateCode: 9 }],
  ['cancelled', '07ZZZCX0006X1Z3', { Status: 'CNL', DtReg: '2017-07-01', DtDReg: '2024-03-31' }],
  ['suspended', '19ZZZCS0007S1ZC', { Status: 'SUS', DtDReg: null }],
  ['inactive', '36ZZZCI0008I1Z9', { Status: 'INA' }],
  ['provisional', '32ZZZCP0009P1ZV', { Status: 'PRO' }],
  ['an input service distributor', '27ZZZCI0010I1ZE', { Status: 'ACT' }],
  ['an e-commerce operator', '29ZZZCT0011T1CN', { TxpType: 'TCS', Status: 'ACT' }],
  ['not enabled for e-invoicing', '08ZZZCN0012N1ZX', { Status: 'ACT', StateCode: 8 }],
  ['blocked for e-way bills', '23ZZZCL0013L1ZA', { Status: 'ACT', BlkStatus: 'B' }],
  ['a casual taxable person', '30ZZZPK0015K1ZP', { Status: 'ACT' }],
  ['a number of the public sandbox', '29AWGPV7107B1Z1', { TxpType: 'REG', Status: 'ACT', LegalName: 'VIKASEXPORTS', AddrPncd: 562160 }],
]) {
  test(`GSTIN details, ${kind}: numbers as numbers, dates in 1.04 only, Sync alike`, async () => {
    const s = await irp.enter(seller);
    const now = plainOf(s, await irp.get(s, details(gstin)));
    assert.match(now, shape(true));
    const got = JSON.parse(now);
    assert.equal(got.Gstin, gstin);
    for (const [member, value] of Object.entries(want)) assert.equal(got[member], value, member);
    const old = plainOf(s, await irp.get(s, details(gstin, 'v1.03')));
    assert.match(old, shape(false));
    const { DtReg, DtDReg, ...rest } = got;
    assert.deepEqual(JSON.parse(old), rest);
    assert.equal(plainOf(s, await irp.get(s, sync(gstin))), now);
    assert.equal(plainOf(s, await irp.get(s, sync(gstin, 'v1.03'))), old);
  });
}

test('GSTIN details of nobody: 3001, whatever it looks like', async () => {
  const s = await irp.enter(seller);
  for (const gstin of ['29ZZZZZ0000Z1Z0', 'x', '29ZZZCS0001A1Z']) refused(await irp.get(s, details(gstin)), ['3001', 'Requested data is not available']);
});

test('a buyer the portal does not know yet: 3028, Sync, the same document again', async (t) => {
  const who = await world(t);
  await irp.control('PUT', '/clock', { now: '2026-05-04T10:00:00+05:30' }, who.id);
  const buyer = '27ZZZCB0002B1Z0';
  await irp.control('PUT', '/taxpayers/' + buyer, { hidden: true }, who.id);
  const s = await irp.enter(who);
  const doc = invoice({ no: number(), dt: '04/05/2026', gstin: who.gstin });
  const first = refused(await irp.post(s, path.invoice, doc), '3028');
  assert.match(first.ErrorDetails[0].ErrorMessage, new RegExp(buyer));
  refused(await irp.get(s, details(buyer)), '3001');
  assert.equal(JSON.parse(plainOf(s, await irp.get(s, sync(buyer)))).Status, 'ACT');
  registered(s, await irp.post(s, path.invoice, doc));
  plainOf(s, await irp.get(s, details(buyer)));

  // What Sync brings need not be better than what was there.
  await irp.control('PUT', '/taxpayers/' + buyer, { common_portal: { gstin: buyer, status: 'INA', state_code: '27', type: 'REG' } }, who.id);
  const next = invoice({ no: number(), dt: '04/05/2026', gstin: who.gstin });
  assert.equal(JSON.parse(plainOf(s, await irp.get(s, sync(buyer)))).Status, 'INA');
  refused(await irp.post(s, path.invoice, next), '3076');
  const met = (await irp.controlJSON('GET', '/journal?limit=50', undefined, who.id)).reverse().map((e) => e.api + ':' + e.codes);
  assert.deepEqual(met, ['auth:', 'generate:3028', 'gstin:3001', 'syncgstin:', 'generate:', 'gstin:', 'syncgstin:', 'generate:3076']);
});

// --- two portals ---------------------------------------------------------------------------------------------------

const at = (portal, target) => `/irp/${portal}${target}`;

async function twoPortals(t) {
  const who = await world(t);
  await irp.control('PUT', '/clock', { now: '2026-05-04T10:00:00+05:30' }, who.id);
  return { who, s: await irp.enter(who), doc: { no: number(), dt: '04/05/2026', gstin: who.gstin } };
}

test('two portals: what one registered the other refuses with 2295 and DUPIRNGLP, and shows under the header irp', async (t) => {
  const { s, doc } = await twoPortals(t);
  const first = registered(s, await irp.post(s, path.invoice, invoice(doc)));
  const answer = await irp.post(s, at('NIC2', path.invoice), invoice(doc));
  refused(answer, '2295');
  const info = JSON.parse(answer.text).InfoDtls;
  assert.deepEqual(info.map((i) => i.InfCd), ['DUPIRNGLP']);
  assert.equal(info[0].Desc.Irn, first.Irn);
  assert.equal(info[0].Desc.AckNo, first.AckNo);
  assert.equal(info[0].Desc.RegIrp, 'NIC1');
  const there = at('NIC2', path.irn(first.Irn));
  refused(await irp.get(s, there), '2148');
  for (const irpOf of ['NIC1', '1']) {
    assert.equal(registered(s, await irp.get(s, there, { ...irp.headersOf(s), irp: irpOf })).Irn, first.Irn);
  }
  refused(await irp.get(s, there, { ...irp.headersOf(s), irp: 'NIC9' }), '3098');
  const own = JSON.parse(plainOf(s, await irp.post(s, at('NIC2', path.invoice), invoice({ ...doc, no: number() }))));
  assert.match(String(own.AckNo), /^2\d{14}$/);
});

test('two portals, the register of duplicates down: both register, the later one ends as REJ and on the rejected list', async (t) => {
  const { who, s, doc } = await twoPortals(t);
  await irp.control('PATCH', '/settings', { registry_down: true }, who.id);
  const first = registered(s, await irp.post(s, path.invoice, invoice(doc)));
  const second = JSON.parse(plainOf(s, await irp.post(s, at('NIC2', path.invoice), invoice(doc))));
  assert.equal(second.Irn, first.Irn, 'the same document has the same IRN everywhere');
  assert.notEqual(second.AckNo, first.AckNo);
  await irp.control('PATCH', '/settings', { registry_down: false }, who.id);
  await irp.control('POST', '/clock/advance', { by: '30m' }, who.id);
  const status = async (target) => JSON.parse(plainOf(s, await irp.get(s, target))).Status;
  assert.equal(await status(at('NIC2', path.irn(first.Irn))), 'REJ');
  assert.equal(await status(path.irn(first.Irn)), 'ACT');
  assert.deepEqual(JSON.parse(plainOf(s, await irp.get(s, at('NIC2', path.rejected(doc.dt))))), [first.Irn]);
  refused(await irp.get(s, path.rejected(doc.dt)), '2296');
  const cancel = JSON.stringify({ Irn: first.Irn, CnlRsn: '1', CnlRem: 'rejected' });
  refused(await irp.post(s, at('NIC2', path.cancel), cancel), '9999');
});
