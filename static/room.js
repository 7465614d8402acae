// The picture of the hall, on the room screen and small on the console: text shrinks in two steps, then goes on in
// leaves. On the room screen itself also: keys, full screen, a lit screen, and a cursor that goes away.
(() => {
  "use strict";
  const STEPS = 2; // how often text may shrink
  const WHOLE = 0.6; // a card up to this part of the screen's height stays in one piece
  const STILL = 3000; // milliseconds after which the cursor goes away
  const LETTERS = { b: "b", ".": "b", q: "q", d: "d", pagedown: "next", arrowright: "next", pageup: "previous", arrowleft: "previous" };
  const COLUMNS = ".k-result-words, .k-join-steps, .k-closing-words"; // turn by themselves, beside a picture that stays
  const PIECES = ".k-card, .k-row, li, p, article, img, svg, h1, h2, .k-bar, .k-away, .k-turnout";

  // Fitting

  function fit(stage) {
    stage.dataset.fit = 0; // a column beside a picture is as high as its words, up to the picture's height
    const height = stage.clientHeight;
    if (!height) return;
    place(stage, 0, height, height);
    for (let step = 0; step <= STEPS; step++) {
      stage.dataset.fit = step;
      if (stage.scrollHeight <= height + 1 && stage.scrollWidth <= stage.clientWidth + 1) break;
    }
    const leaves = stage.scrollHeight > height + 1 ? cut(stage, height) : [[0, height]];
    stage.dataset.leaves = leaves.length;
    const wanted = Number(stage.closest("[data-leaf]")?.dataset.leaf) || 0;
    const [start, end] = leaves[Math.min(wanted, leaves.length - 1)];
    place(stage, start, end, height);
  }

  function place(stage, start, end, height) {
    stage.style.setProperty("--shift", `${-start}px`);
    stage.style.clipPath = end - start < height ? `inset(0 0 ${height - (end - start)}px 0)` : "none";
  }

  // Where each leaf starts and ends, so that no line of text and no small card is cut through.
  function cut(stage, height) {
    const pieces = parts(stage, height);
    const last = Math.max(...pieces.map((piece) => piece.bottom));
    const leaves = [];
    let start = 0;
    while (start < last - 1 && leaves.length < 99) {
      const end = last - start <= height ? last : split(pieces, start, height);
      leaves.push([start, end]);
      const left = pieces.filter((piece) => piece.bottom > end + 1 && (piece.solid || piece.top > end - 1));
      const following = left.map((piece) => piece.top);
      start = following.length ? Math.max(end, Math.min(...following)) : last;
    }
    return leaves;
  }

  function split(pieces, start, height) {
    const most = start + height;
    const whole = (y) => !pieces.some((piece) => piece.solid && piece.top < y - 1 && piece.bottom > y + 1);
    const ends = pieces.map((piece) => piece.bottom).filter((y) => y > start + 1 && y <= most + 1);
    return Math.max(...ends.filter(whole), -Infinity) > start ? Math.max(...ends.filter(whole)) : Math.max(...ends, most);
  }

  // What there is, and what of it stays in one piece (`solid`): lines of text, and cards and pictures that are not too
  // high. A label stays with what follows.
  function parts(stage, height) {
    const top = stage.getBoundingClientRect().top;
    const of = (rect, solid = true) => ({ top: rect.top - top, bottom: rect.bottom - top, solid });
    const shown = [...stage.querySelectorAll("*")].filter((each) => each.clientHeight || each.getClientRects().length);
    const small = (each) => each.clientHeight <= height * (each.matches("img, svg") ? 1 : WHOLE);
    const pieces = shown
      .filter((each) => each.matches(PIECES))
      .map((each) => of(each.getBoundingClientRect(), small(each)));
    for (const each of shown.filter((each) => each.matches(".k-label, h1, h2") && each.nextElementSibling)) {
      const here = of(each.getBoundingClientRect());
      const next = of(each.nextElementSibling.getBoundingClientRect());
      const joined = { top: here.top, bottom: Math.min(next.bottom, next.top + (here.bottom - here.top)), solid: true };
      if (next.top >= here.bottom - 1 && joined.bottom - joined.top <= height * WHOLE) pieces.push(joined);
    }
    return [...pieces, ...lines(stage).map((line) => of(line))].filter((piece) => piece.bottom > piece.top);
  }

  function lines(stage) {
    const walker = document.createTreeWalker(stage, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    const found = [];
    while (walker.nextNode()) {
      range.selectNodeContents(walker.currentNode);
      found.push(...[...range.getClientRects()].filter((rect) => rect.height));
    }
    return found;
  }

  let asked = false;
  function fitAll() {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      document.querySelectorAll(`.k-stage, .k-hall :is(${COLUMNS})`).forEach(fit);
      tell();
    });
  }

  // Telling the server how the picture fits, so that it can be turned from the console

  let told = "";
  let shown = null;
  function tell() {
    const stage = [...document.querySelectorAll(".k-stage")].find((each) => each.clientHeight);
    if (!stage || !window.did_handshake) return;
    const picture = `${stage.closest(".k-hall").id} ${stage.className} ${stage.querySelector("h1")?.textContent}`;
    const leaves = Math.max(1, ...[stage, ...stage.querySelectorAll(COLUMNS)].filter((each) => each.clientHeight).map((each) => Number(each.dataset.leaves) || 1));
    const screen = { leaves, width: innerWidth, height: innerHeight, full: isFull(), visible: !document.hidden };
    const now = JSON.stringify([picture, screen]);
    if (now === told) return;
    const fresh = shown !== null && picture !== shown;
    told = now;
    shown = picture;
    emitEvent(room() ? "screen" : "preview", { ...screen, fresh });
  }

  const room = () => document.querySelector(".k-room");
  const isFull = () => Boolean(document.fullscreenElement) || (screen.width <= innerWidth && screen.height <= innerHeight);

  new MutationObserver(fitAll).observe(document.documentElement, {
    subtree: true,
    childList: true,
    characterData: true,
    attributeFilter: ["class", "data-leaf", "data-scale", "data-cover"],
  });
  addEventListener("resize", fitAll);
  addEventListener("load", fitAll, true);
  document.addEventListener("visibilitychange", fitAll);
  document.addEventListener("fullscreenchange", fitAll);
  document.fonts?.ready.then(fitAll);

  // A lost line: the last picture stays. NiceGUI would load the page anew when connecting takes too long, and a hall
  // would look at the browser's own error page; here that waits until the server answers.

  function keepPicture() {
    if (!window.socket) return void setTimeout(keepPicture, 50);
    window.socket.on("connect", () => {
      told = "";
      const again = () => (window.did_handshake ? fitAll() : setTimeout(again, 50));
      again();
    });
    window.socket.off("connect_error");
    window.socket.on("connect_error", (error) => {
      if (error.message === "timeout") window.socket.io.opts.transports = ["polling", "websocket"];
      else if (error.message === "Implicit handshake failed") loadAnew();
    });
  }
  keepPicture();

  async function loadAnew() {
    try {
      if ((await fetch(location.href, { method: "HEAD", cache: "no-store" })).status < 500) return void location.reload();
    } catch {}
    setTimeout(loadAnew, 2000);
  }

  // The room screen's own computer

  addEventListener("keydown", (event) => {
    if (!room() || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === "f" || key === "f5") {
      event.preventDefault();
      if (event.repeat) return;
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen?.().catch(() => {});
    } else if (LETTERS[key] && !event.repeat) {
      event.preventDefault();
      emitEvent("screen-key", LETTERS[key]);
    }
  });

  let still = 0;
  function stir() {
    room()?.removeAttribute("data-still");
    clearTimeout(still);
    still = setTimeout(() => room()?.setAttribute("data-still", ""), STILL);
  }
  addEventListener("mousemove", stir);
  addEventListener("load", stir);

  async function stayLit() {
    if (document.hidden || !room()) return;
    try {
      await navigator.wakeLock?.request("screen");
    } catch {} // not on plain http, nor with an empty battery
  }
  addEventListener("load", stayLit);
  document.addEventListener("visibilitychange", stayLit);
})();
