// The ordering desk as this page knows it: where every card lies, what is chosen here, and what can be done with it.
// An act brings what was seen here; where that is no longer so the server refuses it and says who did what.

import { announce, draw } from './dom.js';
import { say } from './saying.js';
import { mention, newId, send, slotOf } from './wire.js';

const MOST_CHOSEN = 50; // in one message of 4 kB
const RENEWED = 8000; // milliseconds after which what is in hand is said again
const AWAY = 60000; // who did nothing for so long has nothing in hand any more

export const desk = {
  screen: 'wait', // wait, live, ended
  view: {},
  me: '',
  cards: new Map(), // id → words and place of a card
  topics: new Map(), // id → a topic, with its cards
  pile: [],
  loose: [],
  origins: 0, // in how many ways cards came: what they all share is said on none
  chosen: new Map(), // id → how often the card had moved when it was chosen
  naming: '', // the topic that is being named here
  named: '', // ... and what is typed
  all: new Set(), // topics of which every card is shown
  open: new Set(), // topics of which the rest that can be done is shown
  into: new Map(), // what is picked in the lists of topics
  skipped: new Set(), // suggestions put away here
  search: '',
  at: {}, // the card of each list that the Tab key reaches
};

export const slot = () => slotOf('desk');
let activeAt = Date.now();

/* ---- what comes in ----------------------------------------------------------------------------- */

export function take(frame) {
  if (frame.worker) desk.me = frame.worker;
  if (frame.view) desk.view = frame.view;
  if (frame.patch) desk.view = Object.assign({}, desk.view, frame.patch);
  for (const key of Object.keys(desk.view)) if (desk.view[key] === null) delete desk.view[key];
  desk.screen = 'live';
  arrange();
  keepChosen();
}

function arrange() {
  const before = desk.cards;
  desk.cards = new Map();
  desk.topics = new Map();
  for (const [key, known] of Object.entries(desk.view)) {
    const id = key.slice(key.indexOf('.') + 1);
    if (key.startsWith('topic.')) desk.topics.set(id, Object.assign({ id, cards: [] }, known));
    if (key.startsWith('card.')) desk.cards.set(id, cardAt(before.get(id), id, known, desk.view['place.' + id]));
  }
  const cards = [...desk.cards.values()].sort((one, other) => one.n - other.n);
  cards.forEach((card) => { if (desk.topics.has(card.topic)) desk.topics.get(card.topic).cards.push(card); });
  desk.pile = cards.filter((card) => !card.topic && !card.loose);
  desk.loose = cards.filter((card) => card.loose);
  desk.origins = new Set(cards.map((card) => card.origin)).size;
  if (desk.naming && !desk.topics.has(desk.naming)) stopNaming();
}

// The same card as before where nothing of it changed.
function cardAt(before, id, words, place) {
  if (before && before.words === words && before.place === place) return before;
  return Object.assign({ id, words, place }, words, place);
}

// What somebody else took meanwhile is no longer chosen here.
function keepChosen() {
  const gone = [...desk.chosen].filter(([id, moved]) => (desk.cards.get(id) || {}).moved !== moved);
  if (!gone.length) return;
  gone.forEach(([id]) => desk.chosen.delete(id));
  if (!slot().waiting) announce(say('order.chosen.moved'));
  inHand();
}

/* ---- asking ------------------------------------------------------------------------------------ */

export const topicName = (topic) => topic.name || say('order.topic', { n: topic.n });
export const topicsInOrder = () => [...desk.topics.values()].sort((one, other) => one.n - other.n);
export const workable = () => desk.view.open && !desk.view.over;
export const numberOf = (worker) => (desk.view.workers || []).findIndex((one) => one[0] === worker) + 1;

// Whether one's own number stays: it is given with the first act, in the order of those.
export const numbered = () => numberOf(desk.me) > 0 && numberOf(desk.me) <= desk.view.numbered;

// The number of somebody else who is busy with this; 0 where nobody is.
export function heldBy(id) {
  const worker = (desk.view.hands || {})[id];
  return worker && worker !== desk.me ? numberOf(worker) : 0;
}

const plain = (text) => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();

export function found(card) {
  const wanted = plain(desk.search.trim());
  if (!wanted) return true;
  return plain([card.text, card.whom, card.why, card.idea].filter(Boolean).join(' ')).includes(wanted);
}

// While somebody searches only topics are shown that hold a card they look for, or are called so.
export const sought = (topic) => !desk.search.trim() || desk.naming === topic.id
  || plain(topicName(topic)).includes(plain(desk.search.trim())) || topic.cards.some(found);

