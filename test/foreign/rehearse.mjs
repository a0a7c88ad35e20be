// The incidents that no sandbox can rehearse, each brought about and checked through the control API: answers lost after
// the IRN was made, tokens that end in the middle of a batch, the last second of a window, the end of a financial year,
// gateways that are down, many worlds at once.
import test from 'node:test';
import assert from 'node:assert/strict';
import * as irp from './irp.mjs';
import { names, refused, registered, succeeded } from './check.mjs';
import { cancellation, invoice, number } from './documents.mjs';
import { Steady } from './steady.mjs';
import { world } from './world.mjs';

const { path } = irp;
const morning = '2026-05-04T10:00:00+05:30';
const today = '04/05/2026';

// A world of its own that stands still, and the control API of it.
async function rehearsal(t, at = morning) {
  const who = await world(t);
  const sim = (method, target, body) => irp.controlJSON(method, target, body, who.id);
  await sim('PUT', '/clock', { now: at });
  return {
    who, sim,
    doc: (no = number()) => ({ no, dt: today, gstin: who.gstin }),
    fault: (fault) => sim('POST', '/faults', fault),
    goto: (edge, more) => sim('POST', '/clock/goto', { edge, ...more }),
    journal: async (query = '') => (await sim('GET', '/journal' + query)).reverse(), // oldest first
  };
}

const told = (entries) => entries.map((e) => e.codes.join() || e.http_status);

test('ghost IRN: the answer is lost, 2150 names the IRN, it reads back both ways, and after the window no more', async (t) => {
  const { who, doc, fault, goto, journal, sim } = await rehearsal(t);
  const mine = doc();
  const { id } = await fault({ match: { api: 'generate', doc_no: mine.no }, do: { commit_then: 'drop' }, times: 1 });
  const s = await irp.enter(who);
  await assert.rejects(irp.post(s, path.invoice, invoice(mine)), (err) => ['ECONNRESET', 'EPIPE'].includes(err.code));

  const [ghost] = await journal('?api=generate');
  assert.equal(ghost.http_status, 0, 'the journal says that no answer went out');
  assert.match(ghost.fault, new RegExp(`^commit_then=drop; id=${id}$`));
  assert.equal(ghost.irn, irp.irnOf(who.gstin, today, 'INV', mine.no));
  const [stored] = await sim('GET', '/invoices');
  assert.equal(stored.irn, ghost.irn);

  const again = await irp.post(s, path.invoice, invoice(mine));
  refused(again, ['2150', 'Duplicate IRN']);
  const first = JSON.parse(again.text).InfoDtls[0].Desc;
  names(again, first);
  assert.equal(first.Irn, ghost.irn);
  assert.equal(first.AckNo, stored.ack_no);

  const back = registered(s, await irp.get(s, path.irn(first.Irn)));
  assert.deepEqual([back.AckNo, back.AckDt, back.Irn, back.Status], [first.AckNo, first.AckDt, first.Irn, 'ACT']);
  const key = await irp.publicKey('signing.pem');
  for (const token of [back.SignedInvoice, back.SignedQRCode]) assert.ok(irp.verifies(irp.jws(token), key));
  assert.deepEqual(registered(s, await irp.get(s, path.document('INV', mine.no, today))), back);

  const at = await goto('get-window', { irn: first.Irn });
  assert.equal(new Date(at.now).getTime(), new Date(morning).getTime() + 48 * 3600e3);
  const last = await irp.enter(who);
  registered(last, await irp.get(last, path.irn(first.Irn)));
  await goto('get-window', { irn: first.Irn, offset: '1s' });
  for (const target of [path.irn(first.Irn), path.document('INV', mine.no, today)]) {
    refused(await irp.get(last, target), ['2283', 'IRN details cannot be provided as it is generated more than 2 days prior']);
  }
  assert.deepEqual(told(await journal('?api=generate')), [0, '2150']);
  assert.deepEqual(told(await journal('?api=getbydoc')), [200, '2283']);
});

