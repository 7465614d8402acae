// What the ordering desk looks like: what waits to be laid, the topics, and the loose ones, which stay in sight.

import { announce, draw, h, there } from './dom.js';
import { language, say } from './saying.js';
import {
  agree, choose, clear, desk, found, giveName, heldBy, joinBest, layAlike, layIn, layNew, leaveLoose, numbered,
  numberOf, slot, sought, startNaming, stopNaming, suggestion, tellApart, topicName, topicsInOrder, undo, workable,
} from './ordering_desk.js';
import { dragging, pressed, wasDrag } from './ordering_drag.js';

const SHOWN = 3; // cards of a topic that are shown unasked
const NAME = 80; // characters of a name
const COLUMNS = ['pile', 'loose'];

const button = (text, press, props) => h('button', Object.assign({
  type: 'button', class: 'plain', onclick: () => { press(); draw(); },
}, props), text);
const meta = (text, props) => text && h('p', Object.assign({ class: 'meta' }, props), text);

export function page() {
  if (desk.screen === 'ended') return [h('h1', null, say('order.title')), h('p', { class: 'banner' }, say('order.link_ended'))];
  if (!desk.cards.size) return [top(), h('p', { class: 'banner' }, say(desk.view.over ? 'order.over' : 'order.none'))];
  return [top(), bar(), h('div', { class: desk.pile.length ? 'desk' : 'desk laid', key: 'desk' }, pile(), topics(), loose())].filter(there);
}

/* ---- the top ----------------------------------------------------------------------------------- */

function top() {
  return h('div', { class: 'top', key: 'top' },
    h('div', { class: 'title', key: 'title' },
      h('h1', null, say('order.title')),
      h('p', { class: 'meta', dir: 'auto' }, desk.view.question)),
    desk.cards.size > 0 && progress(),
    desk.cards.size > 0 && tools(),
    desk.view.practice && h('p', { class: 'banner', key: 'practice' }, say('practice')),
    !desk.view.open && desk.cards.size > 0
      && h('p', { class: 'banner', key: 'shut' }, say(desk.view.over ? 'order.over' : 'order.closed')),
    slot().error && h('p', { class: 'banner error', key: 'error' }, slot().error));
}

function progress() {
  const known = desk.view.progress;
  const sorted = known.cards - known.waiting;
  return h('div', { class: 'progress', key: 'progress' },
    h('p', { class: 'strong' }, say('order.progress', { sorted, cards: known.cards })),
    h('progress', { max: String(known.cards), value: String(sorted), 'aria-label': say('order.progress', { sorted, cards: known.cards }) }),
    meta([say('order.progress.topics', { n: known.topics }),
      known.named > 0 && say('order.progress.names', { agreed: known.agreed, n: known.named })].filter(Boolean).join(' · ')),
    meta(timeLeft()));
}

function timeLeft() {
  const { laying, naming } = desk.view.left;
  if (!desk.view.progress.waiting) {
    return naming ? say('order.left.names_only', { n: naming }) : say('order.left.laid');
  }
  if (laying === null) return say('order.left.early');
  return [say('order.left.laying', { n: laying }), naming && say('order.left.naming', { n: naming })].filter(Boolean).join(', ') + '.';
}

function tools() {
  const last = desk.view['undo.' + desk.me];
  const here = (desk.view.workers || []).filter((one) => one[1]).length;
  return h('div', { class: 'tools', key: 'tools' },
    h('label', { for: 'search', key: 'label' }, say('order.search')),
    h('input', {
      id: 'search', key: 'search', type: 'search', autocomplete: 'off', value: desk.search, oninput: (event) => search(event.target.value),
    }),
    button(say(last ? 'order.undo.' + last.kind : 'order.undo', { n: last && last.n }), undo,
      { key: 'undo', 'aria-disabled': last && workable() ? null : 'true' }),
    h('p', { class: 'meta', key: 'here' },
      [say('order.here', { n: here }), numbered() && say('order.you', { n: numberOf(desk.me) })].filter(Boolean).join(' · ')));
}

function search(text) {
  desk.search = text;
  if (text.trim()) announce(say('order.search.found', { n: [...desk.cards.values()].filter(found).length }));
  draw();
}

/* ---- what to do with what is chosen ------------------------------------------------------------- */

