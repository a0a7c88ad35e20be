// A client as a careful integrator writes it: one login for all callers, renewed when the portal says 1005; a repetition
// when the answer did not arrive; and no surprise at finding that the first attempt had got through.
import * as irp from './irp.mjs';
import { opened } from './irp.mjs';

const { path } = irp;

export class Steady {
  logins = 0;
  #who;
  #session;

  constructor(who) {
    this.#who = who;
  }

  // The session that stands, or the one login that all callers wait for.
  session() {
    this.#session ??= irp.enter(this.#who).finally(() => this.logins++);
    return this.#session;
  }

  // A call; on 1005 one new login, and the call once more.
  async #call(make) {
    const held = this.session();
    const s = await held;
    const answer = await make(s);
    if (answer.status !== 200 || irp.codes(answer)[0] !== '1005') return { s, answer };
    if (this.#session === held) this.#session = undefined; // unless another caller was quicker
    const next = await this.session();
    return { s: next, answer: await make(next) };
  }

  post(target, plain) {
    return this.#call((s) => irp.post(s, target, plain));
  }

  get(target) {
    return this.#call((s) => irp.get(s, target));
  }

  // Registers a document whatever happens to the answers, and says how it went: the codes and statuses on the way.
  async register(doc, plain, attempts = 4) {
    const way = [];
    for (let i = 0; i < attempts; i++) {
      let got;
      try {
        got = await this.post(path.invoice, plain);
      } catch (err) {
        way.push(err.code);
        continue;
      }
      if (got.answer.status !== 200) {
        way.push(got.answer.status);
        continue;
      }
      const codes = irp.codes(got.answer);
      way.push(codes[0] ?? 'registered');
      if (!codes.length) return { way, invoice: JSON.parse(opened(got.s, got.answer)) };
      if (codes[0] !== '2150') break;
      const first = JSON.parse(got.answer.text).InfoDtls[0].Desc;
      const back = await this.get(path.irn(first.Irn));
      way.push(irp.codes(back.answer)[0] ?? 'read back');
      return { way, first, invoice: JSON.parse(opened(back.s, back.answer)) };
    }
    return { way };
  }
}
