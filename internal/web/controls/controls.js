// The big clock of the controls follows the one in the bar, which ticks.
"use strict";
(() => {
  const follow = () => {
    const big = document.querySelector("[data-big]"), bar = document.querySelector("#bar-state");
    if (big && bar && bar.dataset.mode !== "frozen") big.textContent = bar.querySelector("[data-clock]").textContent;
  };
  setInterval(follow, 500);
})();