function bar() {
  const n = desk.chosen.size;
  if (!workable()) return null;
  if (!n) return h('div', { class: 'bar', key: 'bar' }, h('p', { key: 'n' }, say('order.help'), ' ', h('span', { class: 'meta keys' }, say('order.keys'))));
  const ids = [...desk.chosen.keys()];
  const into = desk.topics.get(desk.into.get('bar'));
  return h('div', { class: 'bar', key: 'bar', role: 'region', 'aria-label': say('order.chosen', { n }) },
    h('p', { class: 'strong', key: 'n' }, say('order.chosen', { n })),
    n > 1 && button(say('order.new'), () => layNew(ids), { class: 'plain main', key: 'new' }),
    button(say('order.keep_loose'), () => leaveLoose(ids), { key: 'loose' }),
    desk.topics.size > 0 && picker('bar', say('order.lay_with'), topicsInOrder()),
    into && button(say('order.lay'), () => layIn(into, ids), { class: 'plain main', key: 'lay' }),
    button(say('order.clear'), clear, { key: 'clear' }));
}

function picker(name, label, known) {
  const id = 'into-' + name;
  const value = known.some((topic) => topic.id === desk.into.get(name)) ? desk.into.get(name) : '';
  return h('span', { class: 'picker', key: id },
    h('label', { for: id }, label),
    h('select', { id, value, onchange: (event) => { desk.into.set(name, event.target.value); draw(); } },
      h('option', { value: '', key: 'none' }, say('order.lay_with.pick')),
      known.map((topic) => h('option', { value: topic.id, key: topic.id }, topicName(topic)))));
}

/* ---- cards ------------------------------------------------------------------------------------- */

function list(name, cards, props) {
  const shown = cards.filter(found);
  const at = shown.some((card) => card.id === desk.at[name]) ? desk.at[name] : (shown[0] || {}).id;
  return h('ul', Object.assign({ class: 'cards', key: 'list', onkeydown: (event) => walk(event, name) }, props),
    shown.map((card) => cardOf(card, name, card.id === at)));
}

// Of hundreds of cards a move changes one: the others are what they were, and are not drawn anew.
const drawnCards = new WeakMap(); // card → how it stood when it was drawn, and what was drawn

function cardOf(card, name, reached) {
  const on = desk.chosen.has(card.id);
  const held = heldBy(card.id);
  const stands = [name, on, held, reached, workable(), desk.origins, language].join();
  const before = drawnCards.get(card);
  if (before && before.stands === stands) return before.drawn;
  const drawn = faceOf(card, name, on, held, reached);
  drawnCards.set(card, { stands, drawn });
  return drawn;
}

function faceOf(card, name, on, held, reached) {
  const tap = () => { desk.at[name] = card.id; if (!wasDrag() && workable()) choose(card.id); };
  return h('li', { key: card.id, class: `card${on ? ' on' : ''}${held ? ' held' : ''}${card.no ? ' no' : ''}`, 'data-drop': 'card:' + card.id },
    h('button', {
      type: 'button', class: 'face', 'data-card': card.id, 'aria-pressed': String(on), 'aria-disabled': held ? 'true' : null,
      tabindex: reached ? '0' : '-1', onclick: tap, onpointerdown: (event) => pressed(event, 'card', card.id),
    },
    h('span', { class: 'words', dir: 'auto' }, card.text),
    on && filled(card),
    marks(card, name, held)));
}

const filled = (card) => ['whom', 'why', 'idea'].filter((part) => card[part])
  .map((part) => h('span', { class: 'filled', dir: 'auto', key: part }, say('order.card.' + part, { text: card[part] })));

// In a topic a card says no more than what makes it stand out.
function marks(card, name, held) {
  const from = card.table ? say('order.card.table', { n: card.table }) : say('order.card.number', { n: card.n });
  const known = [
    held && say('order.held', { n: held }),
    COLUMNS.includes(name) && from,
    card.no && say('order.card.no'), card.deviating && say('order.card.deviating'),
    COLUMNS.includes(name) && desk.origins > 1 && card.origin && say('order.card.' + card.origin),
    card.fits === true && say('order.card.fits'), card.fits === false && say('order.card.misfits'),
  ].filter(Boolean);
  return known.length > 0 && h('span', { class: 'meta' }, known.join(' · '));
}

