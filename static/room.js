// The room screen's own hands: text that shrinks until it fits, full screen, blank, and a cursor that goes away.
(() => {
  "use strict";
  const STEPS = 4;

  function fit(stage) {
    if (!stage.clientHeight) return;
    for (let step = 0; step <= STEPS; step++) {
      stage.dataset.fit = step;
      if (stage.scrollHeight <= stage.clientHeight + 1 && stage.scrollWidth <= stage.clientWidth + 1) return;
    }
  }

  let asked = false;
  function fitAll() {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      document.querySelectorAll(".k-stage").forEach(fit);
    });
  }

  new MutationObserver(fitAll).observe(document.documentElement, { subtree: true, childList: true, characterData: true });
  addEventListener("resize", fitAll);
  addEventListener("load", fitAll, true);
  document.fonts?.ready.then(fitAll);

  const room = () => document.querySelector(".k-room");
  addEventListener("keydown", (event) => {
    if (!room() || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const key = event.key.toLowerCase();
    if (key === "f") {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen?.();
    } else if (key === "b" || key === ".") {
      room().toggleAttribute("data-blank");
    } else if (key === "pagedown" || key === "arrowright") {
      room().removeAttribute("data-blank");
    }
  });

  let still = 0;
  addEventListener("mousemove", () => {
    room()?.removeAttribute("data-still");
    clearTimeout(still);
    still = setTimeout(() => room()?.setAttribute("data-still", ""), 3000);
  });
})();
