import test from "node:test";
import assert from "node:assert/strict";
import { simulator, launch, open, checked, readable, accessible, photograph } from "./kit.mjs";

test("guides and exercises", async (t) => {
  const sim = await simulator("--clock", "2026-11-22T12:31:07+05:30");
  const browser = await launch();
  t.after(async () => { await browser.close(); await sim.stop(); });

  await t.test("every theme and size", async () => {
    for (const [path, name] of [["/guides", "guides"], ["/guides/moving-to-production", "guide"], ["/guides/faults", "guide-faults"], ["/guides/keys", "keys"],
      ["/exercises", "exercises"], ["/exercises/recover-a-ghost", "exercise"]]) await checked(browser, sim, path, name);
  });

  await t.test("reads without JavaScript", async () => {
    assert.match(await readable(browser, sim, "/guides/what-is-an-irn"), /IRN/);
    assert.match(await readable(browser, sim, "/exercises"), /0 of 9 done/);
  });

  await t.test("single keys can be switched off", async () => {
    const page = await open(browser, sim);
    await page.goto("/masters");
    await page.keyboard.press("?");
    await page.waitForURL(/guides\/keys/);
    await page.click("text=Switch single keys off");
    await page.waitForSelector("text=single keys are off");
    await page.keyboard.press("/");
    assert.notEqual(await page.evaluate(() => document.activeElement.id), "find");
    await page.click("text=Switch single keys on");
    await page.waitForSelector("text=single keys are on");
    await page.keyboard.press("/");
    assert.equal(await page.evaluate(() => document.activeElement.id), "find");
    page.quiet();
    await page.context().close();
  });

  await t.test("an exercise under way, ticking by itself", async () => {
    const page = await open(browser, sim);
    await page.goto("/exercises/ghost");
    assert.match(page.url(), /recover-a-ghost/);
    await page.keyboard.press("Control+Enter");
    await page.waitForURL(/since=/);
    const other = await page.context().newPage(); // the trainee works in another tab
    await other.goto("/");
    await other.click("#first button:has-text('Run')");
    await other.waitForSelector("#first .refused");
    await page.waitForFunction(() => document.querySelectorAll("#judge .dot.ok").length >= 1);
    await page.waitForFunction(() => /exchange/.test(document.querySelector("#judge").innerText));
    await photograph(page, "exercise-midway");
    await other.goto("/");
    await other.click("text=Run again");
    await other.waitForSelector("#first .result, #first .refused");
    await page.waitForFunction(() => /exchanges/.test(document.querySelector("#judge header").innerText));
    await accessible(page, "an exercise under way");
    page.quiet();
    await page.context().close();
  });

  await t.test("the first exercise, done", async () => {
    const page = await open(browser, sim);
    await page.goto("/exercises/first-invoice");
    await page.click("text=Begin");
    await page.waitForURL(/since=/);
    const other = await page.context().newPage();
    await other.goto("/");
    await other.click("#first button:has-text('Run')");
    await other.waitForSelector("#first .result");
    await page.waitForSelector("#judge .won");
    assert.equal(await page.locator("#judge .steps .dot.ok").count(), 2);
    await accessible(page, "a done exercise");
    await photograph(page, "exercise-done");
    await page.goto("/exercises");
    assert.match(await page.innerText("main"), /1 of 9 done/);
    assert.match(await page.innerText("nav.side"), /1\/9/);
    page.quiet();
    await page.context().close();
  });
});
