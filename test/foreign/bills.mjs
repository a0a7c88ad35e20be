// Goods on the road: a bill made with its invoice, after it, refused beside it, cancelled before it, extended.
import test from 'node:test';
import assert from 'node:assert/strict';
import * as irp from './irp.mjs';
import * as eway from './eway.mjs';
import { refused, registered, succeeded } from './check.mjs';
import { cancellation, invoice, number } from './documents.mjs';
import { world } from './world.mjs';

const { path } = irp;
const today = '04/05/2026';
const transporter = '29ZZZCT0016T1Z7';

// A world at ten in the morning of today, and a session in it.
async function place(t) {
  const who = await world(t);
  await irp.control('PUT', '/clock', { now: '2026-05-04T10:14:20+05:30' }, who.id);
  return { who, s: await irp.enter(who), doc: () => ({ no: number(), dt: today, gstin: who.gstin }) };
}

const plainOf = (s, answer) => (succeeded(answer), irp.opened(s, answer));
const moving = (irn, more = {}) => JSON.stringify({ Irn: irn, ...eway.byRoad, ...more });
const journal = (who, query) => irp.controlJSON('GET', '/journal' + query, undefined, who.id);

test('a bill made with its invoice', async (t) => {
  const { who, s, doc } = await place(t);
  const mine = doc();
  let made;

  await t.test('generate with Distance 0: the distance in EWBPPD, a bill of twelve digits, valid by the distance', async () => {
    const answer = await irp.post(s, path.invoice, eway.shipment(mine));
    made = eway.billed(s, answer);
    const km = eway.computed(answer);
    assert.ok(km > 845 && km < 1300, `Bengaluru to Mumbai in ${km} km`); // the crow flies 845
    assert.equal(made.AckDt, '2026-05-04 10:14:20');
    assert.equal(made.EwbDt, '2026-05-04 10:14:00');
    assert.equal(made.EwbValidTill, eway.validTill(made.EwbDt, km));
    assert.equal(made.Irn, irp.irnOf(who.gstin, today, 'INV', mine.no));
  });
  if (!made) return;

  await t.test('get IRN and get by document: the bill is there', async () => {
    for (const target of [path.irn(made.Irn), path.document('INV', mine.no, today)]) {
      const got = eway.billed(s, await irp.get(s, target));
      assert.deepEqual(got, { ...made, AckDt: '2026-05-04 10:14:00' });
    }
  });

  await t.test('get EWB by IRN: five members in order', async () => {
    const plain = plainOf(s, await irp.get(s, eway.path.billOf(made.Irn)));
    assert.equal(plain, `{"EwbNo":${made.EwbNo},"Status":"ACT","GenGstin":"${who.gstin}","EwbDt":"${made.EwbDt}","EwbValidTill":"${made.EwbValidTill}"}`);
  });

  await t.test('the IRN cannot be cancelled under the bill: 2230; nor has it room for a second bill: 4002', async () => {
    refused(await irp.post(s, path.cancel, cancellation(made.Irn)), '2230');
    refused(await irp.post(s, eway.path.bill, moving(made.Irn)), '4002');
  });

  await t.test('cancel the bill, number as number, action with its blank: names in small letters, the number as text', async () => {
    const plain = `{"ewbNo":${made.EwbNo},"cancelRsnCode":2,"cancelRmrk":"Cancelled the order"}`;
    assert.equal(eway.done(s, await eway.act(s, 'CANEWB ', plain)), `{"ewayBillNo":"${made.EwbNo}","cancelDate":"04/05/2026 10:14:00 AM"}`);
    eway.refused(await eway.act(s, 'CANEWB', plain), '312');
  });

  await t.test('the bill is CNL, the IRN has none any more', async () => {
    assert.match(plainOf(s, await irp.get(s, eway.path.billOf(made.Irn))), new RegExp(`^\\{"EwbNo":${made.EwbNo},"Status":"CNL",`));
    assert.equal(registered(s, await irp.get(s, path.irn(made.Irn))).Irn, made.Irn);
  });

  await t.test('now the IRN cancels, and carries no bill any more: 2302', async () => {
    succeeded(await irp.post(s, path.cancel, cancellation(made.Irn)));
    refused(await irp.post(s, eway.path.bill, moving(made.Irn)), '2302');
  });

  await t.test('the journal has the whole story', async () => {
    const told = async (api) => (await journal(who, '?api=' + api)).map((e) => e.codes.join()).reverse();
    assert.deepEqual(await told('cancel'), ['2230', '']);
    assert.deepEqual(await told('ewb'), ['4002', '2302']);
    assert.deepEqual(await told('ewayapi-canewb'), ['', '312']);
    const [first] = await journal(who, '?api=generate&irn=' + made.Irn);
    assert.equal(first.request.plain.EwbDtls.Distance, 0);
    assert.equal(first.response.plain.EwbNo, made.EwbNo);
  });
});

