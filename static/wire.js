// The line to the server: socket, long-poll, and commands kept until they are answered (docs/wire.md).
//
// `serve` names what the page does with it: `address(path)`, `enter()` to come in anew, `refusedEntry()` when the
// door stays shut, `unknown()` when there is no such meeting, `receive(frame)`, `over()`, `refused(slot)` when what
// was sent was turned down, and `padded(message)`.

import { announce, draw } from './dom.js';
import { say } from './saying.js';

let served = null; // what `serve` was given

export function serve(hooks) {
  served = Object.assign({ padded: (message) => message }, hooks);
  window.addEventListener('pageshow', returned);
  window.addEventListener('online', returned);
  document.addEventListener('visibilitychange', returned);
  window.addEventListener('offline', offline);
}

// What happened to the things this page sent, by slot (one slot is one question, one card or one draft).
export const slots = new Map();
export function slotOf(key) {
  if (!slots.has(key)) slots.set(key, { key, waiting: 0, again: false, error: '', done: false });
  return slots.get(key);
}

export const OPEN_WITHIN = 4500;
const ANSWER_WITHIN = 4000;
const SILENCE = 25000;

let socket = null; // the one in use, or being tried
let greeted = false; // ... and it has sent the whole state
let polling = null; // the turn of the long-poll loop, while that is what we use
export let linked = false; // we hear the server, one way or the other
export let ended = false;
export let lost = false; // ... and the person has been told
let failures = 0; // sockets in a row that never greeted
let attempts = 0; // since we were linked
export let connection = 0; // counts greetings
let spread = 3000; // the server's `retry`
let heardAt = 0;
let lostAt = Date.now(); // when we last lost the server; at first, when we began to look for it
let silence, reconnect, lostSoon;
let planned = null; // what the reconnect timer will do
let wake = () => {};

export const api = (path) => served.address(path);
const later = (spell) => new Promise((done) => {
  const timer = setTimeout(done, spell);
  wake = () => { clearTimeout(timer); done(); };
});

// Full jitter; the first one spread evenly, because six hundred phones may come back together. For half a minute
// nobody waits long: a server that starts again is there within seconds, and the hall is waiting.
export function backoff() {
  const longest = Date.now() - lostAt < 30000 ? 4000 : 30000;
  const most = attempts === 0 ? spread : Math.min(longest, 1000 * 2 ** attempts);
  attempts += 1;
  return Math.random() * most;
}

export function request(path, options, within) {
  const control = window.AbortController ? new AbortController() : null;
  const call = fetch(path, Object.assign({ credentials: 'same-origin', cache: 'no-store' },
    control ? { signal: control.signal } : {}, options));
  let timer;
  const late = new Promise((done, fail) => {
    timer = setTimeout(() => { if (control) control.abort(); fail(new Error('late')); }, within);
  });
  const stop = () => clearTimeout(timer);
  call.then(stop, stop);
  return Promise.race([call, late]);
}

export const post = (path, body, within) => request(api(path), {
  method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
}, within);

export function again(spell, act) {
  clearTimeout(reconnect);
  planned = act;
  reconnect = setTimeout(goPlanned, spell);
}

function goPlanned() {
  const act = planned;
  clearTimeout(reconnect);
  planned = null;
  if (act) act();
}

export function connect() {
  planned = null;
  clearTimeout(reconnect);
  if (ended || socket) return;
  const line = new WebSocket(location.origin.replace(/^http/, 'ws') + api('socket'));
  socket = line;
  greeted = false;
  const patience = setTimeout(() => hangUp(line), OPEN_WITHIN);
  line.onmessage = (event) => {
    const frame = JSON.parse(event.data);
    if (frame.view && !greeted) {
      clearTimeout(patience);
      greeted = true;
      failures = 0;
      polling = null;
      wake();
    }
    heard();
    passOn(frame);
  };
  line.onclose = (event) => {
    clearTimeout(patience);
    if (line === socket) closed(event.code);
  };
}

// A dead line may take minutes to close by itself; we do not wait for it.
function hangUp(line) {
  line.onmessage = line.onclose = null;
  line.close();
  if (line === socket) closed(0);
}

function closed(code) {
  const was = greeted;
  if (was) lostAt = Date.now();
  socket = null;
  greeted = false;
  if (code === 4002) return end();
  if (code === 4003) return void served.refusedEntry();
  if (polling) return again(60000 + Math.random() * 60000, connect);
  linked = false;
  clearTimeout(silence);
  loseSoon();
  failures = was ? 0 : failures + 1;
  if (code === 4001) again(backoff(), served.enter);
  else if (failures >= 2) poll();
  else {
    if (code === 4008) {
      attempts = Math.max(attempts, 3);
      lostAt = 0; // we were too much for it
    }
    again(backoff(), connect);
  }
  draw();
}

