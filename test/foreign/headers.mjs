// Who is calling: every header that can be missing or wrong, in the order the portal looks at them.
import test from 'node:test';
import * as irp from './irp.mjs';
import { refused } from './check.mjs';

const { path, seller, sibling } = irp;
const nowhere = path.irn('0'.repeat(64)); // 2148 once the caller is known

const without = (...names) => (h) => names.forEach((n) => delete h[n]);
const withThat = (change) => (h) => Object.assign(h, change);

for (const [name, edit, code] of [
  ['no client_id', without('client_id'), '1011'],
  ['no client_secret', without('client_secret'), '1012'],
  ['wrong client_id', withThat({ client_id: 'IRPSIM29TXP9999' }), '1010'],
  ['wrong client_secret', withThat({ client_secret: 'wrongClientSecret001' }), '1010'],
  ['no Gstin', without('Gstin'), '1004'],
  ['no user_name', without('user_name'), '1006'],
  ['no AuthToken', without('AuthToken'), '1005'],
  ['empty AuthToken', withThat({ AuthToken: '' }), '1005'],
  ['unknown AuthToken', withThat({ AuthToken: 'A'.repeat(25) }), '1005'],
  ['token of another GSTIN', withThat({ Gstin: sibling.gstin }), '1005'],
  ['token of another user', withThat({ user_name: sibling.userName }), '1005'],
  ['token of another user and GSTIN', withThat({ Gstin: sibling.gstin, user_name: sibling.userName }), '1005'],
  ['irp of no portal', withThat({ irp: 'NIC9' }), '3098'],
  ['nothing at all: the client id comes first', without('client_id', 'client_secret', 'Gstin', 'user_name', 'AuthToken'), '1011'],
  ['neither Gstin nor user nor token: the Gstin comes first', without('Gstin', 'user_name', 'AuthToken'), '1004'],
  ['wrong secret and no token: the secret comes first', (h) => { h.client_secret = 'x'; delete h.AuthToken; }, '1010'],
]) {
  test(`caller refused: ${name}: ${code}`, async () => {
    const s = await irp.enter(seller);
    const headers = irp.headersOf(s);
    edit(headers);
    refused(await irp.get(s, nowhere, headers), code);
    refused(await irp.exchange('POST', path.invoice, headers, 'the body is not looked at'), code);
    refused(await irp.exchange('POST', path.cancel, headers, ''), code);
  });
}

test('header names: underscore or hyphen, any letter case; irp of this portal; strange extras', async () => {
  const s = await irp.enter(seller);
  for (const names of [
    ['client-id', 'client-secret', 'gstin', 'user-name', 'authtoken'],
    ['Client_Id', 'Client_Secret', 'GSTIN', 'User_Name', 'AUTHTOKEN'],
    ['Client-Id', 'CLIENT-SECRET', 'Gstin', 'USER-NAME', 'Authtoken'],
  ]) {
    const values = [s.clientId, s.clientSecret, s.gstin, s.userName, s.token];
    const headers = Object.fromEntries(names.map((n, i) => [n, values[i]]));
    refused(await irp.get(s, nowhere, { ...headers, irp: 'NIC1', requestid: 'r-1', password: 'ignored' }), '2148');
  }
});
