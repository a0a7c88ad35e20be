import test from "node:test";
import { simulator, launch, open, checked } from "./kit.mjs";

// How the controls look; what they do is in controls.test.mjs.
test("the look of the controls", async (t) => {
  const sim = await simulator("--clock", "2026-11-22T12:52:07+05:30");
  const browser = await launch();
  t.after(async () => { await browser.close(); await sim.stop(); });

  await t.test("fresh, in every theme and size", () => checked(browser, sim, "/controls", "controls-fresh"));

  // a client has been here: an invoice, a ghost, faults armed, a snapshot
  const visit = await open(browser, sim);
  await visit.goto("/");
  await visit.click("#first button:has-text('Run')");
  await visit.waitForSelector("#first .result");
  await visit.click("text=Send the same number again");
  await visit.waitForSelector("#first .refused");
  await visit.context().close();
  await sim.sim("POST", "/snapshots", { name: "fresh" });
  await sim.sim("POST", "/faults", { id: "ghost-1", match: { api: "generate", doc_no: "GHOST-*" }, do: { commit_then: "drop" }, times: 1 });
  await sim.sim("POST", "/faults", { match: {}, do: { before: "504" }, probability: 0.05 });

  for (const [path, name] of [
    ["/controls", "controls"], ["/controls?calls=1", "controls-calls"], ["/controls/worlds", "controls-worlds"], ["/controls/taxpayers?edit=07ZZZCX0006X1Z3&only=odd", "controls-taxpayers"],
    ["/controls/snapshots", "controls-snapshots"], ["/controls/settings", "controls-settings"],
  ]) await t.test(`${name}, in every theme and size`, () => checked(browser, sim, path, name));
});
