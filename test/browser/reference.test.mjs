import test from "node:test";
import assert from "node:assert/strict";
import { simulator, launch, open, checked, readable, accessible, photograph } from "./kit.mjs";

test("API reference and search", async (t) => {
  const sim = await simulator("--clock", "2026-11-22T12:31:07+05:30");
  const browser = await launch();
  t.after(async () => { await browser.close(); await sim.stop(); });

  await t.test("every theme and size", async () => {
    for (const [path, name] of [["/reference", "index"], ["/reference/generate", "generate"], ["/reference/get", "get"], ["/reference/whitebooks", "face"]]) await checked(browser, sim, path, `reference-${name}`);
    await checked(browser, sim, "/search?q=igst", "search");
  });

  await t.test("reads and sends without JavaScript", async () => {
    const text = await readable(browser, sim, "/reference/cancel");
    for (const want of ["Cancel IRN", "client_secret", "CnlRsn", "2270", "24 hours", "Differences"]) assert.ok(text.includes(want), want);
    const page = await open(browser, sim, { javaScriptEnabled: false });
    await page.goto("/reference/generate?case=export");
    await page.selectOption("#change", "omit:DocDtls.No");
    await page.click("#try button:has-text('Send')");
    assert.match(await page.innerText("#answer"), /5002/);
    await page.context().close();
  });

  await t.test("a call by keyboard alone, then one whose answer is lost", async () => {
    const page = await open(browser, sim);
    await page.goto("/reference/generate");
    await page.keyboard.press("Control+Enter");
    await page.waitForSelector("#answer .chip.ok");
    assert.match(await page.innerText("#answer"), /Status 1[\s\S]*AckNo/);
    assert.equal(await page.evaluate(() => document.activeElement.id), "anh");
    await accessible(page, "generate after a send");
    await photograph(page, "reference-generate-sent");
    await page.selectOption("#change", "fault:commit_then=drop");
    await page.click("#try button:has-text('Send')");
    await page.waitForSelector("#answer .note.warn");
    assert.match(await page.innerText("#answer"), /No answer came/);
    page.quiet();
    await page.context().close();
  });

  await t.test("members filter, forms of the request, cases", async () => {
    const page = await open(browser, sim);
    await page.goto("/reference/generate");
    await page.fill("#mq", "igst");
    await page.waitForFunction(() => document.querySelectorAll("#members tbody tr").length < 20);
    await page.waitForURL(/m=igst/);
    await page.click("#try .seg a:has-text('Encrypted')");
    await page.waitForSelector("#try .mat.cipher");
    await page.selectOption("#case", "export");
    await page.waitForURL(/case=export/);
    page.quiet();
    await page.context().close();
  });

  await t.test("search leads on", async () => {
    const page = await open(browser, sim);
    await page.goto("/");
    await page.fill("#find", "2150");
    await page.press("#find", "Enter");
    await page.waitForURL(/\/errors\/2150$/);
    await page.goto("/search?q=" + encodeURIComponent('{"ErrorDetails":[{"ErrorCode":"2235"}]}'));
    await page.click(".found a:has-text('2235')");
    await page.waitForURL(/\/errors\/2235/);
    page.quiet();
    await page.context().close();
  });
});
