// What every answer of the portal must look like on the wire, checked on its text and not on its parsed form.
import assert from 'node:assert/strict';
import { opened } from './irp.mjs';

const entry = String.raw`\{"ErrorCode":"\d{1,4}","ErrorMessage":"(?:[^"\\]|\\.)+"\}`;
const refusal = new RegExp(String.raw`^\{"Status":0,"ErrorDetails":\[${entry}(?:,${entry})*\],"Data":null,"InfoDtls":(?:null|\[\{.*\}\])\}$`, 's');
const success = /^\{"Status":1,"ErrorDetails":null,"Data":"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?","InfoDtls":(?:null|\[\{.*\}\])\}$/s;
const entered = /^\{"Status":1,"ErrorDetails":null,"Data":\{"ClientId":"[^"]+","UserName":"[^"]+","AuthToken":"[0-9A-Za-z]{25}","Sek":"[A-Za-z0-9+/]{64}","TokenExpiry":"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"\},"InfoDtls":null\}$/;

function handled(answer, shape) {
  assert.equal(answer.status, 200, answer.text);
  assert.match(answer.headers['content-type'] ?? '', /^application\/json; ?charset=utf-8$/i);
  assert.match(answer.text, shape);
}

export const succeeded = (answer) => handled(answer, success);
export const loggedIn = (answer) => handled(answer, entered);

// A refusal with exactly these entries, in this order: "1005" or ["5002", "text" or /pattern/].
export function refused(answer, ...want) {
  handled(answer, refusal);
  const got = JSON.parse(answer.text);
  assert.deepEqual(got.ErrorDetails.map((e) => e.ErrorCode), want.map((w) => (Array.isArray(w) ? w[0] : w)), answer.text);
  want.forEach((w, i) => {
    const message = got.ErrorDetails[i].ErrorMessage;
    if (!Array.isArray(w)) return;
    if (w[1] instanceof RegExp) assert.match(message, w[1]);
    else assert.equal(message, w[1]);
  });
  return got;
}

// A registration as Generate and both look-ups answer it: ten members in order, nulls spelled out. Answers its object.
const registration = /^\{"AckNo":(1\d{14}),"AckDt":"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)","Irn":"([0-9a-f]{64})","SignedInvoice":"([\w.-]+)","SignedQRCode":"([\w.-]+)","Status":"(ACT|CNL)","EwbNo":null,"EwbDt":null,"EwbValidTill":null,"Remarks":null\}$/;
export function registered(s, answer) {
  succeeded(answer);
  const plain = opened(s, answer);
  assert.match(plain, registration);
  return JSON.parse(plain);
}

// A duplicate names the first registration: members in this order, the acknowledgement to the minute.
export function names(answer, first) {
  const info = answer.text.slice(answer.text.indexOf('"InfoDtls":'));
  assert.equal(info, `"InfoDtls":[{"InfCd":"DUPIRN","Desc":{"AckNo":${first.AckNo},"AckDt":"${minute(first.AckDt)}","Irn":"${first.Irn}"}}]}`);
}

// yyyy-MM-dd HH:mm:ss rounded to the nearest minute; half a minute rounds up.
export function minute(text) {
  const t = new Date(text.replace(' ', 'T') + 'Z').getTime();
  return new Date(Math.floor((t + 30e3) / 60e3) * 60e3).toISOString().slice(0, 19).replace('T', ' ');
}

export const generic5002 = ['5002', 'Application error, issue with application while processing the request. Please try again. If error persists kindly raise a ticket along with request JSON, error details and timestamp of the error occurrence.'];
export const padding5002 = ['5002', 'Padding is invalid and cannot be removed.'];
