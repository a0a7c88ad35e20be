// The worked example of the protocol's cipher chapter: proves this client's ciphers before they meet a server.
import test from 'node:test';
import assert from 'node:assert/strict';
import { irnOf, loginText, seal, unseal } from './irp.mjs';

const appKey = Buffer.from(Array.from({ length: 32 }, (_, i) => i));
const sek = Buffer.from(Array.from({ length: 32 }, (_, i) => i + 32));
const irn = '706daeccda0ef6f818da78f3a2a05a1288731057373002289b46c3229289a2e7';

const sealed = [
  [`{"Irn":"${irn}","CnlRsn":"2","CnlRem":"Data entry mistake"}`,
    'EoL5Q+HMsC6z+SevuE5q2BwfPeX0H7EQkMqHbDMbG7+Q/TBN01gUwZhwO0iEVrMm1nfOrtsKs2B27MHcDr/8Rr6lz2jyq4d4iqotKFWhHW54TxPnb+c9dl6FAVVFkeJ35UgiufXjx3xvP5JtVv9DXlHqQAlicKKMFCNQBAMauMk='],
  [`{"Irn":"${irn}","CancelDate":"2022-09-17 18:09:00"}`,
    'EoL5Q+HMsC6z+SevuE5q2BwfPeX0H7EQkMqHbDMbG7+Q/TBN01gUwZhwO0iEVrMm1nfOrtsKs2B27MHcDr/8RvTyKDg9OJyCMUS+kF5Vvhk1rzcSUIvW8nZ+XXULt/TDnVUhkjpO6a/L1hyzCPN9ag=='],
];

test('ciphers: the worked example of the protocol', () => {
  const field = 'YaaTbk6PEBwcwfmTtUKg1OJ0Dor61OTRXQ1mGzguyomfO3UEkm+L024xGOkDpM1K';
  assert.equal(seal(appKey, sek), field);
  assert.deepEqual(unseal(appKey, field), sek);
  for (const [plain, data] of sealed) {
    assert.equal(seal(sek, plain), data);
    assert.equal(unseal(sek, data).toString(), plain);
  }
});

test('ciphers: the text that a login hands to RSA', () => {
  const json = `{"UserName":"TESTUSER01","Password":"Sandbox@123","AppKey":"${appKey.toString('base64')}","ForceRefreshAccessToken":false}`;
  assert.equal(json.length, 138);
  assert.equal(loginText(json), 'eyJVc2VyTmFtZSI6IlRFU1RVU0VSMDEiLCJQYXNzd29yZCI6IlNhbmRib3hAMTIzIiwiQXBwS2V5IjoiQUFFQ0F3UUZCZ2NJQ1FvTERBME9EeEFSRWhNVUZSWVhHQmthR3h3ZEhoOD0iLCJGb3JjZVJlZnJlc2hBY2Nlc3NUb2tlbiI6ZmFsc2V9');
});

test('IRN: numbers that the portal issued', () => {
  assert.equal(irnOf('01AMBPG7773M002', '16/09/2022', 'INV', 'SINV-CFY-00067'), irn);
  assert.equal(irnOf('37ARZPT4384Q1MT', '01/07/2025', 'INV', 'Test-00df1'), 'd9476807f5496dea9fc65c6a954887db156022ba4b0d17a3687d43576beb8e17');
  assert.equal(irnOf('24AAFCD5862R005', '31/03/2021', 'INV', 'DOC/007'), '58f1669d31c5725ddcc39eeecd465e69543c639daeb1d582546aa3d28d66c3f8');
});
