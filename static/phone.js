// Kring on the phone. The contract is docs/wire.md: the server sends what everybody sees (`view`) and
// what only this phone sees (`mine`); `view.ask.form` picks one of four forms. This page knows no steps.
//
//   words    texts by key, in the chosen language
//   dom      from a description of the page to the page, keeping focus and typed text
//   drafts   typed text outlives a reload, until the server has it
//   wire     join, socket, long-poll, commands kept until they are answered
//   frames   what comes in
//   acts     what the person does
//   screens  what the person sees

const page = document.documentElement;
const main = document.getElementById('main');

const state = {
  screen: 'wait', // wait, code, busy, over, live
  code: '',
  language: 'nl',
  view: null,
  mine: {},
  lost: false,
  error: '', // under the code field, or on the busy page
  notice: '', // a refusal that belongs to nothing on the screen
  typed: '', // in the code field
  asked: '', // the code last tried
  stale: false, // the server has a newer build
  traceOpen: false,
};

// What happened to the things this page sent, by slot (one slot is one question, one card or one draft).
const slots = new Map();
function slotOf(key) {
  if (!slots.has(key)) slots.set(key, { key, waiting: 0, again: false, error: '', done: false });
  return slots.get(key);
}

/* ---- words ------------------------------------------------------------------------------------- */

let words = {};

const has = (key) => words[key] !== undefined;

function day(text) {
  const noon = new Date(text.length > 10 ? text : text + 'T12:00:00');
  return noon.toLocaleDateString(state.language, { day: 'numeric', month: 'long', year: 'numeric' });
}

function spoken(value) {
  if (value === undefined || value === null) return '';
  const text = String(value);
  if (/^\d{4}-\d\d-\d\d(T|$)/.test(text)) return day(text);
  return /[\u0590-\u08ff\ufb1d-\ufefc]/.test(text) ? '\u2068' + text + '\u2069' : text;
}

// `{name}` is a value, or, where the words have `<key>.<name>`, that text counted by the value.
// A meeting that gives advice has its own words.
function say(key, given) {
  const values = given || {};
  const mandate = (state.view && state.view.mandate) || {};
  let text = mandate.level === 'advise' && has(key + '.advise') ? words[key + '.advise'] : words[key];
  if (text === undefined) return '';
  if (Array.isArray(text)) text = text[values.n === 1 ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (whole, name) =>
    has(`${key}.${name}`) ? say(`${key}.${name}`, { n: values[name] }) : spoken(values[name]));
}

// `need.own.help` is `need.help` where it is not there itself: what may not differ is written once.
function askSay(ask, part) {
  for (let key = ask.key || ''; key; key = key.slice(0, Math.max(0, key.lastIndexOf('.')))) {
    if (has(`${key}.${part}`)) return say(`${key}.${part}`);
  }
  return say('ask.' + part);
}

// The question above the form; nothing where the screen's heading asks it already.
function question(ask) {
  const heading = state.view.heading || {};
  const text = askSay(ask, 'title');
  return (heading.key || '').startsWith(ask.key + '.') || text === told(heading) ? '' : text;
}

const told = (message) => (!message ? '' : message.text || say(message.key, message.values));

async function speak(language) {
  const answer = await fetch(page.dataset[language === 'en' ? 'wordsEn' : 'wordsNl']);
  if (!answer.ok) throw new Error('no words');
  words = await answer.json();
  state.language = language;
  page.lang = language;
  remember('language', language);
}

let length = (text) => Array.from(text).length;
let cut = (text, size) => Array.from(text).slice(0, size).join('');
if (window.Intl && Intl.Segmenter) {
  const segmenter = new Intl.Segmenter();
  const graphemes = (text) => Array.from(segmenter.segment(text), (part) => part.segment);
  length = (text) => graphemes(text).length;
  cut = (text, size) => graphemes(text).slice(0, size).join('');
}

// One message is 4 kB at most, so a text of stacked marks can be too long before its graphemes are.
const surplus = (text, limit) => Math.max(length(text) - limit, Array.from(text).length - 900, 0);

/* ---- dom --------------------------------------------------------------------------------------- */

const flat = (list) => list.reduce((all, one) => all.concat(Array.isArray(one) ? flat(one) : one), []);
const there = (one) => one !== null && one !== undefined && one !== false && one !== '';

const h = (tag, props, ...children) => ({ tag, props: props || {}, children: flat(children).filter(there) });

const nameOf = (wanted) => (wanted.tag ? wanted.tag + '|' + (wanted.props.key || '') : '#text');

