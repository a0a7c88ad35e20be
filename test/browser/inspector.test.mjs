import test from "node:test";
import assert from "node:assert/strict";
import { simulator, launch, open, checked, readable, accessible, photograph, slowly } from "./kit.mjs";

test("inspector", async (t) => {
  const sim = await simulator("--clock", "2026-11-22T12:31:07+05:30");
  const browser = await launch();
  t.after(async () => { await browser.close(); await sim.stop(); });
  const run = async (same) => {
    const body = same ? "same=1" : "";
    const answer = await fetch(`${sim.url}/start/run`, { method: "POST", body, headers: { "content-type": "application/x-www-form-urlencoded" }, redirect: "manual" });
    assert.equal(answer.status, 303);
  };

  await t.test("empty", () => checked(browser, sim, "/inspector", "inspector-empty"));
  await run();
  await run(true);
  await sim.sim("POST", "/faults", { match: { api: "generate" }, do: { commit_then: "drop" }, times: 1 });
  await run();
  await run(true);

  await t.test("list and the newest exchange", () => checked(browser, sim, "/inspector", "inspector"));
  await t.test("layers", async () => {
    for (const layer of ["envelope", "cipher", "plain", "raw"]) await checked(browser, sim, `/inspector/2?layer=${layer}`, `inspector-${layer}`);
  });
  await t.test("compare", () => checked(browser, sim, "/inspector/2/compare/4", "inspector-compare"));

  await t.test("the ghost is told", async () => {
    const text = await readable(browser, sim, "/inspector?code=2150");
    assert.match(text, /This is a ghost, not a second invoice/);
    assert.match(await readable(browser, sim, "/inspector?only=faults"), /registered, your client does not know it/);
    assert.match(await readable(browser, sim, "/inspector?q=nothinglikethis"), /No exchange fits/);
  });

  await t.test("rows come as they happen, keys move", async () => {
    const page = await open(browser, sim);
    await page.goto("/inspector");
    const before = await page.locator("#rows .xr").count();
    await page.waitForFunction(() => !document.querySelector("[data-live].off"));
    await run();
    await page.waitForFunction((n) => document.querySelectorAll("#rows .xr").length > n, before);
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    assert.match(await page.evaluate(() => document.activeElement.id), /^x\d+$/);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/inspector\/\d+/);
    await page.keyboard.press("c");
    await page.waitForTimeout(50);
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^curl -sS/);
    await accessible(page, "an exchange");
    await photograph(page, "inspector-one");
    page.quiet();
    await page.context().close();
  });

  await t.test("filters by typing", async () => {
    const page = await open(browser, sim);
    await page.goto("/inspector");
    await page.keyboard.press("/");
    await page.waitForFunction(() => document.activeElement?.id === "q");
    await slowly(page, /\/inspector\?/, page.locator("#q"), "2150");
    await page.waitForURL(/q=2150/);
    await page.waitForFunction(() => [...document.querySelectorAll("#rows .chip")].every((chip) => chip.textContent.includes("2150")));
    page.quiet();
    await page.context().close();
  });

  await t.test("saves an archive", async () => {
    const har = await (await fetch(`${sim.url}/inspector/har`)).json();
    assert.ok(har.log.entries.length >= 6);
    assert.ok(!JSON.stringify(har).includes("irpsimClientSecret01"));
  });
});
