// Two halves of a restart test.
//
//     node restart.mjs register 25 | …    registers that many documents, one line of JSON per acknowledged IRN
//     node restart.mjs check < lines      proves that all of them are still there, under the same token
//
// register ends quietly when the server goes away: what was printed by then was acknowledged, and must be kept.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import readline from 'node:readline';
import * as irp from './irp.mjs';
import { names, refused, registered } from './check.mjs';
import { day, invoice, number } from './documents.mjs';

const { path, seller } = irp;

async function print(line) {
  if (!process.stdout.write(JSON.stringify(line) + '\n')) await once(process.stdout, 'drain');
}

async function register(count) {
  const s = await irp.enter(seller);
  const dt = await day();
  const client = async () => {
    while (count-- > 0) {
      const no = number();
      const answer = await irp.post(s, path.invoice, invoice({ no, dt, gstin: seller.gstin })).catch((e) => {
        if (['ECONNRESET', 'ECONNREFUSED', 'EPIPE'].includes(e.code)) return null;
        throw e;
      });
      if (!answer) return;
      const got = registered(s, answer);
      await print({ no, dt, token: s.token, sek: s.sek.toString('hex'), got });
    }
  };
  await Promise.all(Array.from({ length: 4 }, client));
}

async function check() {
  const lines = [];
  for await (const line of readline.createInterface({ input: process.stdin })) lines.push(JSON.parse(line));
  assert.ok(lines.length > 0, 'nothing to check');
  const serial = (got) => got.AckNo % 1e11; // the last eleven digits count up
  const newest = Math.max(...lines.map((l) => serial(l.got)));
  for (const { no, dt, token, sek, got } of lines) {
    const s = { ...seller, token, sek: Buffer.from(sek, 'hex') };
    const again = registered(s, await irp.get(s, path.irn(got.Irn)));
    assert.deepEqual({ ...again, AckDt: '' }, { ...got, AckDt: '' });
    const answer = await irp.post(s, path.invoice, invoice({ no, dt, gstin: seller.gstin }));
    refused(answer, '2150');
    names(answer, got);
  }
  const s = await irp.enter(seller);
  assert.equal(s.token, lines[0].token, 'the session did not survive');
  const next = registered(s, await irp.post(s, path.invoice, invoice({ no: number(), dt: lines[0].dt, gstin: seller.gstin })));
  assert.ok(serial(next) > newest, `the AckNo ${next.AckNo} counts on from ${newest}, which was issued before`);
  console.log(`${lines.length} of ${lines.length} kept; AckNo counted on from ${newest} to ${serial(next)}`);
}

if (process.argv[2] === 'register') await register(Number(process.argv[3]));
else if (process.argv[2] === 'check') await check();
else throw new Error('usage: restart.mjs register COUNT | restart.mjs check');
process.exit(0);
