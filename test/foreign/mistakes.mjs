// The mistakes that clients make with keys, ciphers and encodings, made on purpose. The portal's answer to them says
// next to nothing, and stays that; the journal entry of the exchange and the control API's diagnosis name the mistake.
import test from 'node:test';
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import * as eway from './eway.mjs';
import * as irp from './irp.mjs';
import { generic5002, padding5002, refused, registered } from './check.mjs';
import { invoice, number } from './documents.mjs';
import { loginMistakes } from './mistaken_login.mjs';
import { payloadMistakes } from './mistaken_payload.mjs';
import { world } from './world.mjs';

const { path } = irp;
const today = '04/05/2026';
const blamed = (notes) => notes.filter((n) => n.rule?.startsWith('crypto')).map((n) => n.rule);

async function place(t) {
  const who = await world(t);
  await irp.control('PUT', '/clock', { now: '2026-05-04T10:00:00+05:30' }, who.id);
  return who;
}

// The journal entry of the exchange that was made last.
async function entry(who, api) {
  const [last] = await irp.controlJSON('GET', '/journal?limit=1', undefined, who.id);
  assert.equal(last.api, api);
  return last;
}

const diagnosis = (who, request) => irp.controlJSON('POST', '/crypto/diagnose', request, who.id);

// The note must name the mistake, say how to mend it, and give nothing away.
function named(note, id, secrets) {
  assert.equal(note.rule, 'crypto/' + id, JSON.stringify(note));
  assert.ok(note.message && note.text.length > 40, JSON.stringify(note));
  for (const secret of secrets) assert.ok(!note.text.includes(secret), `the note tells ${secret}`);
}

test('mistakes at login: the wire says what the portal says, the journal names the mistake', async (t) => {
  const who = await place(t);
  for (const [name, id, code, make, version = '1.04'] of await loginMistakes(who)) {
    await t.test(`${name}: ${code} on the wire, ${id} in the journal`, async () => {
      const data = await make();
      const [target, api] = version === '1.03' ? [path.auth103, 'auth103'] : [path.auth, 'auth'];
      const answer = await irp.exchange('POST', target, irp.loginHeaders(who), JSON.stringify({ [version === '1.03' ? 'data' : 'Data']: data }));
      refused(answer, ...[code].flat());
      assert.ok(!answer.text.includes('crypto'));
      const notes = (await entry(who, api)).notes.filter((n) => n.rule?.startsWith('crypto'));
      assert.equal(notes.length, 1, `${notes.length} notes`);
      named(notes[0], id, [who.password]);
      const got = await diagnosis(who, { stage: 'auth', version, data: typeof data === 'string' ? data : JSON.stringify(data) });
      assert.deepEqual([got.ok, got.mistake?.id], [false, id]);
      assert.ok(got.mistake.mend && got.summary);
    });
  }
});

// What the portal's platform makes of a Data text: white space in Base64 skipped, then blocks, padding, JSON.
function expected(sek, data) {
  const bare = data.replace(/[ \t\r\n]/g, '');
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(bare)) return generic5002;
  if (Buffer.from(bare, 'base64').length % 16) return generic5002;
  let plain;
  try {
    plain = irp.unseal(sek, bare);
  } catch {
    return padding5002;
  }
  assert.throws(() => { // an object would not be a mistake
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plain));
    assert.ok(value && typeof value === 'object' && !Array.isArray(value));
  }, `the portal would open ${plain}`);
  return generic5002;
}

test('mistakes in payloads: the wire says 5002, the journal names the mistake', async (t) => {
  const who = await place(t);
  // An earlier session, ended, whose key a forgetful client may still hold.
  const stale = await irp.enter(who);
  await irp.control('POST', '/clock/goto', { edge: 'token-expiry' }, who.id);
  const answer = await irp.login(who);
  const s = irp.session(who, answer);
  assert.notDeepEqual(s.sek, stale.sek);
  const held = { s, stale, appKey: answer.appKey, wrapped: JSON.parse(answer.text).Data.Sek, plain: invoice({ no: number(), dt: today, gstin: who.gstin }) };
  for (const [name, id, make] of payloadMistakes) {
    await t.test(`${name}: ${id}`, async () => {
      const data = await make(held);
      const answer = await irp.exchange('POST', path.invoice, irp.headersOf(s), JSON.stringify({ Data: data }));
      refused(answer, expected(s.sek, data));
      const notes = (await entry(who, 'generate')).notes.filter((n) => n.rule?.startsWith('crypto'));
      assert.equal(notes.length, 1, `${notes.length} notes`);
      named(notes[0], id, [s.sek.toString('base64'), held.appKey.toString('base64'), s.sek.toString('hex')]);
      const got = await diagnosis(who, { stage: 'payload', data, auth_token: s.token });
      assert.deepEqual([got.ok, got.mistake?.id], [false, id]);
      assert.ok(got.mistake.mend && got.summary);
    });
  }

  await t.test('after all of them nothing was registered, and the right payload is', async () => {
    assert.deepEqual(await irp.controlJSON('GET', '/invoices', undefined, who.id), []);
    registered(s, await irp.post(s, path.invoice, held.plain));
  });
});

