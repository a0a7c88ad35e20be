import test from "node:test";
import assert from "node:assert/strict";
import { simulator, launch, open, checked, readable, accessible, photograph, slowly } from "./kit.mjs";

test("invoices", async (t) => {
  const sim = await simulator("--clock", "2026-11-22T12:31:07+05:30");
  const browser = await launch();
  t.after(async () => { await browser.close(); await sim.stop(); });

  await t.test("empty, every theme and size", () => checked(browser, sim, "/invoices", "invoices-empty"));

  const first = await open(browser, sim);
  await first.goto("/workbench");
  await first.keyboard.press("Control+Enter");
  await first.waitForSelector("#answer.result");
  const irn = await first.innerText(".irn");
  await first.context().close();

  await t.test("list, invoice and print in every theme and size", async () => {
    await checked(browser, sim, "/invoices", "invoices");
    await checked(browser, sim, `/invoices/${irn}`, "invoice");
    await checked(browser, sim, `/invoices/${irn}/print`, "print");
  });

  await t.test("the list filters as one types", async () => {
    const page = await open(browser, sim);
    await page.goto("/invoices");
    await page.keyboard.press("/");
    await page.waitForFunction(() => document.activeElement?.id === "q");
    await page.locator(":focus").fill("nothing like it");
    await page.waitForSelector("text=No invoice matches.");
    await page.fill("#q", "");
    await page.waitForURL(/q=(&|$)/);
    await slowly(page, /\/invoices\?/, page.locator("#q"), "0001");
    await page.waitForSelector("mark");
    await page.waitForURL(/q=0001/);
    page.quiet();
    await page.context().close();
  });

  await t.test("reads without JavaScript, and hands out its files", async () => {
    const text = await readable(browser, sim, `/invoices/${irn}`);
    for (const want of [irn, "Can be cancelled until", "SignedInvoice"]) assert.ok(text.includes(want), want);
    for (const [form, kind] of [["pdf", "application/pdf"], ["png", "image/png"], ["svg", "image/svg+xml"], ["json", "application/json"]]) {
      const answer = await fetch(`${sim.url}/invoices/${irn}/${form}`);
      assert.equal(answer.headers.get("content-type"), kind);
      assert.match(answer.headers.get("content-disposition"), /simulated-SIM-26-27-0001/);
      assert.ok((await answer.arrayBuffer()).byteLength > 500, form);
    }
  });

  await t.test("cancels over the wire, and is refused the second time", async () => {
    const page = await open(browser, sim);
    await page.goto(`/invoices/${irn}`);
    await page.keyboard.press("Control+Enter");
    await page.waitForSelector("#answer");
    assert.match(await page.innerText("#answer"), /The portal cancelled it/);
    assert.equal((await sim.sim("GET", `/invoices/${irn}`)).status, "CNL");
    await page.keyboard.press("Control+Enter");
    await page.waitForSelector("#answer.bad");
    assert.match(await page.innerText("#answer"), /9999/);
    page.quiet();
    await accessible(page, "a cancelled invoice");
    await photograph(page, "invoice-cancelled");
    await page.context().close();
  });
});
