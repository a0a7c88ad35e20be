// The workbench while one types: opened parts stay open, and n, p and m walk the findings.
"use strict";
(() => {
  const $ = (selector) => document.querySelector(selector);
  let open = [], last = "";
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "wb" || !event.detail.shouldSwap) return;
    open = [...document.querySelectorAll("#wb details")].map((d) => [d.id, d.open]);
    last = document.activeElement && document.activeElement.closest("#wb") ? "in" : "";
  });
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (event.detail.target.id === "wb-left") open = [...document.querySelectorAll("#wb details")].map((d) => [d.id, d.open]);
  });
  const reopen = () => {
    for (const [id, was] of open) { const now = id && document.getElementById(id); if (now && was) now.open = true; }
  };
  document.addEventListener("htmx:oobAfterSwap", reopen);
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "wb") return;
    reopen();
    if (last && document.activeElement === document.body) $("#verdict").focus({ preventScroll: true });
  });

  const findings = () => [...document.querySelectorAll("[data-finding]")];
  let at = "";
  const visit = (finding) => {
    at = finding.id;
    document.querySelectorAll("[data-mend][data-key]").forEach((b) => b.removeAttribute("data-key"));
    const mend = finding.querySelector("[data-mend]");
    if (mend) mend.dataset.key = "m";
  };
  document.addEventListener("focusin", (event) => { const f = event.target.closest("[data-finding]"); if (f) visit(f); });
  document.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]");
    if (!step) return;
    const list = findings(), here = list.findIndex((f) => f.id === at && f.contains(document.activeElement));
    if (!list.length) return;
    const next = list[(here < 0 ? (step.dataset.step > 0 ? 0 : list.length - 1) : here + Number(step.dataset.step) + list.length) % list.length];
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "center" });
    visit(next);
  });
})();
