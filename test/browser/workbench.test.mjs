import test from "node:test";
import assert from "node:assert/strict";
import { simulator, launch, open, checked, readable, accessible, photograph, slowly } from "./kit.mjs";

const clock = ["--clock", "2026-11-22T12:31:07+05:30"];
const verdict = (page, want) => page.waitForFunction((text) => document.querySelector("#verdict").textContent.includes(text), want);

test("workbench", async (t) => {
  const sim = await simulator(...clock);
  const browser = await launch();
  t.after(async () => { await browser.close(); await sim.stop(); });

  await t.test("every theme and size", async () => {
    await checked(browser, sim, "/workbench", "workbench");
    await checked(browser, sim, "/workbench?case=b2b&break=2235", "workbench-broken");
    await checked(browser, sim, "/workbench?case=b2b&break=2235&view=edit", "workbench-edit");
    await checked(browser, sim, "/workbench?case=full&break=5002", "workbench-full");
    await checked(browser, sim, "/workbench/bulk", "bulk");
  });

  await t.test("from a red finding to its mend in one key, then to an IRN, by keyboard alone", async () => {
    const page = await open(browser, sim);
    await page.goto("/workbench?case=b2b&break=2235");
    await verdict(page, "3 findings, 1 cause");
    assert.match(await page.innerText("#f1"), /Line 2: the IGST is 9\.00 too high/);
    await page.keyboard.press("n");
    await page.waitForFunction(() => document.activeElement.id === "f1");
    await page.keyboard.press("m");
    await verdict(page, "The portal would register this.");
    assert.equal(await page.locator(".src .bad").count(), 0);
    await page.keyboard.press("Control+Enter");
    await page.waitForSelector("#answer.result");
    await page.waitForFunction(() => document.activeElement.tagName === "H3");
    const irn = await page.innerText(".irn");
    assert.match(irn, /^[0-9a-f]{64}$/);
    assert.equal((await sim.sim("GET", `/invoices/${irn}`)).status, "ACT");
    await page.click(".jh >> text=Cipher");
    await page.waitForSelector(".mat.cipher");
    await page.click(".jh >> text=Printed");
    await page.waitForSelector(".paper");
    page.quiet();
    await accessible(page, "workbench, sent and printed");
    await photograph(page, "workbench-printed");
    await page.context().close();
  });

  await t.test("typing in the form changes the text at its place, and keeps the focus", async () => {
    const page = await open(browser, sim);
    await page.goto("/workbench");
    const before = await page.inputValue("textarea[name=text]");
    const price = page.locator("[name='f:ItemList[0].Discount']");
    await price.fill("");
    await slowly(page, /\/workbench\/check/, price, "50.5");
    await verdict(page, "finding");
    await page.waitForFunction(() => document.querySelector("textarea[name=text]").value.includes('"Discount": 50.5,'));
    assert.equal(await page.evaluate(() => document.activeElement.name), "f:ItemList[0].Discount");
    const after = await page.inputValue("textarea[name=text]");
    assert.equal(after.replace('"Discount": 50.5,', '"Discount": 0.00,'), before);
    await page.click("text=Fill in the totals");
    await verdict(page, "The portal would register this.");
    page.quiet();
    await page.context().close();
  });

  await t.test("typing in the JSON changes the form, and what is no JSON loses nothing", async () => {
    const page = await open(browser, sim);
    await page.goto("/workbench?view=edit");
    const text = page.locator("#text");
    const valid = await text.inputValue();
    await text.fill(valid.replace('"SIM/26-27/', '"JS/26-27/'));
    await page.waitForFunction(() => document.querySelector("[name='f:DocDtls.No']").value.startsWith("JS/26-27/"));
    assert.equal(await page.evaluate(() => document.activeElement.id), "text");
    await text.fill(valid.replace('"Version": "1.1",', '"Version": "1.1"'));
    await page.waitForSelector("#why");
    assert.match(await page.innerText("#why"), /Line 3, column 3/);
    assert.ok(await page.locator("fieldset.off").isVisible());
    assert.match(await text.inputValue(), /"TaxSch": "GST"/);
    await text.fill(valid);
    await page.waitForSelector("#why", { state: "detached" });
    await verdict(page, "The portal would register this.");
    await text.fill("{");
    await page.waitForSelector("#why");
    page.quiet();
    await accessible(page, "workbench, no JSON");
    await photograph(page, "workbench-nojson");
    await page.context().close();
  });

  await t.test("an upload is answered document by document", async () => {
    const page = await open(browser, sim);
    const good = await sim.sim("GET", "/samples?case=b2b");
    const bad = structuredClone(good);
    bad.DocDtls.No = "UP/2";
    bad.ItemList[0].GstRt = 17;
    await page.goto("/workbench/bulk");
    await page.fill("#many", JSON.stringify([good, bad]));
    await page.click("text=Send them all");
    await page.waitForSelector("#outcome");
    assert.equal(await page.locator("#outcome .chip.ok").count(), 1);
    assert.match(await page.innerText("#outcome"), /2240/);
    page.quiet();
    await accessible(page, "bulk, answered");
    await photograph(page, "bulk-answered");
    await page.context().close();
  });

  await t.test("without JavaScript it reads, mends and sends", async () => {
    const text = await readable(browser, sim, "/workbench?case=b2b&break=2235");
    for (const want of ["3 findings, 1 cause", "The portal says", "follows from it", "expected 189.00"]) assert.ok(text.includes(want), want);
    const page = await open(browser, sim, { javaScriptEnabled: false });
    await page.goto("/workbench?case=b2b-intra&break=2234");
    await page.click("#f1 [data-mend]");
    assert.match(await page.innerText("#verdict"), /would register/);
    await page.click("[data-send]");
    assert.match(await page.innerText("#answer"), /ACT/);
    await page.context().close();
  });
});
