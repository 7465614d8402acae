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

// Keys press the button that carries them, sheets and drawers open, and texts stay hidden until a key is held.
(() => {
  "use strict";
  const CLICKER = ["pagedown", "pageup", "b", ".", "f5", "escape", "arrowright", "arrowleft"];
  const page = document.documentElement;
  const settings = { letters: "on", veil: "off" };

  // Settings of this browser

  function setting(name) {
    try {
      return localStorage.getItem(`kring-${name}`) ?? settings[name];
    } catch {
      return settings[name];
    }
  }

  function set(name, value) {
    try {
      localStorage.setItem(`kring-${name}`, value);
    } catch {} // no storage: it lasts as long as the page
    settings[name] = value;
    showSettings();
  }

  function showSettings() {
    for (const name of Object.keys(settings)) {
      page.dataset[name] = setting(name);
      document.querySelectorAll(`[data-setting="${name}"]`).forEach((each) => each.setAttribute("aria-pressed", setting(name) === "on"));
    }
  }

  // Keys

  const typing = (element) => element.matches?.("input, textarea, select, [contenteditable]");
  const seen = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;

  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const key = event.key.toLowerCase();
    if (listens(event, key)) return;
    if (key === "escape") return close();
    if (document.querySelector("dialog[open]")) return;
    if (key === "f5") return fullScreen(event);
    if (typing(event.target)) return; // nobody goes on by accident while writing
    if (key.length === 1 && setting("letters") === "off") return;
    if (key === "v") return peek(true);
    const button = [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key.split(" ").includes(key) && seen(each));
    if (!button) return;
    event.preventDefault();
    if (!event.repeat) button.click();
  }

  // The hall test asks which key a clicker sends: then it is told, and nothing else happens.
  function listens(event, key) {
    const listener = document.querySelector('[data-listens="true"]');
    if (!listener || !CLICKER.includes(key)) return false;
    event.preventDefault();
    listener.dispatchEvent(new CustomEvent("clicker", { detail: key }));
    return true;
  }

  function fullScreen(event) {
    event.preventDefault(); // F5 would load the page anew
    if (event.repeat) return;
    if (document.fullscreenElement) document.exitFullscreen();
    else page.requestFullscreen?.().catch(() => {});
  }

  addEventListener("keydown", pressed);

  // Hidden texts

  const peek = (on) => page.toggleAttribute("data-peek", on);
  addEventListener("keyup", (event) => {
    if (event.key.toLowerCase() === "v" || event.target.closest?.("[data-peeks]")) peek(false);
  });
  addEventListener("blur", () => peek(false));
  addEventListener("keydown", (event) => {
    if ((event.key === " " || event.key === "Enter") && event.target.closest?.("[data-peeks]")) peek(true);
  });
  addEventListener("pointerdown", (event) => event.target.closest?.("[data-peeks]") && peek(true));
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => peek(false));

  // The sheet, the drawers and the folds

  addEventListener("click", (event) => {
    const of = (what) => event.target.closest?.(`[data-${what}]`);
    if (of("opens")) document.querySelector(`dialog[data-testid="${of("opens").dataset.opens}"]`)?.showModal();
    else if (of("closes")) event.target.closest("dialog").close();
    else if (of("setting")) set(of("setting").dataset.setting, setting(of("setting").dataset.setting) === "on" ? "off" : "on");
    else if (of("drawer")) draw(of("drawer").dataset.drawer);
    else if (event.target.closest?.(".k-now")) draw(null);
    if (!event.target.closest?.(".k-fold-up")) fold();
  });

  function draw(name) {
    const desk = document.querySelector(".k-console");
    const open = desk.dataset.open === name ? null : name;
    if (open) desk.dataset.open = open;
    else delete desk.dataset.open;
    document.querySelectorAll("[data-drawer]").forEach((each) => each.setAttribute("aria-expanded", each.dataset.drawer === open));
  }

  const fold = () => document.querySelectorAll(".k-fold-up[open]").forEach((each) => each.removeAttribute("open"));

  function close() {
    const held = document.querySelector(".k-fold-up[open]:focus-within > summary");
    fold();
    held?.focus();
    const opener = document.querySelector('[data-drawer][aria-expanded="true"]');
    if (!opener) return;
    draw(null);
    opener.focus();
  }

  new MutationObserver(() => document.querySelector("[data-setting]") && !page.dataset.letters && showSettings()).observe(page, {
    subtree: true,
    childList: true,
  });
})();

// In a list that has the focus J and K go to the next row and the one before, and a letter presses the button that has
// it in the row where the focus is. Elsewhere letters do nothing.
addEventListener("keydown", (event) => {
  const list = event.target.closest?.("[data-keys]");
  if (!list || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
  const rows = [...list.children];
  const here = rows.findIndex((row) => row.contains(event.target));
  const key = event.key.toLowerCase();
  const step = { j: 1, k: -1 }[key];
  const pressed = rows[here]?.querySelector(`[data-key="${CSS.escape(key)}"]:not(.hidden)`);
  if (!step && !pressed) return;
  event.preventDefault();
  if (pressed) return void pressed.click();
  const row = rows[Math.max(0, Math.min(rows.length - 1, here + step))];
  row.tabIndex = -1;
  row.focus();
});
