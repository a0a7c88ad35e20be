import test from "node:test";
import assert from "node:assert/strict";
import { simulator, launch, open, checked, readable, accessible, photograph } from "./kit.mjs";

test("start", async (t) => {
  const sim = await simulator("--clock", "2026-11-22T12:31:07+05:30");
  const browser = await launch();
  t.after(async () => { await browser.close(); await sim.stop(); });

  await t.test("every theme and size", () => checked(browser, sim, "/", "start"));

  await t.test("reads without JavaScript, and runs", async () => {
    const text = await readable(browser, sim, "/");
    for (const want of ["Register your first invoice", "IRPSIM29TXP0001", "Irpsim@2026", "Make an AppKey", "Now break it"]) assert.ok(text.includes(want), want);
    const page = await open(browser, sim, { javaScriptEnabled: false });
    await page.goto("/");
    await page.click("#first button:has-text('Run')");
    assert.match(await page.innerText("#first"), /ACT[\s\S]*SIM\/26-27\/0001/);
    await page.context().close();
  });

  await t.test("a first invoice by keyboard alone, then the same number", async () => {
    const page = await open(browser, sim);
    await page.goto("/");
    await page.keyboard.press("Control+Enter");
    await page.waitForSelector("#first .result");
    assert.match(await page.innerText("#first"), /registered in/);
    assert.equal(await page.locator("#first .dot.ok").count(), 6);
    await accessible(page, "start after a run");
    await photograph(page, "start-run");
    await page.click("text=Send the same number again");
    await page.waitForSelector("#first .refused");
    assert.match(await page.innerText("#first"), /2150/);
    page.quiet();
    await page.context().close();
  });

  await t.test("the clock of the bar moves the world", async () => {
    const page = await open(browser, sim);
    await page.goto("/");
    assert.match(await page.innerText("#bar-state"), /12:31:07/);
    await page.click("text=+ 1 h");
    await page.waitForFunction(() => document.querySelector("[data-clock]").textContent === "13:31:07");
    assert.match((await sim.sim("GET", "/clock")).now, /T13:31:07/);
    page.quiet();
    await page.context().close();
  });
});
