import test from "node:test";
import assert from "node:assert/strict";
import { simulator, launch, open, checked, readable } from "./kit.mjs";

test("coverage, audit and fidelity", async (t) => {
  const sim = await simulator("--clock", "2026-11-22T12:52:07+05:30");
  const browser = await launch();
  t.after(async () => { await browser.close(); await sim.stop(); });

  // a client has been here: an invoice, and a duplicate
  const visit = await open(browser, sim);
  await visit.goto("/");
  await visit.click("#first button:has-text('Run')");
  await visit.waitForSelector("#first .result");
  await visit.click("text=Send the same number again");
  await visit.waitForSelector("#first .refused");
  await visit.context().close();

  for (const [path, name] of [["/coverage", "coverage"], ["/coverage/audit", "audit"], ["/fidelity", "fidelity"]]) {
    await t.test(`${name}, in every theme and size`, () => checked(browser, sim, path, name));
  }

  await t.test("reads without JavaScript", async () => {
    for (const [path, wants] of [["/coverage", ["At a glance", "Edges, on both sides", "2150"]], ["/coverage/audit", ["Met a duplicate", "Logins per token", "100,000"]], ["/fidelity", ["Rules and their conditions", "user names"]]]) {
      const text = await readable(browser, sim, path);
      for (const want of wants) assert.ok(text.includes(want), `${path}: ${want}`);
    }
  });

  await t.test("coverage is downloaded, differences are filtered", async () => {
    const page = await open(browser, sim);
    await page.goto("/coverage");
    const [file] = await Promise.all([page.waitForEvent("download"), page.click("text=JUnit XML")]);
    assert.equal(file.suggestedFilename(), "coverage.xml");
    await page.goto("/fidelity");
    await page.fill("#q", "blocking");
    await page.waitForFunction(() => document.querySelector("#list").textContent.includes("match"));
    assert.match(await page.innerText("#list"), /3096/);
    page.quiet();
    await page.context().close();
  });
});