test('cancel a bill: Base64 inside the cipher, numbers as strings, a reason as string', async (t) => {
  const { s, doc } = await place(t);
  for (const [inner, plain] of [
    [true, (no) => JSON.stringify({ ewbNo: no, cancelRsnCode: 3, cancelRmrk: 'Data entry mistake' })],
    [false, (no) => JSON.stringify({ ewbNo: String(no), cancelRsnCode: '1', cancelRmrk: 'Twice' })],
    [true, (no) => JSON.stringify({ EwbNo: String(no), CancelRsnCode: '4' })],
  ]) {
    const made = eway.billed(s, await irp.post(s, path.invoice, eway.shipment(doc())));
    const got = JSON.parse(eway.done(s, await eway.act(s, 'CANEWB', plain(made.EwbNo), { inner })));
    assert.deepEqual(got, { ewayBillNo: String(made.EwbNo), cancelDate: eway.clockOf12(made.EwbDt) });
  }
});

test('cancel a bill up to 24 hours: exactly then it goes, a second later 728', async (t) => {
  const { who, s, doc } = await place(t);
  const [a, b] = [eway.billed(s, await irp.post(s, path.invoice, eway.shipment(doc()))), eway.billed(s, await irp.post(s, path.invoice, eway.shipment(doc())))];
  await irp.control('PUT', '/clock', { now: '2026-05-05T10:14:20+05:30' }, who.id);
  const next = await irp.enter(who);
  const cancel = (made) => eway.act(next, 'CANEWB', JSON.stringify({ ewbNo: made.EwbNo, cancelRsnCode: 1 }));
  eway.done(next, await cancel(a));
  await irp.control('POST', '/clock/advance', { by: '1s' }, who.id);
  eway.refused(await cancel(b), '728');
});

test('Part A only: a bill that is not valid yet', async (t) => {
  const { s, doc } = await place(t);
  const made = eway.billed(s, await irp.post(s, path.invoice, eway.shipment(doc(), { TransId: transporter, TransName: 'Quick Movers', Distance: 0 })));
  assert.equal(made.EwbValidTill, null);
  assert.match(plainOf(s, await irp.get(s, eway.path.billOf(made.Irn))), new RegExp(`^\\{"EwbNo":${made.EwbNo},"Status":"ACT",.*"EwbValidTill":null\\}$`));
});

