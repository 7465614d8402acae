// Kring on the phone. The contract is docs/wire.md: the server sends what everybody sees (`view`) and
// what only this phone sees (`mine`); `view.ask.form` picks one of four forms. This page knows no steps.
//
//   saying.js, dom.js, memory.js and wire.js are shared with the other light pages; here stand
//   drafts   typed text outlives a reload, until the server has it
//   frames   what comes in
//   acts     what the person does
//   screens  what the person sees

import { announce, draw, drawnBy, flat, h, keepingPlace, patch, there } from './dom.js';
import { recall, remember } from './memory.js';
import { brought, cleaned, seat, taken, usual, walk } from './place.js';
import {
  OPEN_WITHIN, again, api, backoff, connect, connection, end, ended, leave, linked, lose, loseSoon, lost, mention,
  newId, pending, post, request, send, serve, slotOf, slots,
} from './wire.js';
import { adviseWhen, cut, has, learn, length, say, surplus, told, words } from './saying.js';

const page = document.documentElement;
const main = document.getElementById('main');

const state = {
  screen: 'wait', // wait, code, busy, over, live
  code: '',
  language: 'nl',
  view: null,
  mine: {},
  error: '', // under the code field, or on the busy page
  notice: '', // a refusal that belongs to nothing on the screen
  typed: '', // in the code field
  asked: '', // the code last tried
  stale: false, // the server has a newer build
  traceOpen: false,
};

/* ---- words ------------------------------------------------------------------------------------- */

// `need.own.help` is `need.help` where it is not there itself: what may not differ is written once.
function askSay(ask, part, values) {
  for (let key = ask.key || ''; key; key = key.slice(0, Math.max(0, key.lastIndexOf('.')))) {
    if (has(`${key}.${part}`)) return say(`${key}.${part}`, values);
  }
  return say('ask.' + part, values);
}

// The question above the form; nothing where the screen's heading asks it already.
function question(ask) {
  const heading = state.view.heading || {};
  const text = askSay(ask, 'title');
  return (heading.key || '').startsWith(ask.key + '.') || text === told(heading) ? '' : text;
}

async function speak(language) {
  await learn(language);
  state.language = language;
  remember('language', language);
}

/* ---- drafts ------------------------------------------------------------------------------------ */

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
    const own = list.find((one) => one.id === card.id || (card.items || []).some((item) => item.id === one.id));
    if (!own || card.kind !== 'position') continue;
    changed = true;
    own.card = { id: own.id, kind: card.kind, text: card.text, label: card.label, items: card.items };
  }
  if (changed) remember(traceName(), list);
}

/* ---- coming in, and going ---------------------------------------------------------------------- */

// The door for those who do not vote is the same address with a mark.
const watching = () => new URLSearchParams(location.search).has('gast');

async function claimVote() {
  history.replaceState(null, '', '/' + state.code);
  post('join', { language: state.language, watching: false }, 8000).catch(loseSoon);
}

