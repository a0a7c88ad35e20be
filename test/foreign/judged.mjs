// What the simulator tells about a client: who waits is woken, who behaves badly is found out, what was met is counted.
import test from 'node:test';
import assert from 'node:assert/strict';
import * as irp from './irp.mjs';
import { refused, registered, succeeded } from './check.mjs';
import { cancellation, invoice, number } from './documents.mjs';
import { Steady } from './steady.mjs';
import { world } from './world.mjs';

const { path } = irp;
const today = '04/05/2026';

async function place(t) {
  const who = await world(t);
  const sim = (method, target, body) => irp.controlJSON(method, target, body, who.id);
  await sim('PUT', '/clock', { now: '2026-05-04T10:00:00+05:30' });
  return { who, sim, doc: (no = number()) => ({ no, dt: today, gstin: who.gstin }) };
}

test('await: wakes with what it waited for, and with nothing else', async (t) => {
  const { who, sim, doc } = await place(t);
  let woken = false;
  const waiting = sim('GET', '/journal/await?api=generate&code=2150&count=2&timeout=60s').then((found) => {
    woken = true;
    return found;
  });
  const s = await irp.enter(who);
  const mine = doc();
  const { Irn } = registered(s, await irp.post(s, path.invoice, invoice(mine)));
  refused(await irp.post(s, path.invoice, invoice(mine)), '2150');
  await sim('GET', '/clock'); // an answer of the same server that came after the exchange
  assert.equal(woken, false, 'one duplicate of two');
  refused(await irp.post(s, path.invoice, invoice(mine)), '2150');
  const began = performance.now();
  const found = await waiting;
  const slept = performance.now() - began;
  assert.ok(slept < 10e3, `it woke ${slept} ms after the exchange`);
  assert.deepEqual(found.map((e) => [e.codes.join(), e.irn]), [['2150', Irn], ['2150', Irn]]);
});

test('await: what does not come is a 408 that says so', async (t) => {
  const { who } = await place(t);
  await assert.rejects(irp.control('GET', '/journal/await?api=cancel&timeout=50ms', undefined, who.id), /: 408 .*"detail":/);
});

const findings = async (sim) => Object.fromEntries((await sim('GET', '/audit')).findings.map((f) => [f.id, f]));

test('audit: a client that logs in for each call is found, with its logins', async (t) => {
  const { who, sim, doc } = await place(t);
  for (let i = 0; i < 4; i++) {
    const s = await irp.enter(who);
    registered(s, await irp.post(s, path.invoice, invoice(doc())));
  }
  const found = await findings(sim);
  assert.deepEqual(Object.keys(found), ['login-while-valid']);
  assert.equal(found['login-while-valid'].count, 3);
  for (const id of found['login-while-valid'].exchanges) assert.equal((await sim('GET', '/journal/' + id)).api, 'auth');
  assert.match(found['login-while-valid'].mend, /1005/);
});

test('audit: a client that never reads its duplicate is found, and stops being found when it does', async (t) => {
  const { who, sim, doc } = await place(t);
  const s = await irp.enter(who);
  const mine = doc();
  await sim('POST', '/faults', { match: { api: 'generate' }, do: { commit_then: 'drop' }, times: 1 });
  await assert.rejects(irp.post(s, path.invoice, invoice(mine)));
  assert.deepEqual(Object.keys(await findings(sim)), ['orphan-irn']);
  const again = await irp.post(s, path.invoice, invoice(mine));
  refused(again, '2150');
  const found = await findings(sim);
  assert.deepEqual(Object.keys(found), ['duplicate-not-read']);
  const shown = await sim('GET', '/journal/' + found['duplicate-not-read'].exchanges[0]);
  assert.deepEqual(shown.codes, ['2150']);
  registered(s, await irp.get(s, path.irn(JSON.parse(again.text).InfoDtls[0].Desc.Irn)));
  assert.deepEqual(await findings(sim), {});
});

test('audit: the same refused document again, and a refresh forced too early; a careful client has no finding', async (t) => {
  const bad = await place(t);
  const s = await irp.enter(bad.who);
  const wrong = invoice({ ...bad.doc(), edit: (text) => text.replace('"TotInvVal":1475.30', '"TotInvVal":1575.30') });
  for (let i = 0; i < 3; i++) refused(await irp.post(s, path.invoice, wrong), '2189');
  await irp.login(bad.who, { force: true });
  const found = await findings(bad.sim);
  assert.deepEqual(Object.entries(found).map(([id, f]) => [id, f.count]), [['forced-refresh-early', 1], ['same-failure-again', 2]]);
  const { budget } = await bad.sim('GET', '/audit');
  assert.equal(budget.errors, 3);
  assert.equal(budget.by_gstin[bad.who.gstin], 3);

  const good = await place(t);
  const client = new Steady(good.who);
  await good.sim('POST', '/faults', { match: { api: 'generate' }, do: { commit_then: 'drop' }, times: 1 });
  for (let i = 0; i < 3; i++) {
    const mine = good.doc();
    await client.register(mine, invoice(mine));
  }
  assert.deepEqual(await findings(good.sim), {});
});

test('coverage: calls, codes and rules that were met, each counted', async (t) => {
  const { who, sim, doc } = await place(t);
  const s = await irp.enter(who);
  const mine = doc();
  const { Irn } = registered(s, await irp.post(s, path.invoice, invoice(mine)));
  for (let i = 0; i < 2; i++) refused(await irp.post(s, path.invoice, invoice(mine)), '2150');
  refused(await irp.post(s, path.invoice, invoice({ ...doc(), edit: (text) => text.replace('"TotInvVal":1475.30', '"TotInvVal":1575.30') })), '2189');
  succeeded(await irp.post(s, path.cancel, cancellation(Irn)));
  refused(await irp.post(s, path.cancel, cancellation(Irn)), '9999');

  const got = await sim('GET', '/coverage');
  const made = Object.fromEntries(got.operations.filter((o) => o.made > 0).map((o) => [o.api, [o.made, o.succeeded, o.codes]]));
  assert.deepEqual(made, { auth: [1, 1, {}], generate: [4, 1, { 2150: 2, 2189: 1 }], cancel: [2, 1, { 9999: 1 }] });
  const met = got.codes.filter((c) => c.met > 0);
  assert.deepEqual(Object.fromEntries(met.map((c) => [c.code, c.met])), { 2150: 2, 2189: 1, 9999: 1 });
  assert.deepEqual([got.summary.codes.met, got.summary.codes.total], [3, got.codes.length]);
  assert.ok(met.find((c) => c.code === '2189').rules.some((r) => r.met === 1));
  const unmet = got.codes.find((c) => c.met === 0);
  assert.equal((await sim('GET', unmet.sample.replace('/_sim/v1', ''))).code, unmet.code);
  assert.match((await irp.control('GET', '/coverage?format=text', undefined, who.id)).text, /^codes +3 of \d+ met/m);
});
