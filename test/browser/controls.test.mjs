import test from "node:test";
import assert from "node:assert/strict";
import { simulator, launch, open, readable, accessible, photograph } from "./kit.mjs";

test("controls", async (t) => {
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
  await sim.sim("POST", "/snapshots", { name: "fresh" });

  await t.test("reads without JavaScript, and works", async () => {
    const text = await readable(browser, sim, "/controls");
    for (const want of ["Cancelling closes", "Financial year ends", "2270", "GHOST-", "What your client has met", "Snapshots"]) assert.ok(text.includes(want), want);
    const page = await open(browser, sim, { javaScriptEnabled: false });
    await page.goto("/controls");
    await page.click("#on-hour");
    assert.match(await page.innerText("#clock .big"), /13:52:07/);
    await page.click("[aria-label='− 1 s: Cancelling closes, one second before']");
    await page.goto("/controls/snapshots");
    await page.click("[aria-label='Empty: Invoices']");
    assert.match(await page.innerText("#toasts"), /Emptied: Invoices/);
    assert.equal((await sim.sim("GET", "/invoices")).length, 0);
    await page.click("#toasts button:has-text('Undo')");
    assert.match(await page.innerText("#toasts"), /as it was before/);
    assert.equal((await sim.sim("GET", "/invoices")).length, 1);
    await page.goto("/controls?call=generate&what=code%3D&value=2150#faults");
    await page.click("#compose button:has-text('Arm')");
    assert.match(await page.innerText("#faults"), /refuse with code 2150/);
    await page.goto("/inspector");
    await page.click(".bgroup button:has-text('+ 1 day')");
    assert.match(page.url(), /\/inspector$/);
    await page.context().close();
  });

  await t.test("clock and edges, live", async () => {
    const page = await open(browser, sim);
    await page.goto("/controls");
    await page.fill("#at", "2026-11-22 18:00:00");
    await page.press("#at", "Enter");
    await page.waitForFunction(() => document.querySelector("[data-big]").textContent === "18:00:00");
    assert.match(await page.innerText("#toasts"), /stands at that instant/);
    await page.fill("#at", "tomorrow");
    await page.press("#at", "Enter");
    await page.waitForSelector("#at-wrong");
    assert.equal(await page.inputValue("#at"), "tomorrow");
    await page.click(".bgroup button:has-text('+ 1 h')");
    await page.waitForFunction(() => document.querySelector("[data-big]").textContent === "19:00:00");
    await page.click("[aria-label='+ 1 s: Cancelling closes, one second after']");
    await page.waitForFunction(() => document.querySelector("[data-big]").textContent === "12:52:08");
    await page.focus("#on-hour");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector("[data-big]").textContent === "13:52:08");
    assert.equal(await page.evaluate(() => document.activeElement.id), "on-hour");
    assert.deepEqual(page.heard.filter((line) => !/status of (400|422)/.test(line)), []);
    await page.context().close();
  });

  await t.test("a fault is composed, armed, met and disarmed", async () => {
    await sim.sim("DELETE", "/faults");
    const page = await open(browser, sim);
    await page.goto("/controls");
    await page.click(".presets >> text=Any code");
    await page.waitForSelector("#value:visible");
    await page.selectOption("#compose [name=times]", "0");
    await page.waitForFunction(() => document.querySelector("#compose").textContent.includes("until you disarm"));
    await page.fill("#value", "2172");
    await page.keyboard.press("Control+Enter");
    await page.waitForSelector("#faults table");
    assert.match(await page.innerText("#faults table"), /refuse with code 2172/);
    assert.match(await page.innerText("#bar-state"), /1 fault/);
    await page.goto("/");
    await page.click("#first button[data-send]");
    await page.waitForSelector("#first .refused");
    await page.goto("/controls");
    assert.ok(await page.locator("#faults table a[href^='/inspector/']").count());
    const look = await open(browser, sim); // of its own: the checker leaves styles behind, which a swap would copy
    await look.goto("/controls");
    await accessible(look, "controls with a struck fault");
    await photograph(look, "controls-struck");
    await look.context().close();
    await page.click("text=Disarm all");
    await page.waitForSelector("#toasts button:has-text('Undo')");
    assert.equal((await sim.sim("GET", "/faults")).length, 0);
    await page.click("#toasts button:has-text('Undo')");
    await page.waitForLoadState();
    assert.equal((await sim.sim("GET", "/faults")).length, 1);
    page.quiet();
    await page.context().close();
  });

  await t.test("a world is made, given a user, and deleted by its name", async () => {
    const page = await open(browser, sim);
    await page.goto("/controls/worlds");
    await page.fill("#wname", "trial");
    await page.keyboard.press("Enter");
    await page.waitForURL(/world=/);
    assert.match(await page.innerText("main"), /Credentials of trial/);
    await page.fill("#un", "tester"); await page.fill("#pw", "Secret@1"); await page.fill("#ug", "29ZZZCS0001A1ZI");
    await page.keyboard.press("Enter");
    await page.waitForSelector("td:text-is('tester')");
    await page.fill("#confirm", "trial");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector("#toasts").textContent.includes("deleted"));
    assert.equal((await sim.sim("GET", "/worlds")).length, 1);
    page.quiet();
    await page.context().close();
  });

  await t.test("a setting is set, marked and reset; a taxpayer is suspended", async () => {
    const page = await open(browser, sim);
    await page.goto("/controls/settings");
    await page.fill("#v-token_minutes", "5");
    await page.press("#v-token_minutes", "Enter");
    await page.waitForSelector("#token_minutes .chip.warn");
    await page.click("#token_minutes button:has-text('Reset')");
    await page.waitForFunction(() => document.querySelector("#v-token_minutes").value === "360");
    await page.goto("/controls/taxpayers");
    await page.fill("#q", "27zzzcb0002b1z0");
    await page.waitForFunction(() => document.querySelectorAll("#register tbody tr").length === 1);
    await page.waitForURL(/q=27zzzcb0002b1z0/);
    await page.click("[aria-label='Edit 27ZZZCB0002B1Z0']");
    await page.selectOption("#ts", "SUS");
    await page.click("#taxpayer button:has-text('Save')");
    await page.waitForFunction(() => document.querySelector("#toasts").textContent.includes("27ZZZCB0002B1Z0"));
    assert.equal((await sim.sim("GET", "/taxpayers/27ZZZCB0002B1Z0")).status, "SUS");
    page.quiet();
    await page.context().close();
  });
});