async function poll() {
  const turn = polling = {};
  let etag = '';
  while (polling === turn && !ended) {
    try {
      const answer = await request(api('state?wait=20'), etag ? { headers: { 'If-None-Match': etag } } : {}, SILENCE);
      if (polling !== turn) return;
      let frame = null;
      if (answer.status === 200) {
        frame = await answer.json();
        etag = answer.headers.get('ETag') || '';
      } else if (answer.status === 401 || answer.status === 403) {
        await served.refusedEntry();
      } else if (answer.status === 404) {
        return void served.unknown();
      } else if (answer.status === 410) {
        return end();
      }
      if (answer.status !== 200 && answer.status !== 304) throw new Error('no state');
      if (!linked && !socket) again(5000 + Math.random() * 10000, connect);
      heard();
      if (frame) passOn(frame);
      if (!etag) await later(5000);
    } catch (failed) {
      if (polling !== turn) return;
      etag = '';
      if (linked) lostAt = Date.now();
      linked = false;
      clearTimeout(silence);
      loseSoon();
      draw();
      await later(backoff());
    }
  }
}

function heard() {
  heardAt = Date.now();
  clearTimeout(silence);
  silence = setTimeout(() => { lose(); if (greeted) hangUp(socket); }, SILENCE + 500);
  clearTimeout(lostSoon);
  lostSoon = null;
  if (lost) {
    lost = false;
    announce(say('net.on'));
    draw();
  }
  if (linked) return;
  linked = true;
  attempts = 0;
  connection += 1;
  resend();
  draw();
}

export function loseSoon() {
  if (!lostSoon) lostSoon = setTimeout(lose, ANSWER_WITHIN);
}

export function lose() {
  if (lost || ended) return;
  lost = true;
  draw();
}

function offline() {
  lose();
  if (socket) hangUp(socket);
  linked = false;
}

// No more of this line: the page has nothing to ask here.
export function leave() {
  polling = null;
  linked = false;
  lost = false;
  planned = null;
  [silence, reconnect, lostSoon].forEach(clearTimeout);
  if (socket) { socket.onmessage = socket.onclose = null; socket.close(); socket = null; }
}

export function end() {
  leave();
  ended = true;
  served.over();
  draw();
}

// The phone was asleep, or the network came back: look at once.
function returned() {
  if (ended || document.visibilityState === 'hidden') return;
  const stale = Date.now() - heardAt > 16000;
  if (linked && !stale) return;
  attempts = 0;
  wake();
  if (polling && stale) poll();
  if (greeted && stale) hangUp(socket);
  goPlanned();
}

// Commands. Kept until answered, sent again in the same order under the same id.
export const pending = new Map();

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode.apply(null, bytes)).replace(/\+/g, '-').replace(/\//g, '_').slice(0, 22);
}

export function send(message, slot, answered) {
  const item = { message: served.padded(Object.assign({ id: newId() }, message)), slot, answered, tries: 0 };
  pending.set(item.message.id, item);
  slot.waiting += 1;
  slot.error = '';
  transmit(item);
  draw();
}

let posting = Promise.resolve();

function transmit(item) {
  clearTimeout(item.timer);
  item.timer = setTimeout(() => unanswered(item), ANSWER_WITHIN);
  if (greeted) socket.send(JSON.stringify(item.message));
  else if (polling && linked) posting = posting.then(() => deliver(item));
}

async function deliver(item) {
  if (!pending.has(item.message.id)) return;
  try {
    const reply = await (await post('do', item.message, 8000)).json();
    heard();
    answer(Object.assign({ re: item.message.id }, reply));
  } catch (failed) {
    if (polling) linked = false; // the next state that comes through sends it again
    loseSoon();
    draw();
  }
}

function unanswered(item) {
  if (!pending.has(item.message.id)) return;
  lose();
  if (greeted) hangUp(socket);
  linked = false;
}

const resend = () => pending.forEach(transmit);

function answer(frame) {
  if (frame.refused === 'unreadable' && !frame.re) {
    pending.forEach((item) => settle(item, frame)); // sent again, it would close the line again
    return;
  }
  const item = pending.get(frame.re);
  if (!item) return;
  clearTimeout(item.timer);
  if (!frame.ok && frame.again) {
    item.slot.again = true;
    item.tries += 1;
    item.timer = setTimeout(() => transmit(item), 500 + Math.random() * Math.min(30000, 1000 * 2 ** item.tries));
    draw();
    return;
  }
  settle(item, frame);
}

function settle(item, frame) {
  clearTimeout(item.timer);
  pending.delete(item.message.id);
  item.slot.waiting -= 1;
  item.slot.again = false;
  if (!frame.ok) {
    item.slot.error = frame.text || say('refused');
    announce(item.slot.error);
  }
  item.answered(frame.ok);
  if (!frame.ok) served.refused(item.slot);
  draw();
}

function passOn(frame) {
  if (frame.retry) spread = frame.retry;
  if (frame.ok !== undefined) return answer(frame);
  served.receive(frame);
}

// Said once, and not kept: sent only while somebody hears it.
export function mention(message) {
  if (greeted) socket.send(JSON.stringify(message));
}
