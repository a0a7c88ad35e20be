// The HTTP below the portal: paths in any spelling, bodies where none belong, what is not there, the heartbeat.
import test from 'node:test';
import assert from 'node:assert/strict';
import * as irp from './irp.mjs';
import { refused } from './check.mjs';
import { now } from './documents.mjs';

const { path, seller } = irp;
const nobody = '0'.repeat(64);

for (const [name, target] of [
  ['doubled slashes', '//eicore//v1.03//Invoice//irn//' + nobody],
  ['a trailing slash', path.irn(nobody) + '/'],
  ['capitals', '/EICORE/V1.03/INVOICE/IRN/' + nobody],
  ['small letters', '/eicore/v1.03/invoice/irn/' + nobody],
]) {
  test(`path with ${name}`, async () => refused(await irp.get(await irp.enter(seller), target), '2148'));
}

for (const body of ['[]', '{}', '{"Data":"x"}', 'not JSON']) {
  test(`a GET with the body ${body}: ignored`, async () => {
    const s = await irp.enter(seller);
    refused(await irp.exchange('GET', path.irn(nobody), irp.headersOf(s), body), '2148');
  });
}

for (const target of ['/eicore/v1.03/Cancel', '/eicore/v1.03/Nothing?a=1', '/eicore/v9.99/Invoice', '/nothing']) {
  test(`unknown path ${target}: 404 in the words of ASP.NET, no credentials asked`, async () => {
    const answer = await irp.exchange('POST', target, {}, '{}');
    assert.equal(answer.status, 404);
    assert.equal(answer.text, JSON.stringify({ Message: `No HTTP resource was found that matches the request URI '${irp.base}${target}'.` }));
    assert.match(answer.headers['content-type'], /^application\/json; ?charset=utf-8$/i);
  });
}

for (const [method, target, allow] of [['GET', path.invoice, 'POST'], ['POST', path.irn(nobody), 'GET'], ['DELETE', path.auth, 'POST']]) {
  test(`${method} ${target}: 405 with Allow`, async () => {
    const answer = await irp.exchange(method, target);
    assert.equal(answer.status, 405);
    assert.equal(answer.text, `{"Message":"The requested resource does not support http method '${method}'."}`);
    assert.ok((answer.headers.allow ?? '').split(/, */).includes(allow), `Allow: ${answer.headers.allow}`);
  });
}

test('heartbeat: plain text with the portal\'s time, no credentials', async () => {
  const answer = await irp.exchange('GET', path.ping);
  assert.equal(answer.status, 200);
  assert.match(answer.headers['content-type'], /^text\/plain; ?charset=utf-8$/i);
  const m = answer.text.match(/^e-Invoice Vital:-(\d\d)-(\d\d)-(\d{4}) (\d\d:\d\d:\d\d)$/);
  assert.ok(m, answer.text);
  const told = new Date(`${m[3]}-${m[2]}-${m[1]}T${m[4]}+05:30`);
  assert.ok(Math.abs(told - await now()) < 60e3, answer.text);
});