for (const [how, lost] of [['drop', 'ECONNRESET'], ['504', 504], ['truncate', 'ECONNRESET']]) {
  test(`a careful client survives a ghost by ${how}: it repeats, meets 2150 and reads back`, async (t) => {
    const { who, doc, fault, journal } = await rehearsal(t);
    await fault({ match: { api: 'generate' }, do: { commit_then: how }, times: 1 });
    const client = new Steady(who);
    const mine = doc();
    const got = await client.register(mine, invoice(mine));
    assert.deepEqual(got.way, [lost, '2150', 'read back']);
    assert.equal(got.invoice.Irn, irp.irnOf(who.gstin, today, 'INV', mine.no));
    assert.equal((await journal('?irn=' + got.invoice.Irn)).length, 3);
  });
}

for (const [what, end] of [
  ['by the clock', ({ goto }) => goto('token-expiry')],
  ['by a fault', ({ fault }) => fault({ match: { api: 'generate' }, do: { token: 'expire' }, times: 1 })],
]) {
  test(`a token ends ${what} in the middle of a batch: one login more, every document once`, async (t) => {
    const here = await rehearsal(t);
    const client = new Steady(here.who);
    const docs = Array.from({ length: 6 }, () => here.doc());
    const made = [];
    for (const [i, mine] of docs.entries()) {
      if (i === 3) await end(here);
      made.push(await client.register(mine, invoice(mine)));
    }
    assert.deepEqual(made.map((m) => m.way), docs.map(() => ['registered']));
    assert.equal(client.logins, 2);
    assert.deepEqual(told(await here.journal('?api=generate')), [200, 200, 200, '1005', 200, 200, 200]);
    assert.deepEqual(told(await here.journal('?api=auth')), [200, 200]);
    assert.deepEqual((await here.sim('GET', '/invoices')).map((i) => i.doc_no).sort(), docs.map((d) => d.no).sort());
  });
}

test('a token ends under sixteen callers at once: one login for them all', async (t) => {
  const here = await rehearsal(t);
  const client = new Steady(here.who);
  await client.session();
  await here.goto('token-expiry');
  const docs = Array.from({ length: 16 }, () => here.doc());
  const made = await Promise.all(docs.map((mine) => client.register(mine, invoice(mine))));
  assert.deepEqual(made.map((m) => m.way.join()), docs.map(() => 'registered'));
  assert.equal(client.logins, 2);
  assert.equal((await here.sim('GET', '/invoices')).length, 16);
  assert.equal((await here.sim('GET', '/audit')).findings.length, 0);
});

test('cancel window: a second before its end, at its end, and one second late', async (t) => {
  const { who, doc, goto, journal } = await rehearsal(t);
  const s = await irp.enter(who);
  const irns = [];
  for (let i = 0; i < 3; i++) irns.push(registered(s, await irp.post(s, path.invoice, invoice(doc()))).Irn);
  const next = {};
  for (const [irn, offset, codes] of [[irns[0], '-1s', []], [irns[1], '0s', []], [irns[2], '1s', ['2270']]]) {
    const at = await goto('cancel-window', { irn, offset });
    assert.equal(new Date(at.now) - new Date(morning), 86400e3 + 1e3 * parseInt(offset, 10));
    next.session ??= await irp.enter(who);
    const answer = await irp.post(next.session, path.cancel, cancellation(irn));
    if (codes.length) refused(answer, ...codes);
    else succeeded(answer);
  }
  assert.deepEqual(told(await journal('?api=cancel')), [200, 200, '2270']);
  assert.equal(JSON.parse(irp.opened(next.session, await irp.get(next.session, path.irn(irns[2])))).Status, 'ACT');
});