async function enter() {
  let answer;
  try {
    const how = Object.assign({ language: state.language }, brought(), watching() ? { watching: true } : {});
    answer = await post('join', how, 8000);
  } catch (failed) {
    loseSoon();
    return void again(backoff(), enter);
  }
  if (answer.ok) {
    state.error = '';
    cleaned(state.code);
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

function over() {
  if (!state.view) state.screen = 'over';
  else if (!state.view.over) {
    state.view = Object.assign({}, state.view, {
      over: true, heading: { key: 'closing.over' }, lines: [{ key: 'closing.thanks' }],
      cards: [], tally: null, ask: { form: 'cards' },
    });
  }
}

const SEALED = ['cast_ballot', 'give_answer', 'reply'];
const ECHO = 'echo';

const size = (message) => new TextEncoder().encode(JSON.stringify(message)).length;

// Every sealed message is as long as any other, so that the air cannot tell a choice from a sentence.
function padded(message) {
  if (!SEALED.includes(message.do) && message.do !== ECHO) return message;
  message.pad = '';
  message.pad = '.'.repeat((1024 - (size(message) % 1024)) % 1024);
  return message;
}

// The hall test asks a few phones how fast a vote would come in: something as long as a vote goes back at once.
function echo(mark) {
  const { type } = navigator.connection || {};
  mention(padded({ id: newId(), do: ECHO, mark, by: type || '' }));
}

/* ---- frames ------------------------------------------------------------------------------------ */

let headline = '';
let lastWord = ''; // the id of the announcement that was read out

function receive(frame) {
  if (frame.echo) return echo(frame.echo);
  const before = state.view;
  const asked = before && slots.get(choiceKey(currentAsk()));
  if (frame.view) {
    state.view = frame.view;
    state.screen = 'live';
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
  const word = state.view.announcement;
  const fresh = word && word.id !== lastWord;
  if (now !== headline || fresh) {
    announce([now !== headline && now, fresh && say('announcement') + ' ' + word.text].filter(Boolean).join(' '));
  }
  headline = now;
  lastWord = word ? word.id : '';
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
    return ballot && { option: ask.most ? ballot.choice : [].concat(ballot.choice)[0], rev: ballot.rev };
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
  if (ask.do === 'cast_ballot') return Object.assign(round, { choice: [].concat(option) });
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
  leave();
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
    patch(document.getElementById('lost'), lost ? [h('p', null, lostText())] : []);
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
  if (!lost) lostSaid = '';
  const status = ended ? 'over' : linked ? 'on' : lost ? 'lost' : 'busy';
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
  if (place && !place.value) place.value = usual(state.mine.place);
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
    view.over ? null : walk(state.mine.place),
    view.practice && p(say('practice'), 'practice'),
    view.announcement && h('div', { class: 'banner announcement', key: 'announcement' },
      p(say('announcement'), 'caption'), own(view.announcement.text)),
    ask.form !== 'choose' && view.question && view.question !== heading && own(view.question, 'question'),
    h('h1', { key: 'h1', dir: view.heading && view.heading.text ? 'auto' : null }, heading || view.title),
    (view.lines || []).filter(told).map((line) => h('p', { dir: line.text ? 'auto' : null }, told(line))),
    (state.mine.lines || []).filter(told).map((line) => p(told(line), 'own-line')),
    view.tally && tally(view.tally),
    (view.cards || []).map((card) => stageCard(card)),
    shown,
    seat(view, state.mine.place, state.mine.lines || []),
    taken(state.mine.taken_along),
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

const lookForm = (ask) => [ask.own && ownShare(ask.own), ask.mine && ownCards(state.mine[ask.mine])].filter(there);

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
  if (ask.several) return teamsForm(ask);
  if (SEALED.includes(ask.do) && !ask.everybody && state.mine.votes === false) return p(say('vote.right.no'), 'done');
  if (ask.person && !state.helping.ready) return handOver(ask);
  if (ask.most) return severalForm(ask);
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

// Several of many: taps gather here and go together, so that nothing half chosen is ever in. The letters stand fixed,
// the order is this phone's own.
function picked(ask, picks, option) {
  if (!option.letter) return picks.includes(option.id) ? [] : [option.id];
  const among = picks.filter((id) => ask.options.some((one) => one.id === id && one.letter));
  if (!ask.stacked && among.includes(option.id)) return among.filter((id) => id !== option.id);
  return among.length < ask.most ? among.concat(option.id) : picks;
}

function severalForm(ask) {
  const slot = slotOf(choiceKey(ask));
  const known = latest(ask);
  const sent = known ? [].concat(known.option).filter(there) : [];
  const picks = slot.picks || sent;
  const folded = !!known && (!slot.waiting || !!slot.quiet) && !slot.changing;
  const among = picks.filter((id) => ask.options.some((one) => one.id === id && one.letter));
  const count = askSay(ask, 'count', { n: among.length, most: ask.most });
  onScreen.add(slot.key);
  const tap = (option) => {
    const next = picked(ask, picks, option);
    slot.error = next === picks ? askSay(ask, 'full', { n: ask.most }) : '';
    slot.picks = next;
    draw();
    if (slot.error) announce(slot.error);
  };
  const give = () => {
    slot.error = picks.length ? '' : say('choose.nothing');
    if (slot.error) return announce(slot.error);
    choose(ask, picks, '', { then: () => {
      slot.picks = null;
      drawNow();
      const folded = document.querySelector('.several.folded .after button');
      if (folded && document.activeElement === document.body) folded.focus({ preventScroll: true });
    } });
  };
  const change = () => { slot.changing = true; slot.shown = false; };
  const keep = () => { slot.changing = false; slot.picks = null; slot.error = ''; };
  const one = (option) => {
    const times = picks.filter((id) => id === option.id).length;
    return h('button', {
      type: 'button', class: 'option', key: option.id, onclick: () => tap(option), tabindex: folded ? '-1' : null,
      'aria-pressed': String(times > 0), 'data-chosen': times > 0,
    }, option.letter ? letter(option) : shape(option.id),
    h('span', { class: 'word', dir: option.text ? 'auto' : null }, option.text || say('option.' + option.id)),
    ask.stacked && times > 0 && h('span', { class: 'dots' }, h('span', { 'aria-hidden': 'true' }, '\u25cf'.repeat(times)),
      h('span', { class: 'unseen' }, say('choosing.dots.many', { n: times }))));
  };
  const mine = () => ask.options.filter((option) => sent.includes(option.id))
    .map((option) => option.letter || say('option.' + option.id)).join(', ');
  return [
    h('fieldset', { class: folded ? 'choose several folded' : 'choose several', key: 'choose' + slot.key },
      h('legend', null, title(ask)),
      ask.person > 0 && p(say('help.turn', { n: ask.person + 1 }), 'turn'),
      p(askSay(ask, 'help', { n: ask.most }), 'help'),
      h('div', { class: 'options', key: 'options' }, ownOrder(ask, ask.options).map(one)),
      h('div', { class: 'after', key: 'after' },
        !folded && h('p', { class: 'count', key: 'count', role: 'status' }, count),
        slot.error && p(slot.error, 'error'),
        !folded && h('div', { class: 'buttons', key: 'give' },
          button(slot.waiting > 0 ? say(slot.again ? 'again' : 'busy') : askSay(ask, 'send'), give,
            { class: 'main', key: 'send', 'aria-disabled': slot.waiting > 0 ? 'true' : null }),
          ask.stacked && picks.length > 0 && button(say('choosing.dots.anew'), () => { slot.picks = []; }, { key: 'anew' }),
          known && !slot.waiting && button(say('choice.keep'), keep, { key: 'keep' })),
        folded && ask.person > 0 && helped(ask, slot),
        folded && !ask.person && [
          p(askSay(ask, 'done'), 'done'),
          slot.shown && h('p', { class: 'yours' }, say('choice.yours'), ' ', mine()),
          h('div', { class: 'buttons' },
            peek(slot.shown, () => { slot.shown = !slot.shown; }),
            button(say('choice.change'), change, { key: 'change' })),
        ],
        p(askSay(ask, 'change'), 'help'))),
    helpButton(ask),
    h('details', { key: 'secret' },
      h('summary', null, say('secret.title')), p(askSay(ask, 'secret') || say('secret.text'))),
  ];
}

// How much of what was chosen is one's own: behind a button, so that every phone looks alike.
function ownShare(own) {
  const slot = slotOf('own:' + own.id);
  const ballot = (state.mine.ballots || []).find((one) => one.round_id === own.id);
  const n = ballot ? ballot.choice.filter((id) => own.among.includes(id)).length : 0;
  return h('div', { key: 'own-share' },
    slot.shown && p(ballot ? say('choose.own', { n }) : say('choose.own.none'), 'own-line'),
    h('div', { class: 'buttons' }, button(say(slot.shown ? 'choice.hide' : 'choose.own.show'), () => { slot.shown = !slot.shown; },
      { key: 'show', 'aria-expanded': String(!!slot.shown) })));
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

// Teams: a form for each, and several may be joined. What somebody brings outlives a reload; how to reach them is
// typed for this once, and kept nowhere on the phone.
const joined = () => (state.mine.teams || []).filter((one) => !one.left);
const bringing = (team) => `${state.code}:team:${team}`;

function teamsForm(ask) {
  return [
    h('h2', { class: 'unseen' }, told(state.view.heading)),
    h('ul', { class: 'cards', key: 'teams' }, ask.options.map((team) => teamCard(ask, team))),
  ];
}

function teamCard(ask, team) {
  const slot = slotOf('team:' + team.id);
  const known = (state.mine.teams || []).find((one) => one.team === team.id);
  const inside = known && !known.left;
  onScreen.add(slot.key);
  const join = () => {
    openJoining(slot, team, known);
    drawNow();
    document.getElementById('team-helps-' + team.id).focus();
  };
  return h('li', { class: inside ? 'card card-joined' : 'card', key: team.id, id: 'team-card-' + team.id, tabindex: '-1' },
    own(team.text),
    team.place && p(say('team.place', { text: team.place }), 'told'),
    team.wanted && p(say('team.wanted', { text: team.wanted }), 'told'),
    slot.form ? joiningForm(ask, slot, team, known)
      : inside ? insideTeam(slot, known, join)
        : [slot.error && p(slot.error, 'error'), slot.done && p(say('team.gone'), 'done'),
          h('div', { class: 'buttons' }, button(say('team.join'), join,
            { key: 'join', 'aria-label': `${say('team.join')}: ${team.text}` }))]);
}

function openJoining(slot, team, known) {
  const before = known && !known.left ? known : {};
  const kept = recall(bringing(team.id)) || {};
  const of = (name) => kept[name] || before[name] || '';
  slot.form = { helps: of('helps'), seeks: of('seeks'), effort: of('effort'), reach: !!before.reachable, name: '', address: '' };
  slot.error = '';
  slot.done = false;
}

function joiningForm(ask, slot, team, known) {
  const { form } = slot;
  const keeps = !!known && !known.left && known.reachable;
  const keep = (name, value) => {
    form[name] = value;
    slot.error = '';
    remember(bringing(team.id), { helps: form.helps, seeks: form.seeks, effort: form.effort });
    draw();
  };
  const line = (name, props) => {
    const id = `team-${name}-${team.id}`;
    return [
      h('label', { for: id, key: 'label' + name, class: 'label' }, say('team.' + name)),
      h('input', Object.assign({
        id, key: name, type: 'text', value: form[name], maxlength: String(ask.limit), autocomplete: 'off', dir: 'auto',
        oninput: (event) => keep(name, event.target.value),
      }, props)),
    ];
  };
  const time = (effort) => h('label', { class: 'lasting', key: 'effort' + effort },
    h('input', { type: 'radio', name: 'effort-' + team.id, checked: form.effort === effort, onchange: () => keep('effort', effort) }),
    h('span', null, say('team.effort.' + (effort || 'none'))));
  const stop = () => closeJoining(slot, team);
  return h('div', { class: 'joining', key: 'joining' },
    line('helps'), line('seeks'),
    h('fieldset', { key: 'efforts' }, h('legend', { class: 'label' }, say('team.effort')), ask.efforts.concat('').map(time)),
    h('label', { class: 'lasting', key: 'consent' },
      h('input', { type: 'checkbox', checked: form.reach, onchange: (event) => keep('reach', event.target.checked) }),
      h('span', null, say('team.consent'))),
    form.reach && (keeps ? p(say('team.reachable'), 'help')
      : [line('name', { autocomplete: 'name', maxlength: '80' }), line('address', { maxlength: '80' }), p(say('team.private'), 'help')]),
    slot.error && p(slot.error, 'error'),
    h('div', { class: 'buttons' },
      button(slot.waiting ? say(slot.again ? 'again' : 'busy') : say(known && !known.left ? 'team.change.send' : 'team.join'),
        () => joinTeam(slot, team, known, keeps), { key: 'send', class: 'main', 'aria-disabled': slot.waiting ? 'true' : null }),
      button(say('team.cancel'), stop, { key: 'cancel' })));
}

// The form goes, and with it what had the focus: its card has it then.
function closeJoining(slot, team) {
  slot.form = null;
  remember(bringing(team.id), null);
  drawNow();
  const card = document.getElementById('team-card-' + team.id);
  if (card) card.focus();
}

function joinTeam(slot, team, known, keeps) {
  const { form } = slot;
  if (slot.waiting) return;
  slot.id = known ? known.id : slot.id || newId();
  const contact = form.reach && !keeps ? { name: form.name, reach: form.address } : {};
  if (form.reach && !keeps && !(form.name.trim() && form.address.trim())) {
    slot.error = say('team.half');
    announce(slot.error);
    return;
  }
  send(Object.assign({
    do: 'join_team', sign_up_id: slot.id, team_id: team.id, rev: (known ? known.rev : 0) + 1,
    helps: form.helps, seeks: form.seeks, effort: form.effort || null, keeps: form.reach && keeps,
  }, contact), slot, (ok) => {
    if (!ok) return;
    closeJoining(slot, team);
    announce(say('team.done'));
  });
}

// A team this phone is in: what it brings, what the team agreed, and the ways out.
function insideTeam(slot, known, change) {
  const bring = [['helps', known.helps], ['seeks', known.seeks]].filter((one) => one[1]);
  const ask = (what, then) => send({ do: what, sign_up_id: known.id }, slot, (ok) => ok && then());
  const leave = () => ask('leave_team', () => { slot.done = true; slot.sure = false; announce(say('team.gone')); });
  const forget = () => ask('forget_contact', () => announce(say('team.forgotten')));
  return [
    p(say('team.in'), 'state'),
    bring.map(([name, text]) => h('p', { class: 'told', key: name }, say('team.mine.' + name), ' ', h('span', { dir: 'auto' }, text))),
    known.effort && p(say('team.effort.' + known.effort), 'told'),
    known.facts.map((fact) => h('p', { class: 'told', key: fact.key, dir: 'auto' }, told(fact))),
    p(say(known.reachable ? 'team.reachable' : 'team.unreachable'), 'told'),
    slot.error && p(slot.error, 'error'),
    slot.waiting ? p(say(slot.again ? 'again' : 'busy')) : h('div', { class: 'buttons' },
      known.open && change && button(say('team.change'), change, { key: 'change' }),
      known.reachable && button(say('team.forget'), forget, { key: 'forget' }),
      slot.sure ? [button(say('team.stay'), () => { slot.sure = false; }, { key: 'leave' }),
        button(say('team.leave.sure'), leave, { key: 'sure' })]
        : button(say('team.leave'), () => { slot.sure = true; }, { key: 'leave' })),
  ];
}

// My teams on any other screen: the end of the way a card went.
function myTeams() {
  const list = joined();
  if (!list.length) return null;
  return h('section', { class: 'mine', key: 'my-teams' },
    h('h2', null, say('team.mine')),
    h('ul', { class: 'cards' }, list.map((one) => {
      const slot = slotOf('team:' + one.team);
      onScreen.add(slot.key);
      return h('li', { class: 'card card-joined', key: one.team }, own(one.title), insideTeam(slot, one, null));
    })));
}

function cardsForm() {
  const open = state.traceOpen;
  const list = open ? trace() : [];
  const shown = list.filter((one) => one.card);
  return [
    myTeams(),
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

adviseWhen(() => !!state.view && (state.view.mandate || {}).level === 'advise');
drawnBy(drawNow);
serve({
  address: (path) => `/api/${state.code}/${path}`,
  enter,
  refusedEntry: () => post('join', { language: state.language }, 8000),
  unknown: () => wrongCode(''),
  receive,
  over,
  refused: (slot) => { if (!onScreen.has(slot.key)) state.notice = slot.error; },
  padded,
});
// A ring around the folded choice helps who moves by keyboard, and tells nobody which button has it.
document.addEventListener('keydown', () => { page.dataset.keys = ''; });
document.addEventListener('pointerdown', () => { delete page.dataset.keys; });
start();
