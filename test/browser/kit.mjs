// What every browser test needs: a simulator of its own, Chromium, pages that fail on any console message, axe.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const axeSource = readFileSync(join(here, "node_modules/axe-core/axe.min.js"), "utf8");
const shots = process.env.IRPSIM_SHOTS; // a folder: every checked page is photographed there

// simulator starts the program named by IRPSIM_BIN on a free port, with a frozen clock unless told otherwise.
export async function simulator(...flags) {
  const binary = process.env.IRPSIM_BIN;
  assert.ok(binary, "IRPSIM_BIN must name the built program; ./run sets it");
  const folder = mkdtempSync(join(tmpdir(), "irpsim-browser-"));
  const ready = join(folder, "ready.json");
  const process_ = spawn(binary, ["serve", "--ephemeral", "--listen", "127.0.0.1:0", "--rand", "7", "--ready-file", ready, ...flags], { stdio: ["ignore", "ignore", "pipe"], cwd: folder });
  let errors = "";
  process_.stderr.on("data", (text) => { errors += text; });
  for (let i = 0; !existsSync(ready); i++) {
    assert.ok(i < 200 && process_.exitCode === null, `the simulator did not start: ${errors}`);
    await new Promise((done) => setTimeout(done, 50));
  }
  const info = JSON.parse(readFileSync(ready, "utf8"));
  return {
    url: info.http, info,
    // sim makes a control call and returns the parsed answer.
    async sim(method, path, body) {
      const answer = await fetch(`${info.http}/_sim/v1${path}`, { method, headers: { "content-type": "application/json", ...(info.token ? { authorization: `Bearer ${info.token}` } : {}) }, body: body === undefined ? undefined : JSON.stringify(body) });
      const text = await answer.text();
      assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
      return text ? JSON.parse(text) : undefined;
    },
    async stop() {
      const ended = new Promise((done) => process_.once("exit", done));
      process_.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

// open returns a page of its own context. It collects console messages, page errors and requests that leave the simulator;
// quiet() asserts that there were none.
export async function open(browser, sim, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, baseURL: sim.url, ...options });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]).catch(() => {});
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  page.heard = [];
  page.on("console", (message) => page.heard.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => page.heard.push(`error: ${error.message}`));
  page.on("request", (request) => { if (!request.url().startsWith(sim.url) && !request.url().startsWith("data:") && !request.url().startsWith("blob:")) page.heard.push(`left the simulator: ${request.url()}`); });
  page.quiet = () => assert.deepEqual(page.heard, []);
  return page;
}

// accessible runs axe on the page as it stands.
export async function accessible(page, what) {
  await page.evaluate(axeSource).catch(() => {}); // with a strict policy the source runs in the page's world all the same
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  const found = result.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ") + " " + (n.any[0]?.message || n.failureSummary || "")).join(" | ")}`);
  assert.deepEqual(found, [], `axe on ${what}`);
}

// checked visits a path in both themes, wide and on a phone: nothing in the console, no violation, no sideways scroll. Theme
// and size change on the open page, as when somebody turns a phone or the evening comes.
export async function checked(browser, sim, path, name) {
  const page = await open(browser, sim, { colorScheme: "light", reducedMotion: "reduce" });
  const answer = await page.goto(path);
  assert.ok(answer.status() < 400, `${path}: HTTP ${answer.status()}`);
  for (const [size, viewport] of [["wide", { width: 1360, height: 900 }], ["phone", { width: 390, height: 844 }]]) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await settled(page);
      await photograph(page, `${name}-${size}-${colorScheme}`);
      if (size === "wide" || colorScheme === "light") await accessible(page, `${path}, ${colorScheme}, ${size}`); // on a phone dark differs from light in its colours only, which wide has checked
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${path} on ${size} scrolls sideways by ${wide} px`);
    }
  }
  await page.reload(); // small and dark from the start
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${path}, loaded on a phone, scrolls sideways by ${wide} px`);
  page.quiet();
  await page.context().close();
}

// settled waits until every transition has ended and the page has been drawn.
async function settled(page) {
  await page.evaluate(async () => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const ending = document.getAnimations().filter((a) => a.playState === "running" && a.effect.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map((a) => a.finished));
  });
}

// slowly types a text key by key. A page asks 200 or 250 ms after a key, and here each answer takes 200 more: it comes behind
// the next key, and before the page asks again. Nothing that was typed may be lost.
export async function slowly(page, path, field, text) {
  await page.route(path, async (route) => {
    await new Promise((done) => setTimeout(done, 200));
    await route.continue().catch(() => {}); // the page has asked again by then
  });
  await field.pressSequentially(text, { delay: 350 });
  await page.waitForTimeout(700); // until the last answer has come
  await page.unroute(path);
  assert.equal(await field.inputValue(), text);
  assert.ok(await field.evaluate((node) => node === document.activeElement), "the focus stays where one types");
  page.heard = page.heard.filter((line) => !/htmx:(sendAbort|afterRequest)/.test(line)); // each key ends the request of the one before
}

// readable visits a path without JavaScript and returns its text.
export async function readable(browser, sim, path) {
  const page = await open(browser, sim, { javaScriptEnabled: false });
  const answer = await page.goto(path);
  assert.ok(answer.status() < 400, `${path}: HTTP ${answer.status()}`);
  const text = await page.innerText("main");
  await page.context().close();
  return text;
}

export async function photograph(page, name) {
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}
