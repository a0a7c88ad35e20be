// What depends on time, by moving the simulator's clock: tokens that expire, times to the second and to the minute,
// windows that close. All but the first test run in a world of their own.
import test from 'node:test';
import assert from 'node:assert/strict';
import * as irp from './irp.mjs';
import { refused, registered } from './check.mjs';
import { cancellation, day, instant, invoice, now, number } from './documents.mjs';
import { world } from './world.mjs';

const { path, seller } = irp;
const nowhere = path.irn('0'.repeat(64));
const advance = (by, world) => irp.control('POST', '/clock/advance', { by }, world);

test('a token expires: 1005, and the next login brings another token and key', async () => {
  const old = await irp.enter(seller);
  try {
    await irp.control('PUT', '/clock', { now: (await now()).toISOString() });
    refused(await irp.get(old, nowhere), '2148');
    await advance('6h1s');
    refused(await irp.get(old, nowhere), ['1005', 'Invalid Token']);
    const fresh = await irp.enter(seller);
    assert.notEqual(fresh.token, old.token);
    assert.notDeepEqual(fresh.sek, old.sek);
    refused(await irp.get(fresh, nowhere), '2148');
  } finally {
    await irp.control('PUT', '/clock', { mode: 'real' });
  }
  assert.ok(Math.abs(await now() - Date.now()) < 60e3, 'the clock was not restored');
});

const freeze = (id, at) => irp.control('PUT', '/clock', { now: at }, id);

test('a world of its own: same document, own registration, foreign token refused', async (t) => {
  const who = await world(t);
  const [here, there] = [await irp.enter(seller), await irp.enter(who)];
  const doc = { no: number(), dt: await day(), gstin: seller.gstin };
  const a = registered(here, await irp.post(here, path.invoice, invoice(doc)));
  const b = registered(there, await irp.post(there, path.invoice, invoice({ ...doc, gstin: who.gstin })));
  if (who.gstin === seller.gstin) assert.equal(b.Irn, a.Irn);
  refused(await irp.get({ ...there, token: here.token }, nowhere), '1005');
});

test('times: seconds in the first answer and in the signed texts, the nearest minute afterwards', async (t) => {
  const who = await world(t);
  for (const [at, second, minute] of [
    ['2026-05-04T10:14:29+05:30', '2026-05-04 10:14:29', '2026-05-04 10:14:00'],
    ['2026-05-04T10:14:30+05:30', '2026-05-04 10:14:30', '2026-05-04 10:15:00'],
    ['2026-05-04T23:59:45+05:30', '2026-05-04 23:59:45', '2026-05-05 00:00:00'],
  ]) {
    await freeze(who.id, at);
    const s = await irp.enter(who);
    const doc = { no: number(), dt: '04/05/2026', gstin: who.gstin };
    const first = registered(s, await irp.post(s, path.invoice, invoice(doc)));
    assert.equal(first.AckDt, second);
    assert.match(irp.jws(first.SignedInvoice).payload, new RegExp(`\\\\"AckDt\\\\":\\\\"${second}\\\\"`));
    assert.match(irp.jws(first.SignedQRCode).payload, new RegExp(`\\\\"IrnDt\\\\":\\\\"${second}\\\\"`));
    assert.equal(registered(s, await irp.get(s, path.irn(first.Irn))).AckDt, minute);
    const again = await irp.post(s, path.invoice, invoice(doc));
    assert.equal(refused(again, '2150').InfoDtls[0].Desc.AckDt, minute);
    assert.equal(JSON.parse(irp.opened(s, await irp.post(s, path.cancel, cancellation(first.Irn)))).CancelDate, minute);
  }
});

test('token: 360 minutes; a forced refresh only in the last ten; the old one lives on', async (t) => {
  const who = await world(t);
  await freeze(who.id, '2026-05-04T10:00:07+05:30');
  const first = await irp.enter(who);
  assert.equal(first.expiry, '2026-05-04 16:00:07');
  await advance('5h49m59s', who.id);
  const early = irp.session(who, await irp.login(who, { force: true }));
  assert.deepEqual([early.token, early.expiry], [first.token, first.expiry]);
  await advance('2s', who.id);
  const same = irp.session(who, await irp.login(who));
  assert.equal(same.token, first.token, 'without force the token stays');
  const forced = irp.session(who, await irp.login(who, { force: true }));
  assert.notEqual(forced.token, first.token);
  assert.equal(instant(forced.expiry) - await now(who.id), 360 * 60e3);
  for (const s of [first, forced]) refused(await irp.get(s, nowhere), '2148');
  await advance('10m', who.id);
  refused(await irp.get(first, nowhere), '1005');
  refused(await irp.get(forced, nowhere), '2148');
});

test('windows: cancel up to 24 hours 2270, look-ups up to 2 days 2283', async (t) => {
  const who = await world(t);
  await freeze(who.id, '2026-05-04T10:00:00+05:30');
  const s = await irp.enter(who);
  const [a, b] = [{ no: number() }, { no: number() }];
  for (const d of [a, b]) d.irn = registered(s, await irp.post(s, path.invoice, invoice({ no: d.no, dt: '04/05/2026', gstin: who.gstin }))).Irn;
  await advance('24h', who.id);
  const next = await irp.enter(who);
  assert.equal(JSON.parse((await irp.post(next, path.cancel, cancellation(a.irn))).text).Status, 1, 'exactly 24 hours');
  await advance('1s', who.id);
  refused(await irp.post(next, path.cancel, cancellation(b.irn)), '2270');
  registered(next, await irp.get(next, path.irn(b.irn)));
  await advance('24h', who.id);
  const last = await irp.enter(who);
  const gone = ['2283', 'IRN details cannot be provided as it is generated more than 2 days prior'];
  refused(await irp.get(last, path.irn(b.irn)), gone);
  refused(await irp.get(last, path.document('INV', b.no, '04/05/2026')), gone);
  refused(await irp.post(last, path.invoice, invoice({ no: a.no, dt: '04/05/2026', gstin: who.gstin })), '2278');
});
