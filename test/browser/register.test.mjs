import test from "node:test";
import assert from "node:assert/strict";
import { simulator, launch, open, checked, accessible, photograph } from "./kit.mjs";

// type fills the field with the focus, and goes on to the next.
async function type(page, id, text) {
  for (let i = 0; i < 40; i++) {
    if (await page.evaluate(() => document.activeElement.id) === id) break;
    await page.keyboard.press("Tab");
  }
  assert.equal(await page.evaluate(() => document.activeElement.id), id, `the keyboard does not reach ${id}`);
  await page.keyboard.type(text);
}

test("registration", async (t) => {
  const sim = await simulator("--clock", "2026-11-22T12:31:07+05:30");
  const browser = await launch();
  t.after(async () => { await browser.close(); await sim.stop(); });

  await t.test("every theme and size", async () => {
    await checked(browser, sim, "/register", "register");
    await checked(browser, sim, "/register/forgotten", "register-forgotten");
    await checked(browser, sim, "/register/add-gstin", "register-add");
    await checked(browser, sim, "/register/done", "register-done");
  });

  await t.test("from nothing to credentials that work, by keyboard alone", async () => {
    const page = await open(browser, sim);
    await page.goto("/register");
    await type(page, "name", "Asha");
    await type(page, "mobile", "98765 43210");
    await type(page, "email", "asha@example.com");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await page.keyboard.press("Control+Enter");
    await page.waitForURL(/\/register\/otp/);
    await accessible(page, "the code");
    await photograph(page, "register-otp");
    await page.keyboard.type("000001");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".wrong");
    page.heard = page.heard.filter((line) => !/status of 422/.test(line)); // Chromium remarks on the status of the refusal above
    assert.match(await page.innerText(".wrong"), /not the code[\s\S]*2 tries are left/);
    await page.getByRole("link", { name: "Use this code" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/fill=1/);
    assert.match(await page.inputValue("#code"), /^\d{6}$/);
    await page.keyboard.press("Control+Enter");
    await page.waitForURL(/\/register\/user/);
    await type(page, "user", "asha_api");
    await page.waitForFunction(() => document.querySelectorAll("[data-rules=user] .kept").length === 2);
    await type(page, "password", "short");
    assert.equal(await page.locator("[data-rules=password] .kept").count(), 2);
    await page.keyboard.type("Er@2026");
    await page.waitForFunction(() => document.querySelectorAll("[data-rules=password] .kept").length === 6);
    await type(page, "repeat", "shortEr@2026");
    await accessible(page, "the user");
    await photograph(page, "register-user");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/register\/done/);
    assert.match(await page.innerText("h1"), /You are registered/);
    await page.keyboard.press("Control+Enter");
    await page.waitForSelector("#login .okb");
    assert.match(await page.innerText("#login"), /They work/);
    await accessible(page, "the credentials");
    await photograph(page, "register-done-new");
    const world = new URL(page.url()).searchParams.get("world");

    // what the page hands out is what the control API says, and a program of one's own can use it
    const saved = await (await page.request.get(`/register/download/irpsim.json?world=${world}`)).json();
    const creds = await sim.sim("GET", `/creds?world=${world}`);
    assert.deepEqual([saved.client_id, saved.client_secret, saved.user, saved.password], [creds.client_id, creds.client_secret, "asha_api", "shortEr@2026"]);
    assert.equal(creds.users.length, 1);
    assert.equal(saved.public_key_pem, creds.encryption_key_pem);
    assert.match(await (await page.request.get(`/register/download/irpsim.env?world=${world}`)).text(), new RegExp(`IRP_CLIENT_ID=${world}\n`));
    const { publicEncrypt, randomBytes, constants } = await import("node:crypto");
    const text = Buffer.from(JSON.stringify({ UserName: saved.user, Password: saved.password, AppKey: randomBytes(32).toString("base64"), ForceRefreshAccessToken: false })).toString("base64");
    const data = publicEncrypt({ key: saved.public_key_pem, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(text)).toString("base64");
    const answer = await (await fetch(`${saved.base_url}/eivital/v1.04/auth`, { method: "POST", headers: { "content-type": "application/json", client_id: saved.client_id, client_secret: saved.client_secret, gstin: saved.gstin }, body: JSON.stringify({ Data: data }) })).json();
    assert.equal(answer.Status, 1);

    // leaked? a new secret
    await page.goto(`/register/forgotten?world=${world}`);
    await page.click("text=Draw a new secret");
    await page.waitForSelector(".note.ok");
    assert.notEqual((await sim.sim("GET", `/creds?world=${world}`)).client_secret, creds.client_secret);
    page.quiet();
    await page.context().close();
  });

  await t.test("refusals, and a code that comes too late, without JavaScript", async () => {
    const page = await open(browser, sim, { javaScriptEnabled: false });
    await page.goto("/register");
    await page.selectOption("#gstin", "07ZZZCX0006X1Z3");
    await page.fill("#name", "Asha");
    await page.fill("#mobile", "12345");
    await page.click("main .btn.pri");
    const text = await page.innerText("form.regf");
    for (const want of ["3013", "has been cancelled", "3006", "Invalid Mobile Number", "This is no mail address", "The terms are not accepted"]) assert.ok(text.includes(want), want);
    assert.equal(await page.inputValue("#name"), "Asha");
    assert.equal(await page.getAttribute("#mobile", "aria-describedby"), "e-mobile");
    await page.selectOption("#gstin", "29ZZZCS0001A1ZI");
    await page.fill("#mobile", "9876543210");
    await page.fill("#email", "asha@example.com");
    await page.check("[name=terms]");
    await page.click("main .btn.pri");
    const first = (await page.innerText(".msg .big")).trim();
    await sim.sim("POST", "/clock/advance", { by: "11m" });
    await page.fill("#code", first);
    await page.click("main .btn.pri");
    assert.match(await page.innerText(".wrong"), /ran out at 2026-11-22 12:41:07, 1 min ago/);
    await page.click("text=Send again");
    const second = (await page.innerText(".msg .big")).trim();
    assert.notEqual(first, second);
    await page.fill("#code", second);
    await page.click("main .btn.pri");
    await page.fill("#user", "as");
    await page.fill("#password", "Password@1");
    await page.click("main .btn.pri");
    const said = await page.innerText("form.regf");
    for (const want of ["3031", "3099", "Password must not be too common"]) assert.ok(said.includes(want), want);
    await page.context().close();
  });
});
