// A list of what comes in stays at its end while one reads there, and stays still while one reads elsewhere.
(() => {
  "use strict";
  const NEAR = 80;
  let atEnd = false;
  let lines = 0;

  addEventListener(
    "scroll",
    (event) => {
      const work = event.target;
      if (work.classList?.contains("k-work")) atEnd = work.scrollTop > 0 && work.scrollHeight - work.scrollTop - work.clientHeight < NEAR;
    },
    true,
  );

  new MutationObserver(() => {
    const work = document.querySelector(".k-work");
    const now = document.querySelectorAll(".k-work .k-inbox > li").length;
    if (work && now > lines && atEnd) work.scrollTop = work.scrollHeight;
    lines = now;
  }).observe(document.documentElement, { subtree: true, childList: true });
})();
