// The e-way bill side of the client: bills inside a registration, and the e-way bill system with its other envelope.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import * as irp from './irp.mjs';
import { succeeded } from './check.mjs';
import { invoice } from './documents.mjs';

export const path = {
  bill: '/eiewb/v1.03/ewaybill',
  billOf: (irn) => '/eiewb/v1.03/ewaybill/irn/' + irn,
  auth: '/ewaybillapi/v1.03/auth',
  act: '/ewaybillapi/v1.03/ewayapi',
  read: (no) => '/ewaybillapi/v1.03/ewayapi/GetEwayBill?ewbNo=' + no,
};

// By lorry from the seller in Bengaluru to the buyer in Mumbai.
export const byRoad = { TransMode: '1', Distance: 0, VehNo: 'KA01AB1234', VehType: 'R' };

// The standard invoice with a block that asks for a bill.
export const shipment = (doc, ewb = byRoad) => invoice({
  ...doc, edit: (text) => text.replace('"PayDtls": null', `"PayDtls": null, "EwbDtls": ${JSON.stringify(ewb)}`),
});

const answered = /^\{"AckNo":1\d{14},"AckDt":"[^"]{19}","Irn":"[0-9a-f]{64}","SignedInvoice":"[\w.-]+","SignedQRCode":"[\w.-]+","Status":"(ACT|CNL)","EwbNo":([1-9]\d{11}),"EwbDt":"\d{4}-\d\d-\d\d \d\d:\d\d:00","EwbValidTill":(null|"\d{4}-\d\d-\d\d 23:59:00"),"Remarks":null\}$/;

// A registration that has a bill, checked on its text. Answers its object.
export function billed(s, answer) {
  succeeded(answer);
  const plain = irp.opened(s, answer);
  assert.match(plain, answered);
  return JSON.parse(plain);
}

// The kilometres that the portal computed; clients find them with a search for digits.
export function computed(answer) {
  const info = JSON.parse(answer.text).InfoDtls;
  assert.deepEqual(info?.map((i) => i.InfCd), ['EWBPPD'], answer.text);
  const found = info[0].Desc.match(/^Pin-Pin calc distance: (\d+)KM$/);
  assert.ok(found, info[0].Desc);
  return Number(found[1]);
}

// The end of a bill: a day for each 200 km or part of them, to the last minute of that day.
export function validTill(made, km) {
  const day = new Date(made.slice(0, 10) + 'T00:00:00Z');
  day.setUTCDate(day.getUTCDate() + Math.ceil(km / 200));
  return day.toISOString().slice(0, 10) + ' 23:59:00';
}

// dd/MM/yyyy hh:mm:ss AM/PM, as this system prints times, from yyyy-MM-dd HH:mm:ss.
export function clockOf12(text) {
  const [, y, m, d, hour, rest] = text.match(/^(\d{4})-(\d\d)-(\d\d) (\d\d)(:\d\d:\d\d)$/);
  const h = Number(hour);
  return `${d}/${m}/${y} ${String(h % 12 || 12).padStart(2, '0')}${rest} ${h < 12 ? 'AM' : 'PM'}`;
}

// --- the e-way bill system -----------------------------------------------------------------------------------------

const headersOf = (s) => ({
  'Content-Type': 'application/json', 'client-id': s.clientId, 'client-secret': s.clientSecret, gstin: s.gstin, authtoken: s.token,
});

const granted = /^\{"status":"1","data":"[A-Za-z0-9+/]+={0,2}","alert":null\}$/;
const refusal = /^\{"status":"0","error":"([A-Za-z0-9+/]+={0,2})","info":null\}$/;

// An action. The text is sealed as it is, or with the Base64 in between that the documentation has.
export const act = (s, action, plain, { inner = false } = {}) => irp.exchange('POST', path.act, headersOf(s), JSON.stringify({
  action, data: irp.seal(s.sek, inner ? Buffer.from(plain).toString('base64') : plain),
}));

// The opened text of an action that was done.
export function done(s, answer) {
  assert.equal(answer.status, 200);
  assert.match(answer.text, granted);
  return irp.unseal(s.sek, JSON.parse(answer.text).data).toString('utf8');
}

// A refusal with exactly these codes.
export function refused(answer, ...codes) {
  assert.equal(answer.status, 200);
  const found = answer.text.match(refusal);
  assert.ok(found, answer.text);
  assert.equal(Buffer.from(found[1], 'base64').toString('utf8'), JSON.stringify({ errorCodes: codes.join(',') }));
}

// The system's own login: its own token and key, of no use at the invoice portal.
export async function login(who) {
  const appKey = irp.newAppKey();
  const inner = JSON.stringify({ action: 'ACCESSTOKEN', username: who.userName, password: who.password, app_key: appKey.toString('base64') });
  const answer = await irp.exchange('POST', path.auth, headersOf({ ...who, token: '' }), JSON.stringify({ Data: await irp.rsa(irp.loginText(inner)) }));
  const got = JSON.parse(answer.text);
  assert.equal(got.status, '1', answer.text);
  assert.match(got.authtoken, /^[0-9A-Za-z]{25}$/);
  const sek = irp.unseal(appKey, got.sek);
  assert.equal(sek.length, 32);
  return { ...who, token: got.authtoken, sek };
}

// A read comes under a key of its own, which comes under the session key, with a hash under the former.
export async function read(s, no) {
  const answer = await irp.exchange('GET', path.read(no), headersOf(s));
  const got = JSON.parse(answer.text);
  assert.deepEqual(Object.keys(got), ['status', 'data', 'rek', 'hmac'], answer.text);
  const rek = irp.unseal(s.sek, got.rek);
  const plain = irp.unseal(rek, got.data);
  const hash = crypto.createHmac('sha256', rek).update(plain.toString('base64')).digest('base64');
  assert.equal(got.hmac, hash);
  return JSON.parse(plain);
}
