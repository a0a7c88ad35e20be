// The life of a document: registered, read back, refused a second time, cancelled, never usable again.
import test from 'node:test';
import assert from 'node:assert/strict';
import * as irp from './irp.mjs';
import { minute, names, refused, registered, succeeded } from './check.mjs';
import { cancellation, day, instant, invoice, now, number } from './documents.mjs';

const { path, seller, sibling } = irp;
const flip = (text) => [...text].map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join('');

test('the life of a document', async (t) => {
  const s = await irp.enter(seller);
  const doc = { no: number(), dt: await day(), gstin: seller.gstin };
  let first;

  await t.test('generate: ten members in order, numbers as numbers, nulls spelled out', async () => {
    const answer = await irp.post(s, path.invoice, invoice(doc));
    first = registered(s, answer);
    assert.equal(first.Status, 'ACT');
    assert.match(answer.text, /"InfoDtls":null\}$/);
    assert.equal(first.Irn, irp.irnOf(doc.gstin, doc.dt, 'INV', doc.no));
    assert.equal(String(first.AckNo).slice(2, 4), first.AckDt.slice(2, 4));
    assert.ok(Math.abs(instant(first.AckDt) - await now()) < 60e3, `AckDt ${first.AckDt} is not now`);
  });
  if (!first) return;

  await t.test('generate again: 2150 with the first registration', async () => {
    const answer = await irp.post(s, path.invoice, invoice(doc));
    refused(answer, ['2150', 'Duplicate IRN']);
    names(answer, first);
  });

  await t.test('generate again in other letter case: the same duplicate', async () => {
    const answer = await irp.post(s, path.invoice, invoice({ ...doc, no: flip(doc.no) }));
    refused(answer, '2150');
    names(answer, first);
  });

  await t.test('another type of document with the same number is another document', async () => {
    const got = registered(s, await irp.post(s, path.invoice, invoice({ ...doc, typ: 'DBN' })));
    assert.equal(got.Irn, irp.irnOf(doc.gstin, doc.dt, 'DBN', doc.no));
  });

  await t.test('get by IRN: the original signatures, the time to the minute', async () => {
    const got = registered(s, await irp.get(s, path.irn(first.Irn)));
    assert.deepEqual(got, { ...first, AckDt: minute(first.AckDt) });
  });

  await t.test('get by document: number and date raw, encoded, in another letter case', async () => {
    const want = { ...first, AckDt: minute(first.AckDt) };
    for (const target of [
      path.document('INV', doc.no, doc.dt),
      path.document('INV', encodeURIComponent(doc.no), encodeURIComponent(doc.dt)),
      path.document('inv', flip(doc.no), doc.dt),
    ]) assert.deepEqual(registered(s, await irp.get(s, target)), want, target);
  });

  await t.test('another user of the same client: 2226, 2154 and 2143', async () => {
    const other = await irp.enter(sibling);
    refused(await irp.get(other, path.irn(first.Irn)), ['2226', 'You are not authorised to get IRN data']);
    refused(await irp.get(other, path.document('INV', doc.no, doc.dt)), ['2154', 'IRN details are not found']);
    refused(await irp.post(other, path.cancel, cancellation(first.Irn)), ['2143', 'Invoice does not belongs to the user GSTIN']);
    refused(await irp.post(other, path.invoice, invoice({ ...doc, no: number() })), '2169');
  });

  await t.test('cancel: names in any case, blanks cut; then 9999', async () => {
    const answer = await irp.post(s, path.cancel, `{"irn":"${first.Irn}","Cnlrsn":"1 ","CNLREM":"Wrong entry"}`);
    succeeded(answer);
    assert.match(irp.opened(s, answer), new RegExp(`^\\{"Irn":"${first.Irn}","CancelDate":"\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:00"\\}$`));
    refused(await irp.post(s, path.cancel, cancellation(first.Irn)), ['9999', 'Invoice is not active']);
  });

  await t.test('get a cancelled IRN: CNL, otherwise unchanged', async () => {
    const got = registered(s, await irp.get(s, path.irn(first.Irn)));
    assert.deepEqual(got, { ...first, AckDt: minute(first.AckDt), Status: 'CNL' });
  });

  await t.test('the number stays burned: 2278 with the first registration', async () => {
    for (const no of [doc.no, flip(doc.no)]) {
      const answer = await irp.post(s, path.invoice, invoice({ ...doc, no }));
      refused(answer, '2278');
      names(answer, first);
    }
  });
});

test('what nobody registered: 2148, 2154, and shapes that cannot be looked up', async () => {
  const s = await irp.enter(seller);
  const dt = await day();
  refused(await irp.get(s, path.irn('f'.repeat(64))), ['2148', 'Requested IRN data is not available']);
  refused(await irp.get(s, path.irn('xyz')), '2148');
  refused(await irp.post(s, path.cancel, cancellation('f'.repeat(64))), '2148');
  refused(await irp.get(s, path.document('INV', number(), dt)), '2154');
  refused(await irp.get(s, path.document('BIL', 'A1', dt)), '2280');
  refused(await irp.get(s, path.document('INV', '', dt)), '2281');
  refused(await irp.get(s, path.document('INV', 'A1', '2026-11-22')), '2282');
});

test('rejected IRNs: none today 2296, tomorrow 2307, no date 2293', async () => {
  const s = await irp.enter(seller);
  refused(await irp.get(s, path.rejected(await day())), ['2296', 'Data not Found']);
  refused(await irp.get(s, path.rejected(await day(1))), '2307');
  refused(await irp.get(s, path.rejected('')), '2293');
  refused(await irp.get(s, path.rejected('31/02/2026')), '2293');
});

test('cancel refused by its shape: one 5002 per member', async () => {
  const s = await irp.enter(seller);
  const got = refused(await irp.post(s, path.cancel, `{"Irn":"${'f'.repeat(64)}","CnlRsn":"9"}`), '5002', '5002');
  assert.match(got.ErrorDetails[1].ErrorMessage, /^The .+ field is required\.$/);
});

test('64 registrations of one document at once: one IRN, 63 duplicates of it', async () => {
  const s = await irp.enter(seller);
  const doc = { no: number(), dt: await day(), gstin: seller.gstin };
  const bodies = Array.from({ length: 64 }, (_, i) => invoice(i % 2 ? { ...doc, no: flip(doc.no) } : doc));
  const answers = await Promise.all(bodies.map((body) => irp.post(s, path.invoice, body)));
  const won = answers.filter((a) => JSON.parse(a.text).Status === 1);
  assert.equal(won.length, 1, answers.map((a) => a.text.slice(0, 100)).join('\n'));
  const first = registered(s, won[0]);
  for (const answer of answers.filter((a) => a !== won[0])) {
    refused(answer, '2150');
    names(answer, first);
  }
});