// Arrow keys walk through a list, of which the Tab key reaches one card.
const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Home: -Infinity, End: Infinity };

function walk(event, name) {
  if (!(event.key in STEPS) || !event.target.dataset.card) return;
  const faces = [...event.target.closest('.cards').querySelectorAll('[data-card]')];
  const to = Math.max(0, Math.min(faces.length - 1, faces.indexOf(event.target) + STEPS[event.key]));
  event.preventDefault();
  desk.at[name] = faces[to].dataset.card;
  faces[to].focus();
  draw();
}

function pile() {
  return h('section', { class: 'column pile', key: 'pile', 'aria-labelledby': 'pile' },
    h('h2', { id: 'pile' }, say('order.pile', { n: desk.pile.length })),
    desk.pile.length ? list('pile', desk.pile, { class: 'cards scrolls' }) : meta(say('order.pile.none')));
}

function loose() {
  return h('section', { class: 'column loose', key: 'loose', 'aria-labelledby': 'loose', 'data-drop': 'loose' },
    h('h2', { id: 'loose' }, say('order.loose', { n: desk.loose.length })),
    meta(say(desk.loose.length ? 'order.loose.help' : 'order.loose.none')),
    list('loose', desk.loose, { class: 'cards scrolls' }));
}

// What is proposed changes with what others do. While something is dragged it stays, so that no topic moves away.
let proposed = null;

function alike() {
  if (!dragging()) proposed = proposal();
  return proposed;
}

function proposal() {
  const pair = workable() && !desk.search.trim() && suggestion();
  if (!pair) return null;
  return h('div', { class: 'alike', key: 'alike', role: 'group', 'aria-labelledby': 'alike' },
    h('h3', { id: 'alike' }, say('order.alike')),
    pair.map((id) => h('p', { class: 'words', dir: 'auto', key: id }, desk.cards.get(id).text, ' ', whereItLies(id))),
    meta(say('order.alike.help')),
    h('div', { class: 'buttons' },
      button(say('order.alike.lay'), () => layAlike(pair), { key: 'lay' }),
      button(say('order.alike.not'), () => tellApart(pair), { key: 'not' }),
      button(say('order.alike.next'), () => desk.skipped.add(pair.join()), { key: 'next' })));
}

function whereItLies(id) {
  const topic = desk.topics.get(desk.cards.get(id).topic);
  return topic && h('span', { class: 'meta' }, '(' + say('order.alike.in', { topic: topicName(topic) }) + ')');
}

/* ---- topics ------------------------------------------------------------------------------------ */

function topics() {
  const known = topicsInOrder();
  return h('section', { class: 'column topics', key: 'topics', 'aria-labelledby': 'topics' },
    h('h2', { id: 'topics' }, say('order.topics', { n: known.length })),
    !known.length && meta(say('order.topics.none')),
    h('div', { class: 'wall scrolls', key: 'wall' },
      alike(),
      known.filter(sought).map(topicOf),
      workable() && h('div', { class: 'fresh', key: 'fresh', 'data-drop': 'new', 'aria-hidden': 'true' }, say('order.new.drop'))));
}

function topicOf(topic) {
  const held = heldBy(topic.id);
  const id = 'topic-' + topic.id;
  return h('article', { class: `topic${topic.agreed ? ' agreed' : ''}`, key: topic.id, 'data-drop': 'topic:' + topic.id, 'aria-labelledby': id },
    h('div', { class: 'handle', key: 'handle', onpointerdown: (event) => pressed(event, 'topic', topic.id) },
      h('h3', { id, dir: 'auto' }, topicName(topic)),
      h('p', { class: 'meta' }, [say('order.topic.size', { n: topic.cards.length }), nameState(topic), held && say('order.held', { n: held })].filter(Boolean).join(' · '))),
    topic.misfits > 0 && meta(say('order.topic.misfits', { n: topic.misfits }), { class: 'meta misfits', key: 'misfits' }),
    workable() && (desk.naming === topic.id ? naming(topic) : todo(topic)),
    members(topic));
}

function nameState(topic) {
  if (!topic.name) return say('order.topic.unnamed');
  if (topic.agreed) return say('order.topic.agreed');
  return say(topic.by === desk.me ? 'order.topic.waits.you' : 'order.topic.waits');
}