function dress(node, props) {
  const before = node.kringProps || {};
  for (const name of Object.keys(Object.assign({}, before, props))) {
    const value = props[name];
    if (name === 'key') continue;
    else if (name.startsWith('on')) node[name] = value || null;
    else if (name === 'checked') node.checked = value === true;
    else if (name === 'value') { if (node.value !== value) node.value = value; }
    else if (name === 'grow') node.style.flexGrow = value;
    else if (value === before[name]) continue;
    else if (value === undefined || value === null || value === false) node.removeAttribute(name);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.kringProps = props;
}

// Nodes that stay are never taken out, so a focused button or a half-typed word is left alone.
function patch(parent, list) {
  const spare = new Map();
  for (const node of Array.from(parent.childNodes)) {
    const name = node.kringName || (node.nodeType === 3 ? '#text' : '');
    if (!spare.has(name)) spare.set(name, []);
    spare.get(name).push(node);
  }
  const nodes = list.map((wanted) => {
    const node = (spare.get(nameOf(wanted)) || []).shift();
    if (node) return node;
    if (!wanted.tag) return document.createTextNode(wanted);
    const made = document.createElement(wanted.tag);
    made.kringName = nameOf(wanted);
    return made;
  });
  spare.forEach((left) => left.forEach((node) => parent.removeChild(node)));
  nodes.forEach((node, at) => {
    const wanted = list[at];
    if (!wanted.tag) {
      if (node.data !== String(wanted)) node.data = wanted;
    } else {
      patch(node, wanted.children);
      dress(node, wanted.props);
    }
    if (parent.childNodes[at] !== node) parent.insertBefore(node, parent.childNodes[at] || null);
  });
}

let drawing = false;
function draw() {
  if (drawing) return;
  drawing = true;
  Promise.resolve().then(() => { drawing = false; drawNow(); });
}

// A field that moves to another place on the page (the room went on) takes cursor and keyboard along.
function keepingPlace(change) {
  const field = document.activeElement;
  const typing = field && field.tagName === 'TEXTAREA';
  const at = typing && [field.selectionStart, field.selectionEnd];
  change();
  if (!typing || document.activeElement === field) return;
  const again = document.getElementById(field.id);
  if (!again) return;
  again.focus({ preventScroll: true });
  again.setSelectionRange(at[0], at[1]);
}

function announce(text) {
  const said = document.getElementById('said');
  said.textContent = said.textContent === text ? text + '\u00a0' : text;
}

/* ---- drafts ------------------------------------------------------------------------------------ */

function remember(name, value) {
  try {
    if (value === null) localStorage.removeItem('kring:' + name);
    else localStorage.setItem('kring:' + name, JSON.stringify(value));
  } catch (full) { /* a private window may have no storage; the page works without */ }
}

function recall(name) {
  try {
    return JSON.parse(localStorage.getItem('kring:' + name));
  } catch (unreadable) {
    return null;
  }
}

// A draft knows the command that will send it: {"text", "limit", "command": {...}}. Ballots have none.
const drafts = new Map();
const draftName = (key) => `${state.code}:draft:${key}`;

function recallDrafts() {
  drafts.clear();
  const start = 'kring:' + draftName('');
  let names = [];
  try {
    names = Object.keys(localStorage).filter((name) => name.startsWith(start));
  } catch (forbidden) { /* see remember() */ }
  for (const name of names) {
    const draft = recall(name.slice('kring:'.length));
    if (draft && draft.command) drafts.set(name.slice(start.length), draft);
  }
}

function keepDraft(key, draft) {
  drafts.set(key, draft);
  remember(draftName(key), draft);
}

function dropDraft(key) {
  drafts.delete(key);
  remember(draftName(key), null);
}

// The ids of the positions this phone wrote stay on this phone only: nobody else can tell whose they are.
const traceName = () => state.code + ':trace';
const trace = () => recall(traceName()) || [];

function keepTrace(id, round, kind) {
  const others = trace().filter((one) => one.round !== round);
  remember(traceName(), kind === 'text' ? others.concat({ id, round }) : others);
}

// What the room answered is public; it is kept beside the id, because the stage holds six cards only.
function followTrace(cards) {
  const list = trace();
  let changed = false;
  for (const card of cards) {
    const own = list.find((one) => one.id === card.id);
    if (!own || card.kind !== 'position') continue;
    changed = true;
    own.card = { id: card.id, kind: card.kind, text: card.text, label: card.label, items: card.items };
  }
  if (changed) remember(traceName(), list);
}

/* ---- wire -------------------------------------------------------------------------------------- */

const OPEN_WITHIN = 4500;
const ANSWER_WITHIN = 4000;
const SILENCE = 25000;

let socket = null; // the one in use, or being tried
let greeted = false; // ... and it has sent the whole state
let polling = null; // the turn of the long-poll loop, while that is what we use
let linked = false; // we hear the server, one way or the other
let ended = false;
let failures = 0; // sockets in a row that never greeted
let attempts = 0; // since we were linked
let connection = 0; // counts greetings
let spread = 3000; // the server's `retry`
let heardAt = 0;
let lostAt = Date.now(); // when we last lost the server; at first, when we began to look for it
let silence, reconnect, lostSoon;
let planned = null; // what the reconnect timer will do
let wake = () => {};

const api = (path) => `/api/${state.code}/${path}`;
const later = (spell) => new Promise((done) => {
  const timer = setTimeout(done, spell);
  wake = () => { clearTimeout(timer); done(); };
});

// Full jitter; the first one spread evenly, because six hundred phones may come back together. For half a minute
// nobody waits long: a server that starts again is there within seconds, and the hall is waiting.
function backoff() {
  const longest = Date.now() - lostAt < 30000 ? 4000 : 30000;
  const most = attempts === 0 ? spread : Math.min(longest, 1000 * 2 ** attempts);
  attempts += 1;
  return Math.random() * most;
}

function request(path, options, within) {
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

const post = (path, body, within) => request(api(path), {
  method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
}, within);

// The door for those who do not vote is the same address with a mark.
const watching = () => new URLSearchParams(location.search).has('gast');

async function claimVote() {
  history.replaceState(null, '', '/' + state.code);
  post('join', { language: state.language, watching: false }, 8000).catch(loseSoon);
}

async function enter() {
  let answer;
  try {
    answer = await post('join', Object.assign({ language: state.language }, watching() ? { watching: true } : {}), 8000);
  } catch (failed) {
    loseSoon();
    return void again(backoff(), enter);
  }
  if (answer.ok) {
    state.error = '';
    if (!location.pathname.includes(state.code)) history.replaceState(null, '', '/' + state.code);
    return connect();
  }
  const body = await answer.json().catch(() => ({}));
  if (answer.status === 404) return void wrongCode(body.text);
  if (answer.status === 410) return end();
  state.screen = state.view ? state.screen : 'busy';
  state.error = body.text || '';
  draw();
  const pause = Number(answer.headers.get('Retry-After')) || 5;
  return void again(pause * 1000 * (1 + Math.random()), enter);
}

function again(spell, act) {
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

function connect() {
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
    receive(frame);
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
  if (polling) return again(60000 + Math.random() * 60000, connect);
  linked = false;
  clearTimeout(silence);
  loseSoon();
  failures = was ? 0 : failures + 1;
  if (code === 4001) again(backoff(), enter);
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
        await post('join', { language: state.language }, 8000);
      } else if (answer.status === 404) {
        return void wrongCode('');
      } else if (answer.status === 410) {
        return end();
      }
      if (answer.status !== 200 && answer.status !== 304) throw new Error('no state');
      if (!linked && !socket) again(5000 + Math.random() * 10000, connect);
      heard();
      if (frame) receive(frame);
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
  if (state.lost) {
    state.lost = false;
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

function loseSoon() {
  if (!lostSoon) lostSoon = setTimeout(lose, ANSWER_WITHIN);
}

function lose() {
  if (state.lost || ended) return;
  state.lost = true;
  draw();
}

function offline() {
  lose();
  if (socket) hangUp(socket);
  linked = false;
}

function end() {
  ended = true;
  polling = null;
  linked = false;
  state.lost = false;
  [silence, reconnect, lostSoon].forEach(clearTimeout);
  if (socket) { socket.onclose = null; socket.close(); socket = null; }
  if (!state.view) state.screen = 'over';
  else if (!state.view.over) {
    state.view = Object.assign({}, state.view, {
      over: true, heading: { key: 'closing.over' }, lines: [{ key: 'closing.thanks' }],
      cards: [], tally: null, ask: { form: 'cards' },
    });
  }
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
const pending = new Map();
const SEALED = ['cast_ballot', 'give_answer', 'reply'];
const ECHO = 'echo';

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode.apply(null, bytes)).replace(/\+/g, '-').replace(/\//g, '_').slice(0, 22);
}

const size = (message) => new TextEncoder().encode(JSON.stringify(message)).length;

// Every sealed message is as long as any other, so that the air cannot tell a choice from a sentence.
function padded(message) {
  if (!SEALED.includes(message.do) && message.do !== ECHO) return message;
  message.pad = '';
  message.pad = '.'.repeat((1024 - (size(message) % 1024)) % 1024);
  return message;
}

function send(message, slot, answered) {
  const item = { message: padded(Object.assign({ id: newId() }, message)), slot, answered, tries: 0 };
  pending.set(item.message.id, item);
  slot.waiting += 1;
  slot.error = '';
  transmit(item);
  draw();
}

// The hall test asks a few phones how fast a vote would come in: something as long as a vote goes back at once.
function echo(mark) {
  const { type } = navigator.connection || {};
  if (greeted) socket.send(JSON.stringify(padded({ id: newId(), do: ECHO, mark, by: type || '' })));
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
  if (!frame.ok && !onScreen.has(item.slot.key)) state.notice = item.slot.error;
  draw();
}

/* ---- frames ------------------------------------------------------------------------------------ */

let headline = '';

function receive(frame) {
  if (frame.ok !== undefined) return answer(frame);
  if (frame.echo) return echo(frame.echo);
  const before = state.view;
  const asked = before && slots.get(choiceKey(currentAsk()));
  if (frame.view) {
    state.view = frame.view;
    state.screen = 'live';
    spread = frame.retry || spread;
  }
  if (frame.patch && state.view) state.view = Object.assign({}, state.view, frame.patch);
  if (frame.mine) {
    state.mine = frame.mine;
    forgetSentDrafts();
  }
  if (!state.view) return;
  const moved = before && before.block !== state.view.block;
  const ask = currentAsk();
  if (frame.build && frame.build !== page.dataset.build) state.stale = true;
  if (moved && state.stale && ask.do !== 'cast_ballot' && pending.size === 0) return location.reload();
  if (moved) {
    const field = document.activeElement;
    if (!field || field.tagName !== 'TEXTAREA') window.scrollTo(0, 0);
  }
  if (asked && asked.error && asked.key !== choiceKey(ask)) state.notice = asked.error; // too late, and must be seen
  followTrace(state.view.cards || []);
  if (frame.view || frame.mine) castAgain(ask);
  answerAgain(ask);
  const now = [told(state.view.heading), ask.form === 'look' ? '' : question(ask)].filter(Boolean).join(' ');
  if (now !== headline) announce(now);
  headline = now;
  draw();
}

// This phone's question, where it differs from everybody's; never one that belongs to another moment.
function currentAsk() {
  const ask = ownAsk();
  const { helping } = state;
  if (!helping || helping.about !== aboutOf(ask)) return ask;
  const helped = helpedOn(ask).find((one) => one.person === helping.person);
  return Object.assign({}, ask, { person: helping.person }, helped && helped.key ? { key: helped.key } : null);
}

// Several people in turn on one phone: what each of them chose is kept apart, and never shown to the next.
const aboutOf = (ask) => [ask.do, ask.id, ask.position, ask.version].filter(there).join(':');
const helpedOn = (ask) => (state.mine.helped || []).filter((one) => one.round_id === ask.id);

function ownAsk() {
  const shared = state.view.ask || { form: 'look' };
  const own = state.mine.ask;
  if (!own) return shared;
  const other = own.do !== shared.do ? SEALED.includes(own.do)
    : own.id !== shared.id || (own.position && own.position !== shared.position);
  if (other) return shared;
  return Object.assign({}, shared, own);
}

// Answered before a reload, but the answer never came through: the server has it, so the draft may go.
function forgetSentDrafts() {
  const known = flat(Object.values(state.mine).filter(Array.isArray)).map((one) => one.id).filter(there);
  drafts.forEach((draft, key) => {
    const id = draft.command.do === 'submit_viewpoint' ? draft.command.viewpoint_id
      : draft.command.proposal_id || draft.command[draft.new];
    if (id && known.includes(id) && !slotOf(key).waiting) dropDraft(key);
  });
}

// Who stays with a choice is not asked again: this phone gives the same answer by itself, after a while, until the
// room's question is another one (`ask.lasting`). It looks like any phone that answered, and may still be changed.
const lastingName = () => state.code + ':lasting';
let lastingRound = '';

function answerAgain(ask) {
  const kept = ask.lasting && !ask.person && recall(lastingName());
  const answered = () => latest(ask) || slotOf(choiceKey(ask)).waiting;
  if (!kept || kept.until !== ask.lasting || kept.round === ask.id || lastingRound === ask.id || answered()) return;
  lastingRound = ask.id;
  setTimeout(() => {
    const now = currentAsk();
    if (now.id !== ask.id || now.do !== ask.do || answered()) return;
    slotOf(choiceKey(ask)).quiet = true;
    choose(now, 'text', kept.text, { final: true });
  }, 5000 + Math.random() * 20000);
}

function keepLasting(ask, message) {
  if (message.final) remember(lastingName(), { until: ask.lasting, round: ask.id, text: message.text });
  else remember(lastingName(), null);
}

// After a repair the server may know an older ballot than the one it acknowledged: give ours again.
function castAgain(ask) {
  const slot = slots.get(choiceKey(ask));
  if (!slot || !slot.kept || slot.waiting || slot.kept.connection === connection) return;
  const theirs = recorded(ask);
  const rev = theirs ? theirs.rev : 0;
  if (rev >= slot.kept.rev) return;
  const { message, option } = slot.kept;
  slot.quiet = true;
  choose(ask, option, message.text || '', { rev: rev + 1, final: message.final });
}

/* ---- acts -------------------------------------------------------------------------------------- */

const means = (option) => option === 'fits' || option === 'yes';
function choiceKey(ask) {
  const parts = ask.as ? [ask.version]
    : { reply: [ask.position, ask.version], confirm_proposal: [ask.version], agree_to_merge: [ask.version] }[ask.do] || [];
  return [ask.do, ask.id].concat(parts, ask.person ? 'person' + ask.person : '').filter(there).join(':');
}

// The revisions this page has sent: they count on when the same text is asked about anew.
const sentRevs = new Map();
const revKey = (ask) => (ask.as ? choiceKey(ask) : [ask.do, ask.id, ask.position, ask.person].filter(Boolean).join(':'));

// What the server has of this question: {"option", "rev", "text", "position_id"}.
function recorded(ask) {
  const mine = state.mine;
  const inRound = (one) => one.round_id === ask.id;
  if (ask.person) return recordedOf(ask);
  if (ask.do === 'cast_ballot') {
    const ballot = (mine.ballots || []).find(inRound);
    return ballot && { option: [].concat(ballot.choice)[0], rev: ballot.rev };
  }
  if (ask.do === 'give_answer') {
    const given = (mine.answers || []).find(inRound);
    return given && Object.assign({ option: given.kind }, given);
  }
  if (ask.do === 'reply') {
    const reply = (mine.replies || []).find((one) => inRound(one) && one.position_id === ask.position);
    const option = reply && (ask.options || []).find((one) => means(one.id) === reply.fits);
    return reply && { option: option && option.id, rev: reply.rev };
  }
  return (mine.given || []).find((one) => choiceKey(Object.assign({ as: ask.as }, one)) === choiceKey(ask)) || null;
}

// Of somebody who was helped the server tells that there is an answer, and never which one.
function recordedOf(ask) {
  const helped = helpedOn(ask).find((one) => one.person === ask.person);
  if (!helped) return null;
  if (ask.do === 'cast_ballot') return { rev: helped.rev };
  if (ask.do === 'give_answer') return helped.answer;
  return helped.reply ? { rev: helped.reply } : null;
}

// The newest of what the server showed and what it has acknowledged since.
function latest(ask) {
  const theirs = recorded(ask);
  const { kept } = slotOf(choiceKey(ask));
  const newest = !!kept && (!theirs || kept.rev > theirs.rev || (ask.person > 0 && kept.rev === theirs.rev));
  if (!newest) return theirs;
  const { text, position_id, final } = kept.message;
  return { option: kept.option, rev: kept.rev, text, position_id, final };
}

function choiceMessage(ask, option, text, rev) {
  if (ask.as) return Object.assign({ do: ask.do }, ask.args, { [ask.as]: option, text, rev });
  const round = { do: ask.do, round_id: ask.id, rev, person: ask.person || 0 };
  if (ask.do === 'cast_ballot') return Object.assign(round, { choice: [option] });
  if (ask.do === 'reply') return Object.assign(round, { position_id: ask.position, answer: ask.version, fits: means(option) });
  if (ask.do === 'give_answer') {
    return Object.assign(round, { position_id: positionOf(ask), kind: option, text: option === 'text' ? text : '' });
  }
  return { do: ask.do, proposal_id: ask.id, version: ask.version, fits: means(option) };
}

function positionOf(ask) {
  const slot = slotOf(choiceKey(ask));
  const draft = drafts.get(slot.key);
  const known = latest(ask);
  slot.position = (known && known.position_id) || slot.position || (draft && draft.command.position_id) || newId();
  return slot.position;
}

function choose(ask, option, text, { rev, then, final } = {}) {
  const slot = slotOf(choiceKey(ask));
  const known = latest(ask);
  const next = rev || Math.max(known ? known.rev : 0, sentRevs.get(revKey(ask)) || 0) + 1;
  const message = choiceMessage(ask, option, text, next);
  if (final) message.final = true;
  sentRevs.set(revKey(ask), next);
  slot.trying = option;
  send(message, slot, (ok) => {
    if (!slot.waiting) slot.trying = '';
    if (!ok) {
      sentRevs.delete(revKey(ask));
      slot.quiet = false;
      return;
    }
    slot.kept = { message, option, rev: next, connection };
    if (ask.do === 'give_answer' && !ask.person) keepTrace(message.position_id, ask.id, option);
    if (ask.lasting && !ask.person) keepLasting(ask, message);
    if (!slot.quiet) {
      slot.open = slot.changing = slot.shown = false;
      dropAnswers(ask);
      announce(askSay(ask, 'done'));
    }
    slot.quiet = false;
    if (then) then();
  });
}

// Each option that is answered in words has a field of its own.
const writes = (option) => option.write || option.id === 'text';
const fieldKey = (ask, option) => (option === 'text' ? choiceKey(ask) : `${choiceKey(ask)}:${option}`);
const dropAnswers = (ask) => [{ id: 'text' }].concat(ask.options || []).forEach((one) => dropDraft(fieldKey(ask, one.id)));

function sendDraft(key, done, then) {
  const draft = drafts.get(key);
  const slot = slotOf(key);
  if (slot.waiting) return;
  const text = draft ? draft.text.trim() || (draft.final ? say('need.lasting.words') : '') : '';
  const over = draft ? surplus(text, draft.limit) : 0;
  const ask = currentAsk();
  const answers = draft && draft.option && key === fieldKey(ask, draft.option);
  if ((!text && !(answers && ask.optional)) || over) {
    slot.error = text ? say('field.shorter', { n: over }) : say('field.empty');
    announce(slot.error);
    return draw();
  }
  if (answers) return choose(ask, draft.option, text, { then });
  if (draft.command.do === 'give_answer') {
    const asked = {
      form: 'choose', do: 'give_answer', id: draft.command.round_id, key: draft.key, lasting: draft.lasting,
      person: draft.command.person,
    };
    return choose(asked, 'text', text, { then, final: draft.final });
  }
  send(Object.assign({}, draft.command, { text }), slot, (ok) => {
    if (!ok) return;
    dropDraft(key);
    slot.done = true;
    announce(done);
    if (then) then();
  });
}

function typeCode(typed) {
  const digits = typed.replace(/\D/g, '').slice(0, 6);
  state.typed = typed;
  if (digits.length < 6) {
    state.error = '';
    state.asked = '';
  } else if (digits !== state.asked) {
    state.asked = digits;
    goTo(digits);
  }
  draw();
}

function goTo(code) {
  state.code = code;
  recallDrafts();
  enter();
}

function wrongCode(text) {
  polling = null;
  if (socket) { socket.onmessage = socket.onclose = null; socket.close(); socket = null; }
  history.replaceState(null, '', '/');
  state.typed = state.typed || state.code;
  state.asked = state.code;
  state.code = '';
  state.screen = 'code';
  state.error = text || say('code.wrong');
  announce(state.error);
  draw();
}

async function setLanguage(language) {
  if (language === state.language) return;
  try {
    await speak(language);
  } catch (failed) {
    return lose();
  }
  state.error = '';
  headline = '';
  if (state.view) headline = told(state.view.heading);
  announce(headline || say('language.now'));
  draw();
  if (state.code && !ended) post('join', { language }, 8000).catch(loseSoon);
}

/* ---- screens ----------------------------------------------------------------------------------- */

let onScreen = new Set(); // the slots that show their own errors

const p = (text, kind) => text && h('p', kind ? { class: kind } : null, text);
const own = (text, kind) => h('p', { class: 'own-words ' + (kind || ''), dir: 'auto' }, text);
const button = (text, press, props) => h('button', Object.assign({
  type: 'button', class: 'plain', onclick: () => { press(); draw(); },
}, props), text);

// Shows or hides what belongs to it.
const peek = (open, press) => button(say(open ? 'choice.hide' : 'choice.show'), press,
  { key: 'show', 'aria-expanded': String(!!open) });

function drawNow() {
  onScreen = new Set();
  const parts = { code: codePage, busy: busyPage, over: overPage, live: livePage }[state.screen];
  keepingPlace(() => {
    patch(document.getElementById('head'), header());
    patch(document.getElementById('lost'), state.lost ? [h('p', null, lostText())] : []);
    if (parts) patch(main, parts());
    patch(document.getElementById('foot'), footer());
  });
  const title = state.view && told(state.view.heading);
  document.title = title ? title + ' · Kring' : 'Kring';
}

// The sentence is chosen once; a live region that keeps changing would be read again and again.
let lostSaid = '';
function lostText() {
  const sent = Array.from(pending.values(), (item) => item.message.do);
  const written = Array.from(drafts.values()).some((draft) => draft.text.trim());
  const key = sent.includes('cast_ballot') ? 'net.off.vote'
    : sent.some((name) => SEALED.includes(name)) ? 'net.off.answer' : written ? 'net.off.text' : 'net.off';
  if (!lostSaid) lostSaid = say(key);
  return lostSaid;
}

function header() {
  if (!state.lost) lostSaid = '';
  const status = ended ? 'over' : linked ? 'on' : state.lost ? 'lost' : 'busy';
  const language = (code, name) => button(code.toUpperCase(), () => setLanguage(code),
    { key: code, lang: code, 'aria-label': name, 'aria-pressed': String(state.language === code) });
  return [
    h('span', { class: 'name' }, 'Kring'),
    state.code && h('span', { class: 'link link-' + status },
      h('span', { class: 'dot', 'aria-hidden': 'true' }), say('link.' + status)),
    h('span', { class: 'languages', role: 'group', 'aria-label': say('language.label') },
      language('nl', 'NL, Nederlands'), language('en', 'EN, English')),
  ].filter(there);
}

function footer() {
  const view = state.view;
  return [
    p(page.dataset.organisation),
    view && view.people > 0 && p(say('people.count', { n: view.people })),
    view && !view.over && state.mine.votes === false && !(state.mine.lines || []).length && p(say('vote.right.no')),
    view && !view.over && state.mine.may_vote && button(say('vote.right.claim'), claimVote, { key: 'claim' }),
    aids(),
    view && view.secure === false && p(say('net.open')),
  ].filter(there);
}

/* What makes the page easier: larger letters, the browser's own voice, and a tap for somebody to come. */

const large = () => page.dataset.size === 'large';
function enlarge(wanted) {
  page.dataset.size = wanted ? 'large' : 'normal';
  remember('large', wanted || null);
}

const voice = window.SpeechSynthesisUtterance && window.speechSynthesis;
let reading = null;

function stopReading() {
  if (reading) voice.cancel();
  reading = null;
}

function readAloud() {
  if (reading) return stopReading();
  const words = new SpeechSynthesisUtterance(main.innerText);
  words.lang = state.language === 'en' ? 'en-GB' : 'nl-NL';
  words.onend = words.onerror = () => { if (reading === words) reading = null; draw(); };
  reading = words;
  voice.cancel();
  voice.speak(words);
}

const CALL = 'call'; // the slot of what this phone asks people in the hall
function callSomebody(kind) {
  const place = document.getElementById('place').value;
  remember('place', place);
  send({ do: 'call_somebody', call_id: newId(), kind, place }, slotOf(CALL),
    (ok) => ok && announce(say('call.waiting.' + kind)));
}

// Where one sits is typed once.
function samePlace() {
  const place = document.getElementById('place');
  if (place && !place.value) place.value = recall('place') || '';
}

function aids() {
  return h('details', { class: 'aids', key: 'aids', ontoggle: samePlace },
    h('summary', null, say('aids')),
    h('div', { class: 'buttons' },
      button(say('aids.large'), () => enlarge(!large()), { key: 'large', 'aria-pressed': String(large()) }),
      voice && button(say(reading ? 'aids.quiet' : 'aids.read'), readAloud, { key: 'read' })),
    state.screen === 'live' && !ended && call(state.mine.call));
}

function call(known) {
  const slot = slotOf(CALL);
  onScreen.add(CALL);
  if (known) {
    return [
      h('p', { key: 'called' }, say('call.waiting.' + known.kind)),
      button(say('call.end'), () => send({ do: 'end_call', call_id: known.id }, slot, (ok) => ok && announce(say('call.ended'))), { key: 'end-call' }),
    ];
  }
  return [
    h('label', { for: 'place', key: 'place-label' }, say('call.place')),
    h('input', { id: 'place', key: 'place', type: 'text', maxlength: '40', autocomplete: 'off' }),
    h('div', { class: 'buttons', key: 'calls' },
      button(say('call.help'), () => callSomebody('help'), { key: 'call-help' }),
      button(say('call.speak'), () => callSomebody('speak'), { key: 'call-speak' })),
    slot.error && p(slot.error, 'error'),
    p(say('help')),
  ];
}

function codePage() {
  const error = state.error;
  return [
    h('h1', { key: 'code' }, h('label', { for: 'code' }, say('code.title'))),
    h('p', { id: 'code-help', class: 'help' }, say('code.help')),
    h('input', {
      id: 'code', key: 'code', class: 'code', type: 'text', inputmode: 'numeric', autocomplete: 'off',
      value: state.typed || '', oninput: (event) => typeCode(event.target.value),
      'aria-describedby': error ? 'code-help code-error' : 'code-help', 'aria-invalid': error ? 'true' : null,
    }),
    error && h('p', { id: 'code-error', class: 'error' }, error),
    p(say('arrival.promise'), 'promise'),
  ].filter(there);
}

const busyPage = () => [
  h('h1', { key: 'busy' }, say('busy.title')), p(state.error || say('busy.line')), p(say('look.screen')),
].filter(there);

const overPage = () => [h('h1', { key: 'over' }, say('closing.over')), p(say('closing.thanks'))];

function livePage() {
  const { view } = state;
  const ask = currentAsk();
  const form = { look: lookForm, write: writeForm, choose: chooseForm, cards: cardsForm }[ask.form];
  const shown = form ? form(ask) : null;
  const heading = told(view.heading);
  return [
    late(),
    state.notice && h('div', { class: 'banner', key: 'notice' },
      p(state.notice), button(say('ok'), () => { state.notice = ''; })),
    view.practice && p(say('practice'), 'practice'),
    ask.form !== 'choose' && view.question && view.question !== heading && own(view.question, 'question'),
    h('h1', { key: 'h1', dir: view.heading && view.heading.text ? 'auto' : null }, heading || view.title),
    (view.lines || []).filter(told).map((line) => h('p', { dir: line.text ? 'auto' : null }, told(line))),
    (state.mine.lines || []).filter(told).map((line) => p(told(line), 'own-line')),
    view.tally && tally(view.tally),
    (view.cards || []).map((card) => stageCard(card)),
    shown,
    handouts(view),
    onTheScreen(),
    view.report && h('p', null, h('a', { class: 'report', href: view.report }, say('report.link'))),
  ].reduce((all, one) => all.concat(one), []).filter(there);
}

// What may be read on every screen: fetched when somebody opens it, and again when it was written anew.
const HANDOUTS = ['info', 'agreements'];
const read = new Map(); // kind → {"rev", "open", "handout"}

function handouts(view) {
  return HANDOUTS.filter((kind) => (view.handouts || {})[kind]).map((kind) => {
    const kept = read.get(kind) || {};
    const rev = view.handouts[kind];
    if (kept.open && kept.rev !== rev) fetchHandout(kind, rev);
    const toggled = (event) => {
      read.set(kind, Object.assign({}, read.get(kind), { open: event.target.open }));
      draw();
    };
    return h('details', { class: 'handout', key: 'handout-' + kind, ontoggle: toggled },
      h('summary', null, say('handout.' + kind)),
      kept.open && !kept.handout && p(say(kept.failed ? 'handout.failed' : 'busy')),
      kept.open && kept.handout && handout(kept.handout));
  });
}

const handout = (one) => [
  one.title && h('h2', { dir: 'auto' }, one.title),
  (one.lines || []).map((line) => h('p', { class: 'own-words', dir: line.text ? 'auto' : null }, told(line))),
];

async function fetchHandout(kind, rev) {
  const keep = (what) => read.set(kind, Object.assign({}, read.get(kind), { rev, failed: false }, what));
  keep({});
  try {
    const answer = await request(api(`handouts/${kind}?rev=${rev}`), { cache: 'default' }, 8000);
    if (!answer.ok) throw new Error('no handout');
    keep({ handout: await answer.json() });
  } catch (failed) {
    keep({ failed: true });
    setTimeout(() => { keep({ failed: true, rev: 0 }); draw(); }, 5000); // and tries again while it is open
  }
  draw();
}

// The hall's screen as text, for who cannot see it; while it is open it follows the hall.
const FOLLOWS = 4000;
const wall = { open: false, lines: null, failed: false, timer: 0 };

function onTheScreen() {
  const toggled = (event) => {
    wall.open = event.target.open;
    clearTimeout(wall.timer);
    if (wall.open) readScreen();
    draw();
  };
  const lines = wall.lines && wall.lines.length ? wall.lines : [say('screen.empty')];
  return h('details', { class: 'handout', key: 'on-the-screen', ontoggle: toggled },
    h('summary', null, say('screen.title')),
    wall.open && wall.failed && p(say('handout.failed')),
    wall.open && wall.lines && lines.map((line) => own(line)));
}

async function readScreen() {
  try {
    const answer = await request(api(`screen?lang=${state.language}`), { cache: 'no-store' }, 8000);
    if (!answer.ok) throw new Error('no screen');
    wall.lines = (await answer.json()).lines;
    wall.failed = false;
  } catch (failed) {
    wall.failed = true;
  }
  draw();
  clearTimeout(wall.timer);
  if (wall.open) wall.timer = setTimeout(readScreen, FOLLOWS);
}

const shape = (option) => h('span', { class: 'shape shape-' + option, 'aria-hidden': 'true' });

function tally(count) {
  const given = count.options.reduce((all, one) => all + one.n, 0);
  const silent = count.silent === undefined ? count.electorate - given : count.silent;
  const among = count.options.some((one) => one.letter); // equal choices get no bar, no colour, no rank
  const row = (one, name, n) => h('li', { key: one.id },
    one.letter ? letter(one) : shape(one.id), h('span', { class: 'word', dir: one.text ? 'auto' : null }, name), ' ',
    h('strong', null, String(n)));
  return [
    !among && h('div', { class: 'bar', key: 'bar', 'aria-hidden': 'true' }, count.options.filter((one) => one.n > 0)
      .map((one) => h('span', { key: one.id, class: 'part part-' + one.id, grow: one.n }))),
    h('ul', { class: 'tally', key: 'tally' },
      count.options.map((one) => row(one, one.text || say('option.' + one.id), one.n)),
      silent > 0 && row({ id: 'silent' }, say('option.silent'), silent)),
  ];
}

// An item's key is its caption, or a sentence with a place for the item's own text.
function item(one) {
  const sentence = one.key && /\{(name|date|text)\}/.test(words[one.key] || '');
  const values = one.values || { name: one.text, date: one.text, text: one.text };
  return h('li', { class: one.key ? 'item item-' + one.key.replace(/\./g, '-') : 'item' },
    one.key && p(say(one.key, values), sentence ? 'own-words' : 'caption'),
    !sentence && one.text && own(one.text));
}

function stageCard(card) {
  return h('section', { class: `card card-${card.kind}`, key: 'card' + card.id },
    card.label && h('h2', { class: 'caption' }, told(card.label)),
    card.text && own(card.text),
    card.items && card.items.length > 0 && h('ol', { class: 'items' }, card.items.map(item)));
}

// One field for every text: label above it, counter and surplus under it.
function field(key, options) {
  const slot = slotOf(key);
  const draft = drafts.get(key);
  const text = draft ? draft.text : options.text || '';
  const limit = options.limit || 140;
  const used = length(text.trim());
  const over = surplus(text.trim(), limit);
  const fitting = over ? cut(text.trim(), Math.max(0, used - over)) : text;
  const id = 'field-' + key.replace(/[^\w-]/g, '-');
  onScreen.add(key);
  const final = draft ? draft.final : options.final;
  const keep = (typed, command, final) => keepDraft(key, {
    text: typed, limit, command, key: options.key, option: options.option, new: options.new,
    lasting: options.lasting, final,
  });
  const type = (event) => {
    slot.error = '';
    slot.done = false;
    const command = draft ? draft.command : options.command();
    const typed = event.target.value;
    if (typed || options.text || final) keep(typed, command, final);
    else dropDraft(key);
    draw();
  };
  const tick = (event) => {
    keep(text, draft ? draft.command : options.command(), event.target.checked);
    draw();
  };
  // Pressed without a letter typed, an edit still has its old text to judge, and some answers need no words.
  const press = () => {
    if (!drafts.has(key) && (options.text || options.optional)) keep(text, options.command(), final);
    sendDraft(key, options.done, options.then);
  };
  const caption = slot.waiting ? say(slot.again ? 'again' : 'busy')
    : over ? say('field.shorter', { n: over }) : options.send;
  const label = h('label', { for: id }, options.label);
  const asides = [options.help && id + '-help', slot.error && id + '-error'].filter(Boolean).join(' ');
  return h('div', { class: 'field', key: 'field' + key },
    options.heading ? h('h2', null, label) : h('p', { class: 'label' }, label),
    options.help && h('p', { id: id + '-help', class: 'help' }, options.help),
    h('textarea', {
      id, rows: 4, dir: 'auto', autocomplete: 'off', value: text, oninput: type, readonly: slot.waiting > 0,
      'aria-describedby': asides || null, 'aria-invalid': slot.error ? 'true' : null,
    }),
    used >= 100 && !over && p(say('field.left', { n: limit - used }), 'counter'),
    over > 0 && h('p', { class: 'surplus', dir: 'auto' }, fitting.slice(-20), h('mark', null, text.trim().slice(fitting.length))),
    slot.error && h('p', { id: id + '-error', class: 'error' }, slot.error),
    options.ready && options.ready.length > 0 && h('div', { class: 'ready' },
      p(say('need.ready'), 'caption'),
      options.ready.map((one) => button(one, () => type({ target: { value: one } }), { key: one, dir: 'auto' }))),
    options.lasting && h('label', { class: 'lasting' },
      h('input', { type: 'checkbox', checked: final === true, onchange: tick, disabled: slot.waiting > 0 }),
      h('span', null, say('need.lasting'))),
    h('div', { class: 'buttons' },
      button(caption, press, { class: 'main', key: 'send', 'aria-disabled': over > 0 || slot.waiting > 0 ? 'true' : null }),
      options.cancel && button(options.cancel[0], options.cancel[1], { key: 'cancel' })),
    slot.done && p(options.done, 'done'));
}

// The room went on while somebody was typing. The text stays, and so does its way to where it belonged.
function late() {
  const ask = currentAsk();
  const here = ask.form === 'write' ? [writeKey(ask)]
    : ['text'].concat((ask.options || []).map((one) => one.id)).map((option) => fieldKey(ask, option))
      .concat(ask.also ? writeKey(ask.also) : []);
  const edited = ([, draft]) => draft.command.do === 'edit_viewpoint' && listsViewpoints(ask)
    && (state.mine.viewpoints || []).some((one) => one.id === draft.command.viewpoint_id && one.editable);
  const left = Array.from(drafts.entries()).filter((one) => !here.includes(one[0]) && one[1].text.trim() && !edited(one));
  return left.map(([key, draft]) => h('section', { class: 'banner', key: 'late' + key },
    field(key, {
      label: say('late.title'), heading: true, limit: draft.limit, send: say('late.send'), done: say('ask.done'),
      then: () => { state.notice = say('ask.done'); },
      cancel: [say('late.drop'), () => dropDraft(key)],
    })));
}

const writeKey = (ask) => `${ask.do}:${ask.id || ask.block || state.view.block}`;
const listsViewpoints = (ask) => ask.form === 'cards' || ask.mine === 'viewpoints'
  || (ask.form === 'write' && ask.do === 'submit_viewpoint');

const lookForm = (ask) => ask.mine && ownCards(state.mine[ask.mine]);

const fresh = (ask) => Object.assign({ do: ask.do, [ask.new]: newId() }, ask.args);

function writeForm(ask) {
  const proposing = ask.do === 'put_proposal';
  const made = () => (ask.new ? fresh(ask)
    : proposing ? { do: ask.do, proposal_id: newId() }
      : { do: ask.do, viewpoint_id: newId(), block_id: ask.block || state.view.block });
  return [
    field(writeKey(ask), {
      label: question(ask) || told(state.view.heading), heading: true,
      help: askSay(ask, 'help'), send: askSay(ask, 'send'), done: askSay(ask, 'done'), limit: ask.limit, key: ask.key,
      command: made, new: ask.new,
    }),
    ownCards(ask.mine ? state.mine[ask.mine] : proposing ? state.mine.proposals : state.mine.viewpoints),
  ];
}

function ownCards(list) {
  if (!list || !list.length) return null;
  return h('section', { class: 'mine', key: 'mine' },
    h('h2', null, say('mine.title')),
    h('ul', { class: 'cards' }, list.slice().reverse().map(ownCard)));
}

function ownCard(one) {
  const edit = 'edit:' + one.id;
  const slot = slotOf('card:' + one.id);
  const changing = slot.changing || drafts.has(edit);
  const leave = () => { slot.changing = slot.removing = false; dropDraft(edit); };
  onScreen.add(slot.key);
  if (changing && one.editable) {
    return h('li', { class: 'card', key: one.id }, field(edit, {
      label: say('mine.change.label'), text: one.text, send: say('mine.change.send'),
      cancel: [say('mine.change.cancel'), leave], done: say('mine.changed'), then: leave,
      command: () => ({ do: 'edit_viewpoint', viewpoint_id: one.id, rev: one.rev + 1 }),
    }));
  }
  const withdrawal = one.withdraw || { do: 'withdraw_viewpoint', viewpoint_id: one.id };
  const remove = () => send(Object.assign({}, withdrawal), slot, (ok) => {
    slot.removing = false;
    if (ok) announce(say('state.withdrawn'));
  });
  const became = one.state || 'open';
  const change = () => { slot.changing = true; };
  return h('li', { class: `card card-${became} ${one.kind ? 'kind-' + one.kind : ''}`, key: one.id },
    own(one.text),
    h('p', { class: 'state' }, say('state.' + became), ' ', one.reason && (say('hold.' + one.reason) || one.reason)),
    (one.told || []).map((line) => h('p', { class: 'told', key: line.key }, told(line))),
    slot.error && p(slot.error, 'error'),
    slot.waiting > 0 && p(say(slot.again ? 'again' : 'busy')),
    askedOf(one, slot),
    (one.editable || one.withdraw) && became !== 'withdrawn' && !slot.waiting && h('div', { class: 'buttons' },
      // The pressed button becomes the safe one: a double tap removes nothing.
      slot.removing
        ? [button(say('mine.remove.sure'), remove, { key: 'change' }),
          button(say('mine.remove.not'), leave, { key: 'remove' })]
        : [one.editable && button(say('mine.change'), change, { key: 'change' }),
          button(say('mine.remove'), () => { slot.removing = true; }, { key: 'remove' })]));
}

// What is asked about an own card. An option without a command only puts the question away, here.
const asideName = () => state.code + ':aside';
const aside = () => recall(asideName()) || [];

function askedOf(one, slot) {
  const press = (ask, option) => (option.send
    ? send(Object.assign({}, option.send), slot, (ok) => ok && announce(say('ask.done')))
    : remember(asideName(), aside().concat(ask.id)));
  return (one.asks || []).filter((ask) => !aside().includes(ask.id)).map((ask) => h('div', { class: 'asked', key: ask.id },
    p(say(ask.key)), ask.text && own(ask.text),
    !slot.waiting && h('div', { class: 'buttons' }, ask.options.map((option) => button(say(option.key), () => press(ask, option),
      { key: option.key, 'aria-pressed': option.on === undefined ? null : String(option.on) })))));
}

// One seed a phone and question, so that a reload keeps the order this person saw.
function shuffled(options, seed) {
  const stir = (sum, sign) => Math.imul(sum ^ sign.codePointAt(0), 16777619);
  const weigh = (id) => Array.from(seed + id).reduce(stir, 2166136261) >>> 0; // FNV-1a
  return options.slice().sort((a, b) => weigh(a.id) - weigh(b.id));
}

// Two phones may be asked different questions: each title takes the room of the longest of its family.
function title(ask) {
  const asked = question(ask);
  if (!asked) return h('h2', { class: 'unseen' }, told(state.view.heading));
  const family = (ask.key || '').replace(/\.[^.]*$/, '');
  const alike = family === ask.key ? [] : Object.keys(words)
    .filter((key) => key.startsWith(family + '.') && /^[^.]+\.title$/.test(key.slice(family.length + 1)));
  return h('h2', { class: 'stack' }, h('span', null, asked),
    alike.map((key) => h('span', { key, class: 'ghost', 'aria-hidden': 'true' }, say(key))));
}

// What has a letter stands in an own order on every phone, and what has none below it.
function ownOrder(ask, options) {
  const lettered = options.filter((one) => one.letter);
  const mixed = shuffled(lettered.length ? lettered : options, state.mine.participant + ask.id + (ask.person || ''));
  return mixed.concat(options.filter((one) => lettered.length && !one.letter));
}

const letter = (option) => h('span', { class: 'letter' }, option.letter);

// Helping: the phone goes to the next, and what was chosen before is out of sight first.
const help = (ask, person) => { state.helping = { about: aboutOf(ask), person, ready: false }; window.scrollTo(0, 0); };
const stopHelping = (ask) => { dropAnswers(ask); state.helping = null; };

function handOver(ask) {
  return h('section', { class: 'choose', key: 'hand' + ask.person },
    h('h2', null, say('help.hand')), p(say('help.hidden'), 'help'),
    h('div', { class: 'buttons' },
      button(say('help.ready'), () => { state.helping.ready = true; announce(question(ask)); }, { class: 'main', key: 'ready' }),
      button(say('help.stop'), () => stopHelping(ask), { key: 'stop' })));
}

// Whose turn is next: who did not vote on this phone yet, or, with a question after it, the next who did.
function nextPerson(ask) {
  const people = helpedOn(ask).map((one) => one.person);
  const from = (ask.person || 0) + 1;
  if (ask.do !== 'cast_ballot') return people.find((one) => one >= from) || 0;
  const free = [1, 2, 3, 4, 5].filter((one) => one >= from && !people.includes(one));
  return free[0] || 0;
}

function helpButton(ask) {
  const passes = ask.do !== 'cast_ballot' && SEALED.includes(ask.do) && helpedOn(ask).length > 0;
  if (ask.person || !(ask.helps || passes)) return null;
  const person = nextPerson(ask);
  return h('div', { class: 'buttons helping', key: 'help' }, person
    ? button(say(passes ? 'help.pass' : 'help.start'), () => help(ask, person), { key: 'help' }) : p(say('help.full'), 'help'));
}

function helped(ask, slot) {
  const person = nextPerson(ask);
  return [
    p(askSay(ask, 'done'), 'done'), p(say('help.back')),
    h('div', { class: 'buttons' },
      person > 0 && button(say('help.next'), () => help(ask, person), { key: 'next' }),
      button(say('help.stop'), () => stopHelping(ask), { key: 'stop' }),
      button(say('choice.change'), () => { slot.changing = true; }, { key: 'change' })),
  ];
}

function chooseForm(ask) {
  if (SEALED.includes(ask.do) && !ask.everybody && state.mine.votes === false) return p(say('vote.right.no'), 'done');
  if (ask.person && !state.helping.ready) return handOver(ask);
  const slot = slotOf(choiceKey(ask));
  const known = latest(ask);
  const chosen = slot.trying || (known && known.option);
  const folded = !!chosen && !!known && (!slot.waiting || !!slot.quiet) && !slot.changing;
  const options = ask.options || [];
  const order = ask.shuffle ? ownOrder(ask, options) : options;
  const name = (option) => (option ? option.text || say('option.' + option.id) : '');
  const typed = options.filter(writes).find((option) => drafts.has(fieldKey(ask, option.id)));
  const open = folded ? '' : slot.open === undefined ? (typed || {}).id || '' : slot.open;
  onScreen.add(slot.key);
  slot.folded = folded;

  const tap = (option) => {
    if (writes(option)) {
      slot.open = open === option.id ? '' : option.id;
      slot.error = '';
      drawNow();
      const area = document.querySelector('.options textarea');
      if (area) area.focus();
      return;
    }
    slot.open = '';
    if (!slot.waiting && known && known.option === option.id) {
      slot.changing = false;
      return draw();
    }
    choose(ask, option.id, '');
  };
  // The choice folds away for the eye only: focus stays on it, and going back to it unfolds it again.
  // A focus that comes from outside the page (a phone that wakes up) unfolds nothing.
  const back = (event) => {
    if (slot.folded && event.relatedTarget) { slot.changing = true; draw(); }
  };
  const change = () => {
    slot.changing = true;
    slot.shown = false;
    drawNow();
    document.querySelector('.options .option').focus({ preventScroll: true });
  };
  const keep = () => { slot.changing = slot.open = false; dropAnswers(ask); };
  const one = (option) => [
    h('button', {
      type: 'button', class: 'option', key: option.id, onclick: () => tap(option), onfocus: back,
      tabindex: folded ? '-1' : null, // Tab goes on to what stands in their place
      'aria-pressed': writes(option) ? null : String(chosen === option.id),
      'aria-expanded': writes(option) ? String(open === option.id) : null,
      'data-chosen': chosen === option.id,
    }, option.letter ? letter(option) : shape(option.id),
    h('span', { class: 'word', dir: option.text ? 'auto' : null }, name(option))),
    writes(option) && open === option.id && field(fieldKey(ask, option.id), {
      label: askSay(ask, `label.${option.id}`) || askSay(ask, 'label'), limit: ask.limit, send: askSay(ask, 'send'),
      done: askSay(ask, 'done'), key: ask.key, optional: ask.optional, option: ask.as && option.id,
      text: known && known.option === option.id ? known.text || '' : '',
      ready: ask.ready, lasting: ask.lasting, final: !!known && known.final === true,
      command: () => (ask.as ? choiceMessage(ask, option.id, '', (known ? known.rev : 0) + 1)
        : { do: ask.do, round_id: ask.id, position_id: positionOf(ask), kind: 'text', person: ask.person }),
    }),
  ];
  return [
    h('fieldset', { class: folded ? 'choose folded' : 'choose', key: 'choose' + slot.key },
      h('legend', null, title(ask)),
      ask.person > 0 && p(say('help.turn', { n: ask.person + 1 }), 'turn'),
      ask.text && own(ask.text, 'asked-about'),
      p(askSay(ask, 'help'), 'help'),
      h('div', { class: 'options', key: 'options' }, order.map(one)),
      h('div', { class: 'after', key: 'after' },
        slot.error && open !== 'text' && p(slot.error, 'error'),
        slot.waiting > 0 && open !== 'text' && !folded && p(say(slot.again ? 'again' : 'busy'), 'busy'),
        folded && ask.undo && [
          p(askSay(ask, 'done'), 'done'),
          h('div', { class: 'buttons' }, button(askSay(ask, 'undo'), () => takeBack(ask, slot), { key: 'undo' })),
        ],
        folded && ask.person > 0 && helped(ask, slot),
        folded && !ask.undo && !ask.person && [
          p(askSay(ask, 'done'), 'done'),
          slot.shown && h('p', { class: 'yours' }, say('choice.yours'), ' ', h('span', { dir: 'auto' },
            known.option === 'text' ? known.text
              : [name(options.find((option) => option.id === known.option)), known.text].filter(Boolean).join(': '))),
          h('div', { class: 'buttons' },
            peek(slot.shown, () => { slot.shown = !slot.shown; }),
            button(say('choice.change'), change, { key: 'change' })),
        ],
        known && !folded && !slot.waiting && h('div', { class: 'buttons' },
          button(say('choice.keep'), keep, { key: 'keep' })),
        p(askSay(ask, 'change'), 'help'))),
    ask.also && besides(ask.also),
    helpButton(ask),
    SEALED.includes(ask.do) && h('details', { key: 'secret' },
      h('summary', null, say('secret.title')), p(askSay(ask, 'secret') || say('secret.text'))),
  ];
}

function takeBack(ask, slot) {
  send(Object.assign({}, ask.undo), slot, (ok) => {
    if (!ok) return;
    slot.kept = null;
    slot.changing = true; // until the server's own word of it has come
    announce(askSay(ask, 'undone'));
  });
}

// Beside a choice something may be said in words: the button opens a field, and is nothing by itself.
function besides(ask) {
  const key = writeKey(ask);
  const slot = slotOf(key);
  const open = slot.open === undefined ? drafts.has(key) : slot.open;
  const turn = () => { slot.open = !open; };
  return h('div', { class: 'options', key: 'also' + key },
    h('button', { type: 'button', class: 'option', key: 'open', 'aria-expanded': String(open), onclick: () => { turn(); draw(); } },
      h('span', { class: 'word' }, askSay(ask, 'title'))),
    open && field(key, {
      label: askSay(ask, 'label'), help: askSay(ask, 'help'), send: askSay(ask, 'send'), done: askSay(ask, 'done'),
      limit: ask.limit, key: ask.key, new: ask.new, command: () => fresh(ask),
    }));
}

function cardsForm() {
  const open = state.traceOpen;
  const list = open ? trace() : [];
  const shown = list.filter((one) => one.card);
  return [
    ownCards((state.mine.viewpoints || []).concat(state.mine.proposals || [])),
    h('section', { class: 'trace', key: 'trace' },
      h('h2', null, say('trace.title')),
      p(say('trace.help'), 'help'),
      open && shown.map((one) => stageCard(one.card)),
      open && !shown.length && p(say(list.length ? 'trace.unseen' : 'trace.empty')),
      h('div', { class: 'buttons' },
        peek(open, () => { state.traceOpen = !open; }),
        open && button(say('trace.wipe'), wipe, { key: 'wipe' }))),
    erasing(),
  ];
}

// What one wrote may go for good: said first what stays, and asked twice.
function erasing() {
  const slot = slotOf('erase');
  onScreen.add(slot.key);
  if (!state.mine.erasable && !slot.done) return null;
  const erase = () => send({ do: 'erase_mine' }, slot, (ok) => {
    slot.sure = false;
    slot.done = ok;
    if (ok) announce(say('erase.done'));
  });
  return h('section', { class: 'trace', key: 'erase' },
    h('h2', null, say('erase.title')),
    slot.done ? p(say('erase.done'), 'done') : p(say('erase.help'), 'help'),
    slot.error && p(slot.error, 'error'),
    slot.waiting > 0 && p(say(slot.again ? 'again' : 'busy')),
    !slot.done && !slot.waiting && h('div', { class: 'buttons' }, slot.sure
      ? [button(say('erase.not'), () => { slot.sure = false; }, { key: 'ask' }),
        button(say('erase.sure'), erase, { key: 'erase' })]
      : button(say('erase.ask'), () => { slot.sure = true; }, { key: 'ask' })));
}

function wipe() {
  remember(traceName(), null);
  announce(say('trace.empty'));
}

/* ---- start ------------------------------------------------------------------------------------- */

async function start() {
  enlarge(recall('large'));
  const kept = recall('language');
  const wished = (navigator.languages || [navigator.language || 'nl']).map((one) => one.slice(0, 2));
  const language = kept || wished.find((one) => one === 'nl' || one === 'en') || 'nl';
  try {
    await speak(language);
  } catch (failed) {
    return void again(backoff(), start);
  }
  const code = location.pathname.replace(/\D/g, '');
  if (state.code) return enter();
  if (code.length === 6) return goTo(code);
  const only = code || location.pathname.length > 1 ? null : await onlyMeeting();
  if (only) return goTo(only);
  state.screen = 'code';
  if (code || location.pathname.length > 1) wrongCode('');
  draw();
}

// Where one meeting is open nobody needs to type its code.
async function onlyMeeting() {
  try {
    const answer = await request('/api/current', {}, OPEN_WITHIN);
    return answer.ok ? (await answer.json()).code : null;
  } catch (failed) {
    return null;
  }
}

window.addEventListener('pageshow', returned);
window.addEventListener('online', returned);
document.addEventListener('visibilitychange', returned);
window.addEventListener('offline', offline);
// A ring around the folded choice helps who moves by keyboard, and tells nobody which button has it.
document.addEventListener('keydown', () => { page.dataset.keys = ''; });
document.addEventListener('pointerdown', () => { delete page.dataset.keys; });
start();
