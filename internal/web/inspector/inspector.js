// New exchanges appear on top as they happen; when the reader has scrolled or filtered, a pill counts them instead.
"use strict";
(() => {
  const most = 200;
  let waiting = [], paused = false, counted = 0, told = 0;
  const box = () => document.getElementById("rows");
  const pill = () => document.getElementById("fresh");
  const show = () => {
    const rows = box();
    for (const html of waiting) {
      const held = document.createElement("template");
      held.innerHTML = html;
      const row = held.content.firstElementChild;
      if (!row || document.getElementById(row.id)) continue;
      rows.prepend(row);
    }
    waiting = [];
    while (rows.children.length > most) rows.lastElementChild.remove();
    if (pill()) pill().hidden = true;
  };
  const held = () => paused || document.getElementById("inspector").dataset.filtered || box().scrollTop > 40 || box().contains(document.activeElement);
  document.addEventListener("irpsim:row", (event) => {
    if (!box()) return;
    if (box().classList.contains("empty")) { location.reload(); return; }
    waiting.push(event.detail.html);
    if (waiting.length > most) waiting.shift();
    counted++;
    if (held()) { if (pill()) { pill().hidden = false; pill().textContent = `${waiting.length} new`; } } else show();
    if (performance.now() - told > 10000) { told = performance.now(); document.getElementById("counted").textContent = `${counted} new exchanges`; counted = 0; }
  });
  document.addEventListener("irpsim:live", (event) => {
    for (const chip of document.querySelectorAll("#inspector [data-live]")) {
      chip.classList.toggle("ok", event.detail);
      chip.classList.toggle("warn", !event.detail);
      chip.lastChild.textContent = event.detail ? "live" : "not live, reconnecting";
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("#fresh")) { if (document.getElementById("inspector").dataset.filtered) location.reload(); else show(); }
    const pause = event.target.closest("#pause");
    if (pause) { paused = !paused; pause.setAttribute("aria-pressed", String(paused)); pause.textContent = paused ? "Go on" : "Pause"; if (!paused && waiting.length) show(); }
  });
})();