function todo(topic) {
  const ids = [...desk.chosen.keys()].filter((id) => desk.cards.get(id).topic !== topic.id);
  const mayAgree = topic.name && !topic.agreed && topic.by !== desk.me;
  const about = { 'aria-describedby': 'topic-' + topic.id };
  return h('div', { class: 'buttons', key: 'todo' },
    ids.length > 0 && button(say('order.lay.here', { n: ids.length }), () => layIn(topic, ids), { class: 'plain main', key: 'here', ...about }),
    mayAgree && button(say('order.agree'), () => agree(topic), { key: 'agree', ...about }),
    button(say(topic.name ? 'order.name.other' : 'order.name.give'), () => openName(topic), { key: 'name', ...about }),
    more(topic, about));
}

function more(topic, about) {
  const others = topicsInOrder().filter((one) => one.id !== topic.id);
  const other = desk.topics.get(desk.into.get(topic.id));
  const open = desk.open.has(topic.id);
  const toggled = (event) => {
    if (event.target.open) desk.open.add(topic.id); else desk.open.delete(topic.id);
    draw();
  };
  return h('details', { key: 'more', ontoggle: toggled },
    h('summary', about, say('order.topic.more')),
    open && others.length > 0 && picker(topic.id, say('order.join'), others),
    open && other && other.id !== topic.id && button(say('order.join.do'), () => joinBest(other, topic), { key: 'join' }),
    open && button(say('order.split'), () => leaveLoose(topic.cards.map((card) => card.id)), { key: 'split' }));
}

function openName(topic) {
  startNaming(topic);
  draw();
  Promise.resolve().then(() => { const field = document.getElementById('name'); if (field) field.focus(); });
}

function naming(topic) {
  const save = (event) => { event.preventDefault(); giveName(topic); };
  return h('form', { class: 'naming', key: 'naming', onsubmit: save },
    h('label', { for: 'name' }, say('order.name')),
    meta(say('order.name.help'), { id: 'name-help' }),
    h('input', {
      id: 'name', type: 'text', autocomplete: 'off', maxlength: String(NAME), value: desk.named, dir: 'auto',
      'aria-describedby': 'name-help', oninput: (event) => { desk.named = event.target.value; },
    }),
    h('div', { class: 'buttons' },
      h('button', { type: 'submit', class: 'plain main', key: 'save' }, say('order.name.save')),
      button(say('order.name.cancel'), stopNaming, { key: 'cancel' })));
}

function members(topic) {
  const searching = desk.search.trim() !== '';
  const looked = searching ? topic.cards.filter(found) : topic.cards;
  const all = desk.all.has(topic.id) || looked.length <= SHOWN || searching;
  const turn = () => { if (desk.all.has(topic.id)) desk.all.delete(topic.id); else desk.all.add(topic.id); };
  return [
    list(topic.id, all ? looked : looked.slice(0, SHOWN), { key: 'members' }),
    topic.cards.length > SHOWN && !searching && button(
      all ? say('order.topic.fewer') : say('order.topic.all', { n: topic.cards.length }), turn,
      { class: 'link', key: 'all', 'aria-expanded': String(!!all) }),
  ];
}

// What had the keyboard may be gone: then the next card of its list is at hand, or its topic, or the first that waits.
export function keepingHand(change) {
  const had = document.activeElement;
  const heirs = had && had !== document.body ? heirsOf(had) : [];
  change();
  if (!heirs.length || document.activeElement !== document.body) return;
  const next = heirs.map((path) => document.querySelector(path)).find(Boolean);
  if (next) next.focus({ preventScroll: true });
}

function heirsOf(had) {
  const list = had.closest('.cards');
  const column = had.closest('.column');
  const topic = had.closest('.topic');
  const faces = list && had.dataset.card ? [...list.querySelectorAll('[data-card]')] : [];
  const at = faces.indexOf(had);
  const near = faces.slice(at + 1).concat(faces.slice(0, Math.max(0, at)).reverse());
  const inColumn = (face) => `.column[aria-labelledby="${column.getAttribute('aria-labelledby')}"] [data-card="${face.dataset.card}"]`;
  return near.map(inColumn).concat(
    topic ? `[data-drop="${topic.dataset.drop}"] .plain` : [], '.pile [data-card][tabindex="0"]', '.tools .plain');
}