export function suggestion() {
  const free = ([one, other]) => desk.cards.has(one) && desk.cards.has(other) && !heldBy(one) && !heldBy(other);
  return (desk.view.alike || []).find((pair) => free(pair) && !desk.skipped.has(pair.join())) || null;
}

/* ---- in hand ----------------------------------------------------------------------------------- */

export function inHand() {
  const things = [...desk.chosen.keys()].concat(desk.naming || []);
  mention({ id: newId(), do: 'hold', things });
}

export function holding(ids) {
  mention({ id: newId(), do: 'hold', things: ids });
}

setInterval(() => {
  const busy = desk.chosen.size || desk.naming;
  if (busy && Date.now() - activeAt < AWAY) inHand();
}, RENEWED);

export function active() { activeAt = Date.now(); }

/* ---- choosing ---------------------------------------------------------------------------------- */

export function choose(id) {
  if (heldBy(id)) return announce(say('order.held', { n: heldBy(id) }));
  if (desk.chosen.has(id)) desk.chosen.delete(id);
  else if (desk.chosen.size === MOST_CHOSEN) return announce(say('order.chosen.most', { n: MOST_CHOSEN }));
  else desk.chosen.set(id, desk.cards.get(id).moved);
  announce(say('order.chosen', { n: desk.chosen.size }));
  slot().error = '';
  inHand();
  draw();
}

export function clear() {
  if (!desk.chosen.size) return;
  desk.chosen.clear();
  announce(say('order.chosen', { n: 0 }));
  inHand();
  draw();
}

/* ---- acting ------------------------------------------------------------------------------------ */

const seen = (ids) => ids.map((id) => ({ viewpoint_id: id, moved: desk.cards.get(id).moved }));

function act(message, said, then) {
  send(Object.assign({ act_id: newId() }, message), slot(), (ok) => {
    if (!ok) return;
    if (said) announce(said);
    if (then) then();
  });
}

// What was laid is no longer chosen, and the next card is at hand.
function laid(ids) {
  ids.forEach((id) => desk.chosen.delete(id));
  inHand();
}

export function layNew(ids) {
  if (!ids.length) return;
  act({ do: 'lay_together', cluster_id: newId(), rev: 0, cards: seen(ids) }, say('order.new.said'), () => laid(ids));
}

export function layIn(topic, ids) {
  if (!ids.length) return;
  const said = say('order.lay.said', { n: ids.length, topic: topicName(topic) });
  act({ do: 'lay_together', cluster_id: topic.id, rev: topic.rev, cards: seen(ids) }, said, () => laid(ids));
}

export function leaveLoose(ids) {
  const some = ids.slice(0, MOST_CHOSEN);
  if (!some.length) return;
  act({ do: 'leave_loose', cards: seen(some) }, say('order.keep_loose.said', { n: some.length }), () => laid(some));
  if (ids.length > MOST_CHOSEN) leaveLoose(ids.slice(MOST_CHOSEN));
}

// Dropped on a single card: with that card, or in the topic it lies in.
export function layOn(id, ids) {
  const card = desk.cards.get(id);
  const coming = ids.filter((one) => one !== id);
  if (!card || !coming.length) return;
  if (desk.topics.has(card.topic)) layIn(desk.topics.get(card.topic), coming);
  else layNew([id].concat(coming));
}

export function join(into, other) {
  if (!into || !other || into.id === other.id) return;
  act({ do: 'join_topics', cluster_id: into.id, rev: into.rev, other: other.id, other_rev: other.rev },
    say('order.join.said'));
}

// The one with a name goes on, where only one of them has any.
export function joinBest(one, other) {
  if (other.name && !one.name) join(other, one);
  else join(one, other);
}

export function startNaming(topic) {
  desk.naming = topic.id;
  desk.named = topic.name || '';
  slot().error = '';
  inHand();
}

export function stopNaming() {
  desk.naming = '';
  desk.named = '';
  inHand();
}

export function giveName(topic) {
  const name = desk.named;
  act({ do: 'name_topic', cluster_id: topic.id, rev: topic.rev, name }, say('order.name.said', { name }), stopNaming);
}

export function agree(topic) {
  act({ do: 'agree_to_name', cluster_id: topic.id, rev: topic.rev }, say('order.agree.said'));
}

export function layAlike([one, other]) {
  const topic = desk.cards.get(one).topic || desk.cards.get(other).topic;
  const there = desk.topics.get(topic);
  if (!there) return layNew([one, other]);
  layIn(there, [one, other].filter((id) => desk.cards.get(id).topic !== topic));
}

export function tellApart(pair) {
  act({ do: 'not_alike', viewpoint_ids: pair }, say('order.alike.said'));
}

export function undo() {
  const last = desk.view['undo.' + desk.me];
  if (last && workable()) act({ do: 'take_back', move: last.move }, say('order.undone'));
}
