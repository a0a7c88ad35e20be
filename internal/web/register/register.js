// Ticks the rules of names and passwords while one types, and reads the PAN from the GSTIN.
"use strict";
document.querySelectorAll("[data-rules]").forEach((list) => {
  const input = document.getElementById(list.dataset.rules);
  const tick = () => list.querySelectorAll("[data-test]").forEach((rule) => {
    const kept = new RegExp(rule.dataset.test).test(input.value);
    rule.classList.toggle("kept", kept);
    rule.querySelector(".state").textContent = kept ? "kept: " : "open: ";
  });
  input.addEventListener("input", tick);
  if (input.value) tick();
});
const gstin = document.getElementById("gstin"), other = document.getElementById("other"), pan = document.getElementById("pan");
if (gstin && other && pan) {
  const read = () => { const from = other.value.trim() || gstin.value; pan.placeholder = from.length === 15 ? from.slice(2, 12).toUpperCase() : ""; };
  gstin.addEventListener("change", read);
  other.addEventListener("input", read);
  read();
}
