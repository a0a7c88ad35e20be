// The two signed texts, byte for byte, and their signatures by the published keys.
import test from 'node:test';
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import * as irp from './irp.mjs';
import { day, invoice, number, signedInvoice, signedQRCode } from './documents.mjs';
import { registered } from './check.mjs';

const der = async () => (await irp.control('GET', '/keys/signing.cer')).bytes;
const thumbprint = async () => crypto.createHash('sha1').update(await der()).digest();

async function issue() {
  const s = await irp.enter(irp.seller);
  const doc = { no: number(), dt: await day(), gstin: irp.seller.gstin };
  const got = registered(s, await irp.post(s, irp.path.invoice, invoice(doc)));
  return { ...doc, ackNo: got.AckNo, ackDt: got.AckDt, irn: got.Irn, tokens: [got.SignedInvoice, got.SignedQRCode].map(irp.jws) };
}

test('signed texts: header with the thumbprint of the published certificate', async () => {
  const print = await thumbprint();
  const want = `{"alg":"RS256","kid":"${print.toString('hex').toUpperCase()}","x5t":"${print.toString('base64url')}","typ":"JWT"}`;
  for (const token of (await issue()).tokens) assert.equal(token.header, want);
});

test('signed texts: verified by the PEM, by the certificate and by the JWKS; a changed byte is noticed', async () => {
  const { tokens } = await issue();
  const { keys } = await irp.controlJSON('GET', '/keys/jwks.json');
  const jwk = keys.find((k) => k.kid === JSON.parse(tokens[0].header).kid);
  assert.ok(jwk, `no key of the JWKS has the kid of the token: ${JSON.stringify(keys)}`);
  const published = {
    pem: crypto.createPublicKey(await irp.publicKey('signing.pem')),
    certificate: new crypto.X509Certificate(await der()).publicKey,
    jwks: crypto.createPublicKey({ key: jwk, format: 'jwk' }),
  };
  const encryption = crypto.createPublicKey(await irp.publicKey('encryption.pem'));
  for (const token of tokens) {
    assert.equal(token.signature.length, 256);
    for (const [name, key] of Object.entries(published)) {
      assert.ok(irp.verifies(token, key), name);
      assert.ok(!irp.verifies({ ...token, signed: token.signed.slice(0, -1) + (token.signed.endsWith('A') ? 'B' : 'A') }, key), name);
    }
    assert.ok(!irp.verifies(token, encryption), 'the encryption key must be another one');
  }
});

test('SignedInvoice: the document in schema order, numbers with the scale sent, .NET escapes, two claims', async () => {
  const issued = await issue();
  const want = signedInvoice(issued);
  for (const literal of ['"TotItemVal":1239.00', '"Qty":100.0,', '"CgstAmt":0,', '\\u002B', '\\u0026']) assert.ok(want.includes(literal), literal);
  assert.equal(issued.tokens[0].payload, `{"data":${JSON.stringify(want)},"iss":"NIC Sandbox"}`);
});

test('SignedQRCode: ten members in order', async () => {
  const issued = await issue();
  const want = signedQRCode(issued);
  assert.equal(Object.keys(JSON.parse(want)).length, 10);
  assert.equal(issued.tokens[1].payload, `{"data":${JSON.stringify(want)},"iss":"NIC Sandbox"}`);
});
