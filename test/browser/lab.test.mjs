import test from "node:test";
import assert from "node:assert/strict";
import { simulator, launch, open, checked, readable, accessible, photograph } from "./kit.mjs";

test("laboratory", async (t) => {
  const sim = await simulator("--clock", "2026-11-22T12:31:07+05:30");
  const browser = await launch();
  t.after(async () => { await browser.close(); await sim.stop(); });

  for (const [path, name] of [["/lab/login", "lab-login"], ["/lab/payload", "lab-payload"], ["/lab/answer", "lab-answer"], ["/lab/signed", "lab-signed"], ["/lab/mistakes", "lab-mistakes"], ["/lab/mistakes/03", "lab-mistake"], ["/lab/login?break=03", "lab-login-break"], ["/lab/payload?break=16&hex=1", "lab-payload-break"], ["/lab/login?v=1.03", "lab-login-103"]]) {
    await t.test(`every theme and size: ${path}`, () => checked(browser, sim, path, name));
  }

  await t.test("reads without JavaScript, and checks", async () => {
    const text = await readable(browser, sim, "/lab/login");
    for (const want of ["Write it in Base64", "Check your own", "mistake 03", "The Base64 step is missing", "5001"]) assert.ok(text.includes(want), want);
    const page = await open(browser, sim, { javaScriptEnabled: false });
    await page.goto("/lab/login");
    await page.click("text=Mend it and go on");
    assert.match(await page.innerText("#own"), /The portal opens this/);
    await page.click("text=Go on with it in the steps");
    assert.match(await page.inputValue("#json"), /sample_user/);
    await page.goto("/lab/login");
    await page.click("text=Send these bytes");
    assert.match(await page.innerText("#sent"), /Status 1[\s\S]*session key/);
    await page.context().close();
  });

  await t.test("a login and an invoice by keyboard", async () => {
    const page = await open(browser, sim);
    await page.goto("/lab/login");
    await page.keyboard.press("Control+Enter");
    await page.waitForSelector("#sent >> text=session key");
    await accessible(page, "login sent");
    await photograph(page, "lab-login-sent");
    await page.focus("text=Next: encrypt an invoice with it");
    await page.keyboard.press("Enter");
    await page.waitForSelector("text=Fill it up to whole blocks");
    await page.keyboard.press("Control+Enter");
    await page.waitForSelector("#sent >> text=Data, opened with the Sek");
    await accessible(page, "payload sent");
    await photograph(page, "lab-payload-sent");
    await page.click("text=Read this answer step by step");
    await page.waitForSelector("text=What it says");
    await photograph(page, "lab-answer-exchange");
    await accessible(page, "answer of an exchange");
    await page.click("td a");
    await page.waitForSelector("text=The signature holds");
    await page.click(".flips >> text=TotInvVal");
    await page.waitForSelector("text=The signature does not hold");
    await photograph(page, "lab-signed-forged");
    await accessible(page, "forged token");
    page.quiet();
    await page.context().close();
  });

  await t.test("what is edited is computed again, and the focus stays", async () => {
    const page = await open(browser, sim);
    await page.goto("/lab/login");
    const before = await page.innerText("#rest pre >> nth=0");
    await page.focus("#json");
    await page.keyboard.press("End");
    await page.keyboard.type(" ");
    await page.waitForFunction((old) => document.querySelector("#rest pre").textContent !== old, before);
    assert.equal(await page.evaluate(() => document.activeElement.id), "json");
    page.quiet();
    await page.context().close();
  });

  await t.test("a mistake is played, sent, found as the last failed exchange, and mended", async () => {
    const page = await open(browser, sim);
    await page.goto("/lab/login");
    await page.selectOption("#break", "04");
    await page.waitForSelector("text=Mistake 04");
    await page.waitForURL(/break=04/);
    await page.keyboard.press("Control+Enter");
    await page.waitForSelector("#sent >> text=1020");
    await page.click("text=use my last failed exchange");
    await page.waitForSelector("#own >> text=OAEP padding");
    await page.click("#own >> text=python");
    await page.waitForSelector("#own >> text=PKCS1v15");
    await page.click("text=Mend it and go on");
    await page.waitForSelector("#own >> text=The portal opens this");
    page.quiet();
    await photograph(page, "lab-own-mended");
    await accessible(page, "a mended login");
    await page.context().close();
  });
});