test('a bill that fails leaves the IRN standing: EWBERR 4013 with Status 1, then a bill by IRN', async (t) => {
  const { who, s, doc } = await place(t);
  const answer = await irp.post(s, path.invoice, eway.shipment(doc(), { ...eway.byRoad, Distance: 3000 }));
  const made = registered(s, answer); // all four members of the bill null
  assert.equal(answer.text.slice(answer.text.indexOf('"InfoDtls":')),
    '"InfoDtls":[{"InfCd":"EWBERR","Desc":[{"ErrorCode":"4013","ErrorMessage":"The distance between the pincodes given is too high or low."}]}]}');
  refused(await irp.get(s, eway.path.billOf(made.Irn)), '4005');
  assert.equal((await journal(who, '?api=generate&code=4013')).length, 1);

  const later = await irp.post(s, eway.path.bill, moving(made.Irn));
  const km = eway.computed(later);
  const plain = plainOf(s, later);
  assert.match(plain, /^\{"EwbNo":[1-9]\d{11},"EwbDt":"2026-05-04 10:14:00","EwbValidTill":"[^"]+"\}$/);
  assert.equal(JSON.parse(plain).EwbValidTill, eway.validTill('2026-05-04', km));
  refused(await irp.post(s, eway.path.bill, moving(made.Irn)), '4002');
});

test('bill by IRN: a distance as text, and what is refused', async (t) => {
  const { s, doc } = await place(t);
  const [a, b, c] = [doc(), doc(), doc()];
  for (const d of [a, b, c]) d.irn = registered(s, await irp.post(s, path.invoice, invoice(d))).Irn;
  const asText = await irp.post(s, eway.path.bill, moving(a.irn, { Distance: '0' }));
  assert.ok(eway.computed(asText) > 0);
  succeeded(await irp.post(s, path.cancel, cancellation(b.irn)));
  refused(await irp.post(s, eway.path.bill, moving(b.irn)), '2302');
  refused(await irp.post(s, eway.path.bill, moving(c.irn, { VehNo: 'X' })), '5002', '5002'); // too short, and so no vehicle
  refused(await irp.post(s, eway.path.bill, moving(c.irn, { VehNo: undefined })), '4011');
  refused(await irp.post(s, eway.path.bill, moving(c.irn, { Distance: 3000 })), '4013');
  refused(await irp.post(s, eway.path.bill, moving('f'.repeat(64))), '4003');
  refused(await irp.exchange('POST', eway.path.bill, irp.headersOf(s), '{}'), '4006');
  refused(await irp.get(s, eway.path.billOf(c.irn)), '4005');
});

test('a bill extended through the e-way bill system and its own login', async (t) => {
  const { who, s, doc } = await place(t);
  const made = eway.billed(s, await irp.post(s, path.invoice, eway.shipment(doc())));
  const extension = (more) => JSON.stringify({
    ewbNo: made.EwbNo, vehicleNo: 'KA01AB1234', fromPlace: 'Pune', fromState: 27, remainingDistance: 150, transDocNo: '', transDocDate: '',
    transMode: '1', extnRsnCode: 1, extnRemarks: 'Flood', fromPincode: 411001, consignmentStatus: 'M', transitType: '',
    addressLine1: '', addressLine2: '', addressLine3: '', ...more,
  });
  const early = await eway.login(who);
  assert.notEqual(early.token, s.token);
  refused(await irp.get({ ...s, token: early.token }, path.irn(made.Irn)), '1005'); // of no use at the invoice portal
  eway.refused(await eway.act(early, 'EXTENDVALIDITY', extension()), '382'); // from eight hours before its end on

  const clock = await irp.controlJSON('POST', '/clock/goto', { edge: 'ewb-validity', irn: made.Irn, offset: '-1h' }, who.id);
  assert.equal(new Date(clock.now).getTime(), new Date(made.EwbValidTill.replace(' ', 'T') + '+05:30').getTime() - 3600e3);
  const there = await eway.login(who);
  const got = JSON.parse(eway.done(there, await eway.act(there, 'EXTENDVALIDITY', extension())));
  assert.equal(got.ewayBillNo, String(made.EwbNo));
  assert.equal(got.validUpto, eway.clockOf12(eway.validTill(made.EwbValidTill, 150)));
  const seen = await eway.read(there, made.EwbNo);
  assert.equal(String(seen.ewbNo), String(made.EwbNo));
  assert.equal(seen.validUpto, got.validUpto);
  assert.equal(Number(seen.extendedTimes), 1);
});
