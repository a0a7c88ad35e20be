// What JavaScript adds to pages that work without it: copying, wrapping, the ticking clock, keys, the live bar.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("scripted");
  const $ = (selector, from = document) => from.querySelector(selector);
  const say = (text) => { const said = $("#said"); said.textContent = ""; said.textContent = text; };
  const cookie = (name, value) => { document.cookie = `${name}=${value};path=/;max-age=31536000;samesite=strict`; };
  const inField = (node) => node.closest && node.closest("input,textarea,select,[contenteditable]");

  // --- copy, wrap, dismiss
  document.addEventListener("click", async (event) => {
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      const whole = copy.closest(".code");
      const text = copy.dataset.copy || ($(".whole pre", whole) || $("pre", whole)).textContent;
      try { await navigator.clipboard.writeText(text); } catch { return say("The browser did not let me copy."); }
      const label = copy.getAttribute("aria-label"), icon = copy.innerHTML;
      copy.innerHTML = '<svg class="i" viewBox="0 0 16 16" aria-hidden="true"><path d="M3 8.5 6.5 12 13 4.5"/></svg>';
      copy.setAttribute("aria-label", "Copied");
      say("Copied");
      setTimeout(() => { copy.innerHTML = icon; copy.setAttribute("aria-label", label); }, 1200);
    }
    const wrap = event.target.closest("[data-wrap]");
    if (wrap) wrap.setAttribute("aria-pressed", String(!wrap.closest(".code").classList.toggle("nowrap")));
    const dismiss = event.target.closest("[data-dismiss]");
    if (dismiss) dismiss.parentElement.remove();
    document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });

  // --- toasts go after 6 s, unless looked at; at most 2
  const toasts = $("#toasts");
  new MutationObserver(() => {
    while (toasts.children.length > 2) toasts.firstElementChild.remove();
    for (const toast of toasts.children) {
      if (toast.dataset.timed) continue;
      toast.dataset.timed = "y";
      const go = () => (toast.matches(":hover,:focus-within") ? setTimeout(go, 2000) : toast.remove());
      setTimeout(go, 6000);
    }
  }).observe(toasts, { childList: true });

  // --- theme
  const theme = $("#theme");
  const flip = () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    cookie("irpsim_theme", root.dataset.theme);
    say(root.dataset.theme);
  };
  theme.addEventListener("click", (event) => { event.preventDefault(); flip(); });

  // --- the clock of the world: ticks in real and offset mode, corrected by every answer
  let seen = 0, base = 0;
  const tick = () => {
    const bar = $("#bar-state"), clock = $("[data-clock]", bar);
    const now = Number(bar.dataset.now);
    if (now !== base) { base = now; seen = performance.now(); }
    if (bar.dataset.mode === "frozen") return;
    const ist = new Date(base + (performance.now() - seen) + 19800000);
    clock.textContent = ist.toISOString().slice(11, 19);
    $("[data-day]", bar).textContent = `${ist.getUTCDate()} ${["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][ist.getUTCMonth()]} ${ist.getUTCFullYear()}`;
  };
  setInterval(tick, 500);

  // --- keys, off inside fields, and off altogether on request
  const go = { s: "/", l: "/lab/login", w: "/workbench", i: "/inspector", e: "/errors", c: "/controls" };
  const at = (path) => (document.body.dataset.world ? `${path}?world=${encodeURIComponent(document.body.dataset.world)}` : path);
  let prefix = false;
  const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent);
  const move = (step) => {
    const list = rows(), here = list.indexOf(document.activeElement.closest("[data-row]"));
    const next = list[Math.min(Math.max(here + step, 0), list.length - 1)];
    if (next) (next.matches("a,button") ? next : $("a,button", next) || next).focus();
  };
  const press = (selector) => { const node = $(selector); if (node) node.click(); return Boolean(node); };
  const keys = {
    "/": () => { const box = $("[data-find]") || $("#find"); box.focus(); box.select(); },
    j: () => move(1), k: () => move(-1), ".": flip,
    e: () => press("[data-key=e]"), c: () => press("[data-key=c]"), m: () => press("[data-key=m]"),
    n: () => press("[data-key=n]"), p: () => press("[data-key=p]"), "?": () => { location.href = at("/guides/keys"); },
  };
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") { if (press("[data-send]")) event.preventDefault(); return; }
    if (event.key === "Escape") document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; $("summary", menu).focus(); });
    if (event.ctrlKey || event.metaKey || event.altKey || document.body.dataset.keys === "off" || inField(event.target)) return;
    if (prefix) { prefix = false; if (go[event.key]) { event.preventDefault(); location.href = at(go[event.key]); } return; }
    if (event.key === "g") { prefix = true; setTimeout(() => { prefix = false; }, 1200); return; }
    if (keys[event.key]) { if (keys[event.key]() !== false) event.preventDefault(); }
  });

  // --- an answer that replaces the form that asked for it never overwrites what was typed since: the answer to that comes later
  const typed = new WeakMap(), count = (form) => typed.get(form) || 0;
  const follows = (form) => form.matches("form") && /\binput\b/.test(form.getAttribute("hx-trigger"));
  document.addEventListener("input", (event) => { const form = event.target.form; if (form) typed.set(form, count(form) + 1); });
  document.addEventListener("htmx:beforeRequest", (event) => { event.detail.requestConfig.typed = count(event.detail.elt); });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { elt, typed: then } = event.detail.requestConfig;
    if (follows(elt) && event.detail.target.contains(elt) && then !== count(elt)) event.detail.shouldSwap = false;
  });

  // --- busy: nothing under 150 ms, then the button says so
  document.addEventListener("htmx:beforeRequest", (event) => {
    const from = event.detail.elt, button = from.matches("form") ? $("[data-busy]", from) : from.closest("[data-busy]");
    if (!button) return;
    button.timer = setTimeout(() => { button.setAttribute("aria-busy", "true"); button.dataset.label = button.innerHTML; button.textContent = button.dataset.busy; }, 150);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const from = event.detail.elt, button = from.matches("form") ? $("[data-busy]", from) : from.closest("[data-busy]");
    if (!button) return;
    clearTimeout(button.timer);
    button.removeAttribute("aria-busy");
    if (button.dataset.label) { button.innerHTML = button.dataset.label; delete button.dataset.label; }
  });
  // after a send the focus goes to the heading of the answer; who types or chooses keeps it
  document.addEventListener("htmx:afterSettle", (event) => {
    const head = $("[data-focus]", event.detail.elt), cause = event.detail.requestConfig?.triggeringEvent;
    if (!head || ["input", "change", "search"].includes(cause?.type)) return;
    head.tabIndex = -1;
    head.focus({ preventScroll: false });
  });
  document.addEventListener("htmx:sendError", () => {
    $("#problem").innerHTML = '<p class="note bad problem" role="alert">The simulator does not answer. Is it still running?</p>';
  });

  // --- one stream for the bar and for whoever listens to "row"
  let source, last = "";
  const live = (on) => document.querySelectorAll("[data-live]").forEach((node) => node.classList.toggle("off", !on));
  const open = () => {
    if (source || document.hidden) return;
    const q = new URLSearchParams(document.body.dataset.world ? { world: document.body.dataset.world } : {});
    if (last) q.set("last", last);
    source = new EventSource(`/live?${q}`);
    source.addEventListener("open", () => { live(true); document.dispatchEvent(new CustomEvent("irpsim:live", { detail: true })); });
    source.addEventListener("bar", (event) => {
      const held = document.createElement("template");
      held.innerHTML = event.data;
      const fresh = held.content.firstElementChild, old = $("#bar-state");
      if (!fresh || old.contains(document.activeElement)) { if (fresh) old.dataset.now = fresh.dataset.now; return; }
      old.replaceWith(fresh);
      htmx.process(fresh);
    });
    source.addEventListener("row", (event) => { last = event.lastEventId; document.dispatchEvent(new CustomEvent("irpsim:row", { detail: { id: event.lastEventId, html: event.data } })); });
    source.addEventListener("error", () => { live(false); document.dispatchEvent(new CustomEvent("irpsim:live", { detail: false })); });
  };
  const close = () => { if (source) { source.close(); source = null; } };
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  if (!document.body.querySelector(".lock")) addEventListener("load", open);
})();
