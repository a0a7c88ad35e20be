// Logging in: what is granted, what stays the same, and every refusal of the login.
import test from 'node:test';
import assert from 'node:assert/strict';
import * as irp from './irp.mjs';
import { loggedIn, refused } from './check.mjs';
import { user, world } from './world.mjs';

const { seller, path } = irp;

test('login 1.04: token, wrapped key, expiry', async () => {
  const answer = await irp.login(seller);
  loggedIn(answer);
  const got = JSON.parse(answer.text).Data;
  assert.equal(got.ClientId, seller.clientId);
  assert.equal(got.UserName, seller.userName);
  assert.equal(irp.unseal(answer.appKey, got.Sek).length, 32);
});

test('login again: the same token and key, wrapped for the new AppKey', async () => {
  const first = irp.session(seller, await irp.login(seller));
  for (const force of [false, true, 'true', 'True']) {
    const again = irp.session(seller, await irp.login(seller, { force }));
    assert.deepEqual([again.token, again.sek, again.expiry], [first.token, first.sek, first.expiry], `force ${force}`);
  }
});

test('login with an AppKey of 16 bytes: the key comes wrapped with AES-128', async () => {
  const first = await irp.enter(seller);
  const answer = await irp.login(seller, { appKey: irp.newAppKey(16) });
  loggedIn(answer);
  assert.deepEqual(irp.session(seller, answer).sek, first.sek);
});

test('login 1.03: same answer, and its token works on 1.03 and 1.04 calls alike', async () => {
  const answer = await irp.login103(seller);
  loggedIn(answer);
  const old = irp.session(seller, answer);
  const current = await irp.enter(seller);
  assert.deepEqual([old.token, old.sek], [current.token, current.sek]);
  refused(await irp.get(old, path.irn('0'.repeat(64))), '2148');
});

test('login 1.04: names in another letter case, extra headers, a byte-order mark, any content type', async () => {
  const appKey = irp.newAppKey();
  const inner = `\n { "username" : "${seller.userName}", "PASSWORD":"${seller.password}", "appkey":"${appKey.toString('base64')}" }`;
  const body = '\ufeff' + JSON.stringify({ data: await irp.rsa(irp.loginText(inner)) });
  const headers = {
    'Client-Id': seller.clientId, 'CLIENT-SECRET': seller.clientSecret, GSTIN: ` ${seller.gstin.toLowerCase()} `,
    user_name: 'ignored', password: 'ignored', 'Ocp-Apim-Subscription-Key': 'ignored', 'Content-Type': 'text/plain',
  };
  loggedIn(await irp.exchange('POST', '//eivital//V1.04/AUTH/', headers, body));
});

const headerless = (...names) => {
  const headers = irp.loginHeaders(seller);
  for (const name of names) delete headers[name];
  return headers;
};

for (const [name, headers, code] of [
  ['no client_id', headerless('client_id'), '1011'],
  ['no client_secret', headerless('client_secret'), '1012'],
  ['neither, nor a Gstin: the first one counts', headerless('client_id', 'client_secret', 'Gstin'), '1011'],
  ['no Gstin', headerless('Gstin'), '1004'],
  ['blank Gstin', { ...irp.loginHeaders(seller), Gstin: ' ' }, '1004'],
  ['wrong client_id', { ...irp.loginHeaders(seller), client_id: 'IRPSIM29TXP9999' }, '1010'],
  ['wrong client_secret', { ...irp.loginHeaders(seller), client_secret: 'wrongClientSecret001' }, '1010'],
  ['somebody else\'s Gstin', { ...irp.loginHeaders(seller), Gstin: irp.sibling.gstin }, '1015'],
]) {
  test(`login refused: ${name}: ${code}`, async () => refused(await irp.login(seller, { headers }), code));
}

for (const [name, change, code] of [
  ['wrong password', { password: 'Irpsim@2025' }, '1019'],
  ['unknown user', { userName: 'nobody_here' }, '1017'],
  ['no user name', { userName: '' }, '1006'],
  ['blank user name', { userName: '  ' }, '1006'],
  ['no password', { password: undefined }, '1007'],
]) {
  test(`login refused: ${name}: ${code}`, async () => refused(await irp.login({ ...seller, ...change }), code));
}

for (const [name, appKey, code] of [
  ['AppKey of 31 bytes', Buffer.alloc(31, 7).toString('base64'), '1016'],
  ['AppKey that is not Base64', 'not base64 at all!', '1016'],
  ['no AppKey', '', '1007'],
]) {
  test(`login refused: ${name}: ${code}`, async () => {
    const inner = JSON.stringify({ UserName: seller.userName, Password: seller.password, AppKey: appKey });
    const body = JSON.stringify({ Data: await irp.rsa(irp.loginText(inner)) });
    refused(await irp.exchange('POST', path.auth, irp.loginHeaders(seller), body), code);
  });
}

test('login refused: a user of another client: 1018; a GSTIN not enabled for e-invoicing, or not active: 1014', async (t) => {
  const there = await world(t);
  const stranger = await user(there, 'only_over_there', '29ZZZCS0001A1ZI');
  loggedIn(await irp.login(stranger));
  refused(await irp.login({ ...seller, userName: stranger.userName, password: stranger.password }), '1018');
  refused(await irp.login(await user(there, 'not_enabled', '08ZZZCN0012N1ZX')), '1014');
  refused(await irp.login(await user(there, 'inactive', '36ZZZCI0008I1Z9')), '1014');
});

for (const [name, body] of [
  ['an empty body', ''], ['no Data', '{}'], ['Data null', '{"Data":null}'], ['Data empty', '{"Data":""}'],
  ['Data a number', '{"Data":7}'], ['not JSON', 'Data=abc'], ['an array', '[]'],
]) {
  test(`login refused: ${name}: 5003, before any header is looked at`, async () => {
    refused(await irp.exchange('POST', path.auth, {}, body), ['5003', 'Data cannot be null or empty']);
  });
}

for (const [name, data] of [['text that is no Base64', '%%%%'], ['Base64 of no cipher text', Buffer.alloc(256, 1).toString('base64')], ['a short block', 'AAAA']]) {
  test(`login refused: ${name}: 1020`, async () => {
    refused(await irp.exchange('POST', path.auth, irp.loginHeaders(seller), JSON.stringify({ Data: data })), ['1020', 'Decryption failed']);
  });
}

test('login refused: raw JSON under RSA, without Base64: 5001 with the text of the vital service', async () => {
  const inner = JSON.stringify({ UserName: seller.userName, Password: seller.password, AppKey: irp.newAppKey().toString('base64') });
  const body = JSON.stringify({ Data: await irp.rsa(inner) });
  refused(await irp.exchange('POST', path.auth, irp.loginHeaders(seller), body), ['5001', 'Application Error in Auth, Please Contact the help desk']);
});

test('login 1.03 refused: no data 5003, password or AppKey in the clear 1013 and 1016', async () => {
  const headers = headerless('Gstin');
  const data = { UserName: seller.userName, Password: await irp.rsa(seller.password), AppKey: await irp.rsa(irp.newAppKey()) };
  const send = (body) => irp.exchange('POST', path.auth103, headers, JSON.stringify(body));
  refused(await send({}), '5003');
  refused(await send({ data: { ...data, Password: seller.password } }), '1013');
  refused(await send({ data: { ...data, AppKey: irp.newAppKey().toString('base64') } }), '1016');
});
