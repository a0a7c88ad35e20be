// Payloads the portal cannot use: missing, mangled, sealed with the wrong key, of the wrong shape.
import test from 'node:test';
import assert from 'node:assert/strict';
import * as irp from './irp.mjs';
import { generic5002, padding5002, refused } from './check.mjs';
import { day, invoice, number } from './documents.mjs';

const { path, seller } = irp;
const raw = (s, target, body, headers = irp.headersOf(s)) => irp.exchange('POST', target, headers, body);

for (const [name, body] of [
  ['an empty body', ''], ['no Data', '{}'], ['Data null', '{"Data":null}'], ['Data empty', '{"Data":""}'],
  ['not JSON', 'Data'], ['an array', '[]'],
]) {
  test(`payload refused: ${name}: 2255`, async () => {
    const s = await irp.enter(seller);
    refused(await raw(s, path.invoice, body), ['2255', 'Requested Payload is empty']);
    refused(await raw(s, path.cancel, body), '2255');
  });
}

for (const [name, data] of [
  ['not Base64', '*** not base64 ***'], ['17 bytes', Buffer.alloc(17).toString('base64')], ['Base64 without its end', 'AAAAA'],
]) {
  test(`payload refused: ${name}: the generic 5002`, async () => {
    const s = await irp.enter(seller);
    refused(await raw(s, path.invoice, JSON.stringify({ Data: data })), generic5002);
  });
}

// Any other key may, once in some 250 tries, end in bytes that look like padding; then the text is no JSON.
function wrongKey(answer) {
  const { ErrorDetails } = JSON.parse(answer.text);
  refused(answer, ErrorDetails?.[0].ErrorMessage === padding5002[1] ? padding5002 : generic5002);
  return ErrorDetails[0].ErrorMessage === padding5002[1];
}

test('payload refused: sealed with the AppKey instead of the Sek: the padding text', async () => {
  const answer = await irp.login(seller);
  const s = irp.session(seller, answer);
  const doc = { no: number(), dt: await day(), gstin: seller.gstin };
  let padded = 0;
  for (let i = 0; i < 8; i++) {
    const data = irp.seal(answer.appKey, ' '.repeat(i) + invoice(doc));
    if (wrongKey(await raw(s, path.invoice, JSON.stringify({ Data: data })))) padded++;
  }
  assert.ok(padded >= 6, `the padding text came ${padded} times of 8`);
});

test('payload refused: right key, wrong padding', async () => {
  const s = await irp.enter(seller);
  const sealed = Buffer.from(irp.seal(s.sek, '0123456789abcdef'), 'base64');
  const data = sealed.subarray(0, 16).toString('base64'); // its last block, the padding, cut off
  refused(await raw(s, path.invoice, JSON.stringify({ Data: data })), padding5002);
});

for (const [name, plain] of [
  ['broken JSON', '{"Version":"1.1",'], ['an array', '[{}]'], ['nothing', ''], ['Base64 of JSON', Buffer.from('{}').toString('base64')],
  ['an object where text belongs', '{"Version":{"a":1}}'], ['text where a number belongs', '{"SellerDtls":{"Pin":"many"}}'],
  ['bytes that are no UTF-8', Buffer.from('7b2241223a22ff227d', 'hex')],
]) {
  test(`payload refused: ${name} inside: the generic 5002, once`, async () => {
    const s = await irp.enter(seller);
    refused(await irp.post(s, path.invoice, plain), generic5002);
  });
}

test('several schema violations: each its own 5002, in the order of the schema', async () => {
  const s = await irp.enter(seller);
  const edit = (text) => text
    .replace('"EcmGstin":null', '"EcmGstin":"29abc"')
    .replace(/"No":"[^"]*"/, '"No":"0123"')
    .replace('"Loc":"MUMBAI"', '"Loc":"MU"')
    .replace('"Loc":"BENGALURU","Stcd":"29"', '"Loc":"BENGALURU"');
  const got = refused(await irp.post(s, path.invoice, invoice({ no: number(), dt: await day(), gstin: seller.gstin, edit })),
    ['5002', 'The field e-Commerce GSTIN must be a string with a minimum length of 15 and a maximum length of 15.'],
    ['5002', 'Invalid GSTIN'],
    ['5002', /^The field Document Number must match the regular expression '.+'\.$/],
    ['5002', 'The State field is required.'],
    ['5002', 'The field Location must be a string with a minimum length of 3 and a maximum length of 100.']);
  assert.equal(got.InfoDtls, null);
});

test('a refused document leaves no trace: the same number registers afterwards', async () => {
  const s = await irp.enter(seller);
  const doc = { no: number(), dt: await day(), gstin: seller.gstin };
  refused(await irp.post(s, path.invoice, invoice({ ...doc, edit: (t) => t.replace('"Version": "1.1"', '"Version": "1.0"') })), '2279');
  assert.equal(JSON.parse((await irp.post(s, path.invoice, invoice(doc))).text).Status, 1);
});

test('a body above two megabytes', async () => {
  const s = await irp.enter(seller);
  const body = JSON.stringify({ Data: 'A'.repeat(2.2e6) });
  refused(await raw(s, path.invoice, body), ['5002', 'Request body too large']);
});
