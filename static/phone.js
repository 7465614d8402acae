// Kring on the phone. The contract is docs/wire.md: the server sends what everybody sees (`view`) and what only
// this phone sees (`mine`); `view.ask.form` picks one of four forms. This page knows no steps.
//
//   dom.js, saying.js, memory.js, wire.js  shared with the other light pages
//   phone_asked.js, phone_kept.js          what is asked, and what stays on this phone
//   phone_choice.js, phone_field.js        what the person does: answering, and writing
//   phone_choosing.js, phone_several.js, phone_helping.js, phone_own.js, phone_teams.js, phone_later.js
//                                          the forms, built of phone_parts.js
//   phone_place.js, phone_aids.js, phone_reading.js, phone_coming.js
//                                          what stands around them, and the way in

import { announce, draw, drawnBy, h, keepingPlace, patch, there } from './dom.js';
import { recall, remember } from './memory.js';
import { aids, enlarge } from './phone_aids.js';
import { choiceKey, currentAsk, question, SEALED, state } from './phone_asked.js';
import { answerAgain, castAgain } from './phone_choice.js';
import { chooseForm } from './phone_choosing.js';
import {
  busyPage, claimVote, codePage, enter, goTo, onlyMeeting, over, overPage, wrongCode,
} from './phone_coming.js';
import { late } from './phone_field.js';
import { handOver } from './phone_helping.js';
import { drafts, followTrace, forgetSentDrafts } from './phone_kept.js';
import { answeringLater } from './phone_later.js';
import { erasing, lookForm, ownCards, traceSection, writeForm } from './phone_own.js';
import { button, main, onScreen, own, p, page, stageCard, tally } from './phone_parts.js';
import { seat, taken, walk } from './phone_place.js';
import { handouts, onTheScreen } from './phone_reading.js';
import { severalForm } from './phone_several.js';
import { myTeams, teamsForm } from './phone_teams.js';
import { adviseWhen, learn, say, told } from './saying.js';
import {
  again, api, backoff, ended, linked, lose, loseSoon, lost, mention, newId, pending, post, serve, slots,
} from './wire.js';

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

function livePage() {
  const { view } = state;
  const ask = currentAsk();
  const form = formOf(ask);
  const shown = form ? form(ask) : null;
  const heading = told(view.heading);
  const busy = ask.form !== 'look' && ask.form !== 'cards'; // what the room does now comes first
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
    busy ? null : answeringLater(),
    (view.cards || []).map((card) => stageCard(card)),
    shown,
    busy ? answeringLater() : null,
    seat(view, state.mine.place, state.mine.lines || []),
    taken(state.mine.taken_along),
    handouts(view),
    onTheScreen(),
    view.report && h('p', null, h('a', { class: 'report', href: view.report }, say('report.link'))),
  ].reduce((all, one) => all.concat(one), []).filter(there);
}

const cardsForm = () => [
  myTeams(),
  ownCards((state.mine.viewpoints || []).concat(state.mine.proposals || [])),
  traceSection(),
  erasing(),
];

const FORMS = { look: lookForm, write: writeForm, cards: cardsForm };

function formOf(ask) {
  if (ask.form !== 'choose') return FORMS[ask.form];
  if (ask.several) return teamsForm;
  if (SEALED.includes(ask.do) && !ask.everybody && state.mine.votes === false) return () => p(say('vote.right.no'), 'done');
  if (ask.person && !state.helping.ready) return handOver;
  return ask.most ? severalForm : chooseForm;
}

function drawNow() {
  onScreen.clear();
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

async function speak(language) {
  await learn(language);
  state.language = language;
  remember('language', language);
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