test('the end of a financial year: the number is used up until then, and free again after', async (t) => {
  const { who, goto, sim } = await rehearsal(t, '2026-11-22T10:00:00+05:30');
  const no = number();
  const eve = await goto('fy-end', { offset: '-1s' });
  assert.equal(new Date(eve.now).getTime(), new Date('2027-03-31T23:59:59+05:30').getTime());
  const s = await irp.enter(who);
  const old = { no, dt: '31/03/2027', gstin: who.gstin };
  const first = registered(s, await irp.post(s, path.invoice, invoice(old)));
  assert.equal(first.AckDt, '2027-03-31 23:59:59');
  refused(await irp.post(s, path.invoice, invoice(old)), '2150');
  refused(await irp.post(s, path.invoice, invoice({ ...old, dt: '01/04/2027' })), ['2163', /.+/]); // not its day yet

  const turn = await goto('fy-end');
  assert.equal(new Date(turn.now) - new Date(eve.now), 1000);
  const fresh = { ...old, dt: '01/04/2027' };
  const second = registered(s, await irp.post(s, path.invoice, invoice(fresh)));
  assert.equal(second.Irn, irp.irnOf(who.gstin, fresh.dt, 'INV', no));
  assert.notEqual(second.Irn, first.Irn);
  const late = await irp.post(s, path.invoice, invoice(old)); // the year is the document's, not the day's
  refused(late, '2150');
  assert.equal(JSON.parse(late.text).InfoDtls[0].Desc.Irn, first.Irn);
  refused(await irp.post(s, path.invoice, invoice(fresh)), '2150');
  assert.deepEqual((await sim('GET', '/invoices')).map((i) => [i.doc_no, i.doc_dt]), [[no, '01/04/2027'], [no, '31/03/2027']]);
});

test('three answers of 504, then success: four exchanges in the journal, one invoice', async (t) => {
  const { who, doc, fault, journal, sim } = await rehearsal(t);
  const { id } = await fault({ match: { api: 'generate' }, do: { before: '504' }, times: 3 });
  const client = new Steady(who);
  const mine = doc();
  const got = await client.register(mine, invoice(mine));
  assert.deepEqual(got.way, [504, 504, 504, 'registered']);
  const entries = await journal('?api=generate');
  assert.deepEqual(entries.map((e) => [e.http_status, e.fault ?? '']), [504, 504, 504, 200].map((n) => [n, n === 504 ? `before=504; id=${id}` : '']));
  assert.match(entries[0].response.body, /504 Gateway Time-?out/i);
  assert.equal(entries[3].irn, got.invoice.Irn);
  const left = await sim('GET', '/faults/' + id);
  assert.deepEqual([left.seen, left.struck, left.left], [3, 3, 0]);
  assert.equal((await sim('GET', '/invoices')).length, 1);
});

test('200 worlds at once, the same number in each: everyone reads his own', async (t) => {
  const here = await Promise.all(Array.from({ length: 200 }, () => world(t)));
  assert.equal(new Set(here.map((w) => w.id)).size, 200);
  const texts = await Promise.all(here.map(async (who, i) => {
    await irp.control('PUT', '/clock', { now: morning }, who.id);
    const buyer = `Beta Traders of world ${i}`;
    const plain = invoice({ no: 'SAME/1', dt: today, gstin: who.gstin, edit: (text) => text.replace('Beta Traders', buyer) });
    const s = await irp.enter(who);
    const first = registered(s, await irp.post(s, path.invoice, plain));
    const again = await irp.post(s, path.invoice, plain);
    refused(again, '2150');
    names(again, first);
    const back = registered(s, await irp.get(s, path.irn(first.Irn)));
    assert.equal(back.SignedInvoice, first.SignedInvoice);
    assert.ok(irp.jws(back.SignedInvoice).payload.includes(`\\"LglNm\\":\\"${buyer}\\"`), `world ${i} reads ${irp.jws(back.SignedInvoice).payload}`);
    const entries = await irp.controlJSON('GET', '/journal', undefined, who.id);
    assert.deepEqual(entries.map((e) => [e.client_id, e.api]), ['get', 'generate', 'generate', 'auth'].map((api) => [who.id, api]));
    assert.equal((await irp.controlJSON('GET', '/invoices', undefined, who.id)).length, 1);
    return { who, s, irn: first.Irn };
  }));
  assert.equal(new Set(texts.map((x) => x.irn)).size, 1, 'the IRN is the same hash everywhere');
  assert.equal(new Set(texts.map((x) => x.s.token)).size, 200);
  assert.equal(new Set(texts.map((x) => x.s.sek.toString('hex'))).size, 200);
  await Promise.all(texts.slice(1).map(async ({ s, irn }, i) => {
    refused(await irp.get({ ...s, token: texts[i].s.token }, path.irn(irn)), '1005'); // the neighbour's
  }));
});
