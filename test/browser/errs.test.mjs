import test from "node:test";
import assert from "node:assert/strict";
import { simulator, launch, open, checked, readable, accessible, photograph } from "./kit.mjs";

test("error explorer", async (t) => {
  const sim = await simulator("--clock", "2026-11-22T12:31:07+05:30");
  const browser = await launch();
  t.after(async () => { await browser.close(); await sim.stop(); });

  await t.test("every theme and size", async () => {
    await checked(browser, sim, "/errors", "errs-index");
    for (const code of ["2150", "2235", "2270", "1019", "2240"]) await checked(browser, sim, `/errors/${code}`, `errs-${code}`);
    await checked(browser, sim, "/errors?q=2999", "errs-none");
  });

  await t.test("reads and runs without JavaScript", async () => {
    const text = await readable(browser, sim, "/errors/2285");
    for (const want of ["2285", "What to do", "No request leads to it here", "Raise it yourself"]) assert.ok(text.includes(want), want);
    const page = await open(browser, sim, { javaScriptEnabled: false });
    await page.goto("/errors/2235");
    await page.click("#show button:has-text('Run')");
    assert.match(await page.innerText("#show"), /Status 0 · 2235/);
    await page.context().close();
  });

  await t.test("shown by keyboard alone", async () => {
    const page = await open(browser, sim);
    await page.goto("/errors/2150");
    await page.keyboard.press("Control+Enter");
    await page.waitForSelector("#show .chip.ok");
    assert.match(await page.innerText("#show"), /ran live[\s\S]*Status 0 · 2150[\s\S]*DUPIRN/);
    assert.equal(await page.evaluate(() => document.activeElement.id), "shown");
    await accessible(page, "2150 after a run");
    await photograph(page, "errs-2150-run");
    page.quiet();
    await page.context().close();
  });

  await t.test("filter as you type, the address follows", async () => {
    const page = await open(browser, sim);
    await page.goto("/errors");
    await page.keyboard.press("/");
    await page.keyboard.type("igst amount", { delay: 10 });
    await page.waitForFunction(() => document.querySelectorAll("#groups li").length < 20);
    await page.waitForURL(/\/errors\?.*q=igst/); // a slow machine asks before the last letter, and then again
    assert.equal(await page.inputValue("#eq"), "igst amount");
    await page.click("#groups a:has-text('2235')");
    await page.waitForURL(/\/errors\/2235\?q=igst/);
    await page.click("#groups .chip:has-text('generate')");
    await page.waitForURL(/api=generate/);
    page.quiet();
    await page.context().close();
  });

  await t.test("strikes the next call", async () => {
    const page = await open(browser, sim);
    await page.goto("/errors/2147");
    await page.click("text=Strike the next one");
    await page.waitForSelector("#raise .note.ok");
    assert.equal((await sim.sim("GET", "/faults")).length, 1);
    await accessible(page, "2147 armed");
    page.quiet();
    await page.context().close();
  });
});