test('mistakes at the e-way bill system: 109 on the wire, the mistake in the journal', async (t) => {
  const who = await place(t);
  const s = await eway.login(who);
  const send = (target, body) => irp.exchange('POST', target, { ...irp.loginHeaders(who), authtoken: s.token }, JSON.stringify(body));
  const inner = JSON.stringify({ action: 'ACCESSTOKEN', username: who.userName, password: who.password, app_key: irp.newAppKey().toString('base64') });
  eway.refused(await send(eway.path.auth, { Data: await irp.rsa(inner) }), '109');
  assert.deepEqual(blamed((await entry(who, 'ewayapi-auth')).notes), ['crypto/login-json-bare']);
  const cipher = crypto.createCipheriv('aes-256-cbc', s.sek, Buffer.alloc(16));
  const data = Buffer.concat([cipher.update('{"ewbNo":123456789012,"cancelRsnCode":1}'), cipher.final()]).toString('base64');
  eway.refused(await send(eway.path.act, { action: 'CANEWB', data }), '109');
  assert.deepEqual(blamed((await entry(who, 'ewayapi-canewb')).notes), ['crypto/aes-cbc']);
  eway.refused(await eway.act(s, 'CANEWB', '{"ewbNo":123456789012,"cancelRsnCode":1}', { inner: true }), '312');
  assert.deepEqual(blamed((await entry(who, 'ewayapi-canewb')).notes), []);
});

test('the mistakes are many, and different: 25 or more of logins, 40 or more of payloads', async () => {
  const [logins, payloads] = [await loginMistakes(irp.seller), payloadMistakes].map((rows) => new Set(rows.map((row) => row[1])));
  assert.ok(logins.size >= 25 && payloads.size >= 40, `${logins.size} and ${payloads.size}`);
});

test('a right login is never blamed, whatever the portal refuses it for', async (t) => {
  const who = await place(t);
  const inner = (change) => JSON.stringify({ UserName: who.userName, Password: who.password, AppKey: irp.newAppKey().toString('base64'), ForceRefreshAccessToken: false, ...change });
  const letters = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ012345').toString('base64'); // 32 bytes, if not very random
  for (const [name, change, code] of [
    ['as it should be'], ['with an AppKey of 16 bytes', { AppKey: irp.newAppKey(16).toString('base64') }], ['with an AppKey of letters in Base64', { AppKey: letters }],
    ['with a wrong password', { Password: 'Irpsim@2025' }, '1019'], ['with an unknown user', { UserName: 'nobody_here' }, '1017'],
  ]) {
    await t.test(name, async () => {
      const data = await irp.rsa(irp.loginText(inner(change)));
      const answer = await irp.exchange('POST', path.auth, irp.loginHeaders(who), JSON.stringify({ Data: data }));
      assert.equal(irp.codes(answer)[0], code);
      assert.deepEqual(blamed((await entry(who, 'auth')).notes), []);
      const got = await diagnosis(who, { stage: 'auth', data });
      assert.deepEqual([got.ok, got.mistake], [true, undefined]);
    });
  }
  await t.test('in the form of version 1.03', async () => {
    refused(await irp.login103({ ...who, password: 'Irpsim@2025' }), '1019');
    assert.deepEqual(blamed((await entry(who, 'auth103')).notes), []);
    assert.equal(JSON.parse((await irp.login103(who)).text).Status, 1);
    assert.deepEqual(blamed((await entry(who, 'auth103')).notes), []);
  });
});

test('a right payload is never blamed: accepted, refused by the schema, by a rule, as a duplicate', async (t) => {
  const who = await place(t);
  const s = await irp.enter(who);
  const doc = { no: number(), dt: today, gstin: who.gstin };
  const lines = (data) => data.replace(/(.{76})/g, '$1\r\n');
  for (const [name, plain, code, form = (data) => data] of [
    ['accepted', invoice(doc)],
    ['a duplicate', invoice(doc), '2150'],
    ['accepted, behind a byte-order mark', '\ufeff' + invoice({ ...doc, no: number() })],
    ['accepted, its Base64 in lines of 76', invoice({ ...doc, no: number() }), undefined, lines],
    ['refused by the schema', invoice({ ...doc, no: '0/1' }), '5002'],
    ['refused by a rule', invoice({ ...doc, no: number(), edit: (text) => text.replace('"TotInvVal":1475.30', '"TotInvVal":1575.30') }), '2189'],
    ['of no members at all', '{}', '5002'],
  ]) {
    await t.test(name, async () => {
      const data = form(irp.seal(s.sek, plain));
      const answer = await irp.exchange('POST', path.invoice, irp.headersOf(s), JSON.stringify({ Data: data }));
      assert.equal(irp.codes(answer)[0], code, answer.text);
      assert.deepEqual(blamed((await entry(who, 'generate')).notes), []);
      const got = await diagnosis(who, { stage: 'payload', data, auth_token: s.token });
      assert.deepEqual([got.ok, got.mistake], [true, undefined]);
    });
  }
});

test('what does no harm is remarked upon and not blamed: Base64 in lines, a byte-order mark', async (t) => {
  const who = await place(t);
  const s = await irp.enter(who);
  const sealed = irp.seal(s.sek, invoice({ no: number(), dt: today, gstin: who.gstin }));
  for (const [data, id] of [[sealed.replace(/(.{64})/g, '$1\n'), 'base64-lines'], [irp.seal(s.sek, '\ufeff{"Irn":"x"}'), 'bom']]) {
    const got = await diagnosis(who, { stage: 'payload', data, auth_token: s.token });
    assert.equal(got.ok, true);
    assert.deepEqual(got.remarks.map((r) => r.id), [id]);
  }
});
