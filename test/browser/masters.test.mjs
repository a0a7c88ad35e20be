import test from "node:test";
import assert from "node:assert/strict";
import { simulator, launch, open, checked, readable } from "./kit.mjs";

test("masters and code", async (t) => {
  const sim = await simulator("--clock", "2026-11-22T12:31:07+05:30");
  const browser = await launch();
  t.after(async () => { await browser.close(); await sim.stop(); });

  await t.test("every theme and size", async () => {
    for (const [path, name] of [["/code/go", "code"], ["/masters", "masters"], ["/masters/states", "masters-states"], ["/masters/hsn?q=rice", "masters-hsn"], ["/masters?check=27ZZZCB0002B1Z8", "masters-check"]]) await checked(browser, sim, path, name);
  });

  await t.test("reads without JavaScript", async () => {
    assert.match(await readable(browser, sim, "/code/python"), /IRPSIM29TXP0001[\s\S]*python3 sample.py/);
    assert.match(await readable(browser, sim, "/masters?check=27ZZZCB0002B1Z8"), /needs 0, found 8/);
    assert.match(await readable(browser, sim, "/masters/hsn?q=horses"), /22,614 rows, \d+ match/);
  });

  await t.test("filtering the HSN list while typing", async () => {
    const page = await open(browser, sim);
    await page.goto("/masters/hsn");
    await page.keyboard.press("/");
    await page.keyboard.type("0101");
    await page.waitForURL(/q=0101/);
    assert.match(await page.innerText("#rows"), /Live horses/);
    assert.equal(await page.evaluate(() => document.activeElement.id), "q");
    page.quiet();
    await page.context().close();
  });
});
