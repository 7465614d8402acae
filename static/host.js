// The page of a table's host, on the same wire as the phones (docs/wire.md): what to say now, one sentence at a time,
// the cards of this table as they come, picking and completing them, and reading topics back.
//
//   line     which meeting, and what comes in
//   sending  what the host does, and what became of it
//   parts    what stands on the page, from top to bottom

import { announce, draw, drawnBy, flat, h, keepingPlace, patch, there } from './dom.js';
import { recall, remember } from './memory.js';
import { language, learn, length, say, surplus, told } from './saying.js';
import { again, backoff, connect, ended, leave, linked, lose, lost, newId, send, serve, slotOf } from './wire.js';

const page = document.documentElement;
const main = document.getElementById('main');
const code = (location.pathname.match(/\d{6}/) || [''])[0];

const LIMIT = 140;
const SHORT = 80;

const state = {
  screen: 'wait', // wait, denied, live
  view: null,
  ahead: 0, // milliseconds that the server's clock is ahead of this one
  sentence: 0, // which sentence of this moment is said
  notice: '', // something to know that belongs to nothing on the page
  fill: null, // the card that is being completed: {"id", "rev", "values"}
  missing: null, // the topic of which the table misses something: {"id", "text"}
};

/* ---- line -------------------------------------------------------------------------------------- */

// Before the evening a host may practise: the same page on a table that exists for this host only.
const practising = new URLSearchParams(location.search).has('oefenen');
const address = (path) => `/api/${code}/${path}${path.includes('?') ? '&' : '?'}as=host${practising ? '&practice=1' : ''}`;

function receive(frame) {
  const before = state.view;
  if (frame.view) {
    state.view = frame.view;
    state.screen = 'live';
    if (frame.now) state.ahead = Date.parse(frame.now) - Date.now();
    if (!before) recallTyped();
  }
  if (frame.patch && state.view) state.view = Object.assign({}, state.view, frame.patch);
  if (!state.view) return;
  if (before) noticed(before, state.view);
  draw();
}

// What is new is said to who cannot see it, and to who is looking at the people.
function noticed(before, view) {
  if (before.block !== view.block) {
    state.sentence = 0;
    slotOf('spoken').done = '';
    announce([say('host.say'), sentences()[0]].join(': '));
  }
  if (before.table !== view.table && view.table) state.notice = say('host.moved', { n: view.table });
  const word = view.announcement;
  if (word && (!before.announcement || before.announcement.id !== word.id)) announce(`${say('host.told')}: ${word.text}`);
}

function denied() {
  leave();
  state.screen = 'denied';
  draw();
}

/* ---- sending ----------------------------------------------------------------------------------- */

// What was typed outlives a reload: it belongs to this table of this meeting.
const kept = (name) => `${code}:host:${name}`;
function recallTyped() {
  state.spoken = recall(kept('spoken')) || null;
  state.fill = recall(kept('fill')) || null;
  state.missing = recall(kept('missing')) || null;
}

function keep(name, value) {
  state[name] = value;
  remember(kept(name), value);
}

const field = (id) => document.getElementById(id);
function drawAndFocus(id) {
  drawNow();
  const wanted = field(id);
  if (wanted) wanted.focus({ preventScroll: true });
}

const ask = (slot, message, then) => {
  if (slot.waiting) return;
  slot.sure = false;
  slot.done = '';
  send(message, slot, (ok) => { if (ok && then) then(); });
};

const tooLong = (slot, text, limit) => {
  const over = surplus(text.trim(), limit);
  if (text.trim() && !over) return false;
  slot.error = over ? say('field.shorter', { n: over }) : say('field.empty');
  announce(slot.error);
  draw();
  return true;
};

function pick(card, odd) {
  ask(slotOf('card' + card.id), { do: 'pick_card', viewpoint_id: card.id, deviating: odd },
    () => announce(say(odd ? 'host.card.odd' : 'host.pick')));
}

function putBack(card) {
  const slot = slotOf('card' + card.id);
  if ((card.for_whom || card.why || card.first_idea) && !slot.sure) { slot.sure = true; return; }
  ask(slot, { do: 'unpick_card', viewpoint_id: card.id }, () => announce(say('host.cards.rest')));
}

function saveFill(card) {
  const slot = slotOf('fill' + card.id);
  const { values, rev } = state.fill;
  if (Object.values(values).every((text) => !text.trim())) return void tooLong(slot, '', LIMIT);
  const limits = { for_whom: SHORT, why: LIMIT, first_idea: LIMIT };
  if (Object.keys(limits).some((name) => values[name].trim() && tooLong(slot, values[name], limits[name]))) return;
  ask(slot, Object.assign({ do: 'complete_card', viewpoint_id: card.id, rev: rev + 1 }, values), () => {
    keep('fill', null);
    announce(say('host.fill.done'));
    drawAndFocus('fill-' + card.id);
  });
}

function sayCard() {
  const slot = slotOf('spoken');
  const { id, text } = state.spoken;
  ask(slot, { do: 'say_card', viewpoint_id: id, block_id: state.view.spoken, text: text.trim() }, () => {
    keep('spoken', null);
    slot.done = say('host.spoken.done');
    announce(slot.done);
    drawAndFocus('spoken');
  });
}

function readBack(topic, verdict, text) {
  ask(slotOf('topic' + topic.id), { do: 'read_back', cluster_id: topic.id, verdict, text, rev: topic.rev + 1 }, () => {
    keep('missing', null);
    announce(say('host.read.done'));
    drawAndFocus('fits-' + topic.id);
  });
}

/* ---- parts ------------------------------------------------------------------------------------- */

const p = (text, kind, props) => text && h('p', Object.assign(kind ? { class: kind } : {}, props), text);
const own = (text, kind) => h('p', { class: 'own-words ' + (kind || ''), dir: 'auto' }, text);
const button = (text, press, props) => h('button', Object.assign({
  type: 'button', class: 'plain', onclick: () => { press(); draw(); },
}, props), text);
const buttons = (...list) => h('div', { class: 'buttons' }, list);

// What became of what was sent from this place of the page.
const became = (slot) => [
  slot.error && p(slot.error, 'error'),
  slot.waiting > 0 && p(say(slot.again ? 'again' : 'busy'), 'help'),
];

function drawNow() {
  const parts = { wait: waitPage, denied: deniedPage, live: livePage }[state.screen];
  const next = nextOf(document.activeElement);
  keepingPlace(() => {
    patch(document.getElementById('head'), header());
    patch(document.getElementById('lost'), lost ? [h('p', null, say('net.off'))] : []);
    patch(main, flat(parts()).filter(there));
    patch(document.getElementById('foot'), [p(page.dataset.organisation)].filter(there));
  });
  const heir = document.activeElement === document.body && next.map(field).find(Boolean);
  if (heir) heir.focus({ preventScroll: true });
  document.title = [name(), state.view && state.view.title].filter(Boolean).join(' · ') || 'Kring';
}

// A card that is taken along takes its buttons with it: who has a keyboard goes on with the next one.
function nextOf(had) {
  const item = had && had.closest('.cards li');
  if (!item) return [];
  const items = [...item.parentNode.children];
  const at = items.indexOf(item);
  return items.slice(at + 1).concat(items.slice(0, at).reverse())
    .map((one) => (one.querySelector('[id^="pick-"]') || {}).id).filter(Boolean);
}

const name = () => (state.view && state.view.table ? say('host.table', { n: state.view.table }) : say('host.page'));
const waitPage = () => [p(say('host.wait'))];
const deniedPage = () => [h('h1', null, say(practising ? 'host.practice.not' : 'host.denied')), practising && toTable()];
const toTable = () => h('p', { key: 'to' }, h('a', { class: 'report', href: '/host/' + code }, say('host.practice.back')));

function header() {
  const status = ended ? 'over' : linked ? 'on' : lost ? 'lost' : 'busy';
  const choice = (tongue, label) => button(tongue.toUpperCase(), () => { speak(tongue).catch(lose); },
    { key: tongue, lang: tongue, 'aria-label': label, 'aria-pressed': String(language === tongue) });
  return [
    h('span', { class: 'name' }, name()),
    state.screen !== 'denied' && h('span', { class: 'link link-' + status }, h('span', { class: 'dot', 'aria-hidden': 'true' }), say('link.' + status)),
    h('span', { class: 'languages', role: 'group', 'aria-label': say('language.label') },
      choice('nl', 'NL, Nederlands'), choice('en', 'EN, English')),
  ].filter(there);
}

function livePage() {
  const { view } = state;
  if (view.over && practising) return [h('h1', null, say('host.practice.over')), p(say('host.practice.ready')), toTable()];
  if (view.over) return [h('h1', null, say('host.over'))];
  if (!view.table) return [h('h1', null, say('host.none'))];
  return [
    state.notice && h('div', { class: 'banner', key: 'notice' },
      p(state.notice), buttons(button(say('ok'), () => { state.notice = ''; }))),
    view.practice && p(say('practice'), 'practice'),
    practising && toTable(),
    view.step === 'arrival' && !practising && offered(),
    view.announcement && h('div', { class: 'banner told', key: 'told' },
      p(say('host.told'), 'caption'), own(view.announcement.text)),
    saying(),
    h('h1', { key: 'h1', dir: 'auto' }, view.asked || view.question),
    facts(view),
    helpBar(view),
    !practising && lateComers(view),
    view.reading ? topics(view.reading) : cards(view),
    view.spoken && spokenCard(),
  ];
}

const offered = () => h('div', { class: 'banner', key: 'offered' },
  p(say('host.practice.offer')), h('p', null, h('a', { class: 'report', href: location.pathname + '?oefenen' }, say('host.practice.begin'))));

// Who comes late points a camera at the host's own screen. The picture is fetched when somebody wants it.
function lateComers(view) {
  const slot = slotOf('code');
  const toggled = (event) => { slot.open = event.target.open; draw(); };
  return h('details', { key: 'code', ontoggle: toggled },
    h('summary', null, say('host.code')),
    slot.open && h('img', { class: 'code-picture', src: `/qr/${code}.svg?t=${view.table}`, alt: say('host.code.alt', { n: view.table }) }));
}

const sentences = () => told(state.view.say).split('\n').filter(Boolean);

// One sentence at a time; the next one when the host wants it.
function saying() {
  const list = sentences();
  if (!list.length) return null;
  const at = Math.min(state.sentence, list.length - 1);
  const next = () => {
    state.sentence = at + 1 < list.length ? at + 1 : 0;
    announce(list[state.sentence]);
  };
  return h('section', { class: 'say', key: 'say', 'aria-labelledby': 'say' },
    h('h2', { id: 'say' }, say('host.say')),
    p(list[at], 'sentence'),
    list.length > 1 && buttons(
      button(say(at + 1 < list.length ? 'host.say.next' : 'host.say.first'), next, { key: 'next' }),
      p(say('host.say.which', { n: at + 1, all: list.length }), 'help')));
}

function facts(view) {
  return h('div', { class: 'facts', key: 'facts' },
    p(timeLeft(view)), p(say('host.seated', { n: view.seated })));
}

function timeLeft(view) {
  const left = Date.parse(view.began) + view.minutes * 60000 - Date.now() - state.ahead;
  return left > 0 ? say('host.time', { n: Math.ceil(left / 60000) }) : say('host.time.over');
}

/* Cards. */

const laid = () => Object.keys(state.view).filter((key) => key.startsWith('card.') && state.view[key])
  .map((key) => Object.assign({ id: key.slice('card.'.length) }, state.view[key])).sort((a, b) => a.n - b.n);

function cards(view) {
  const list = laid();
  if (!list.length && !view.spoken) return null;
  const chosen = list.filter((card) => card.picked);
  const rest = list.filter((card) => !card.picked);
  return [
    view.picking && list.length > 0 && picking(view.picking, chosen),
    h('section', { class: 'cards', key: 'cards' },
      (rest.length || !chosen.length) && h('h2', null, say(chosen.length ? 'host.cards.rest' : 'host.cards')),
      unheard(view),
      !list.length && p(say('host.cards.none'), 'help'),
      h('ul', null, rest.map((card) => h('li', { class: 'card', key: card.id }, cardText(card), choices(view.picking, card))))),
  ];
}

function unheard(view) {
  if (view.unheard === null || !view.seated || (view.picking && view.picking.handed)) return null;
  return p(view.unheard ? say('host.unheard', { n: view.unheard }) : say('host.unheard.none'), 'help');
}

const MARKS = ['said', 'no', 'odd', 'own'];
const marked = (card) => MARKS.filter((mark) => card[mark])
  .map((mark) => h('span', { class: 'mark mark-' + mark, key: mark }, say('host.card.' + mark)));
const cardText = (card) => [
  MARKS.some((mark) => card[mark]) && h('p', { class: 'marks' }, marked(card)),
  own(card.text),
];

// What a card that lies there can do: go along, as one of the table's or in the place kept for another view.
function choices(known, card) {
  const slot = slotOf('card' + card.id);
  const open = known && !known.handed && !card.own;
  const about = (words) => ({ 'aria-label': `${say(words)}: ${card.text}` });
  return [
    became(slot),
    !slot.waiting && buttons(
      open && known.places > 0 && button(say('host.pick.this'), () => pick(card, false), Object.assign({ key: 'pick', id: 'pick-' + card.id }, about('host.pick.this'))),
      open && known.odd > 0 && known.picked > 0 && button(say('host.pick.odd'), () => pick(card, true), Object.assign({ key: 'odd' }, about('host.pick.odd'))),
      card.typed && dropping(card, slot)),
  ];
}

function dropping(card, slot) {
  const drop = () => ask(slot, { do: 'unsay_card', viewpoint_id: card.id });
  return slot.sure
    ? [button(say('host.keep'), () => { slot.sure = false; }, { key: 'drop' }), button(say('host.spoken.drop.sure'), drop, { key: 'sure' })]
    : [button(say('host.spoken.drop'), () => { slot.sure = true; }, { key: 'drop' })];
}

/* Picking: what goes on, what belongs with it, and handing in. */

const MOST = 5; // cards a table picks; a table that another one joined may hold more

function counted(n) {
  if (!n) return say('host.pick.none');
  return say(n > MOST ? 'host.pick.together' : 'host.pick.count', { n });
}

function picking(known, chosen) {
  return h('section', { class: 'picking', key: 'picking' },
    h('h2', null, say('host.pick')),
    p(counted(chosen.length), 'help'),
    !known.handed && known.picked > 0 && known.odd > 0 && !chosen.some((card) => card.odd) && p(say('host.pick.odd.free'), 'help'),
    h('ul', null, chosen.map((card) => h('li', { class: card.odd ? 'card card-picked card-odd' : 'card card-picked', key: card.id },
      cardText(card), added(card), known.handed ? null : completing(card)))),
    handingIn(known, chosen));
}

const PARTS = ['for_whom', 'why', 'first_idea'];
const added = (card) => PARTS.some((part) => card[part]) && h('dl', { class: 'added' }, PARTS.filter((part) => card[part])
  .map((part) => [h('dt', { key: 'dt' + part }, say('host.fill.' + part)), h('dd', { key: 'dd' + part, dir: 'auto' }, card[part])]));

function completing(card) {
  const slot = slotOf('card' + card.id);
  if (state.fill && state.fill.id === card.id) return fillForm(card);
  const open = () => {
    const values = {};
    PARTS.forEach((part) => { values[part] = card[part] || ''; });
    keep('fill', { id: card.id, rev: card.rev, values });
    slotOf('fill' + card.id).error = '';
    drawAndFocus('for_whom-' + card.id);
  };
  return [
    became(slot),
    !slot.waiting && buttons(
      button(say(PARTS.some((part) => card[part]) ? 'host.fill.change' : 'host.fill'), open, { key: 'fill', id: 'fill-' + card.id }),
      slot.sure && button(say('host.keep'), () => { slot.sure = false; }, { key: 'back' }),
      button(say(slot.sure ? 'host.pick.back.sure' : 'host.pick.back'), () => putBack(card), { key: slot.sure ? 'sure' : 'back' })),
  ];
}

function fillForm(card) {
  const slot = slotOf('fill' + card.id);
  const type = (part) => (event) => {
    slot.error = '';
    keep('fill', Object.assign({}, state.fill, { values: Object.assign({}, state.fill.values, { [part]: event.target.value }) }));
    draw();
  };
  const line = (part) => [
    h('label', { class: 'label', for: `${part}-${card.id}`, key: 'label' + part }, say('host.fill.' + part)),
    part === 'for_whom'
      ? h('input', { id: `${part}-${card.id}`, key: part, class: 'line', type: 'text', dir: 'auto', autocomplete: 'off', value: state.fill.values[part], oninput: type(part) })
      : h('textarea', { id: `${part}-${card.id}`, key: part, rows: 2, dir: 'auto', autocomplete: 'off', value: state.fill.values[part], oninput: type(part) }),
  ];
  const stop = () => { keep('fill', null); drawAndFocus('fill-' + card.id); };
  return h('div', { class: 'fill', key: 'fill' },
    p(say('host.fill.help'), 'help'), PARTS.map(line), became(slot),
    buttons(button(say('host.fill.save'), () => saveFill(card), { class: 'main', key: 'save', 'aria-disabled': slot.waiting ? 'true' : null }),
      button(say('host.fill.cancel'), stop, { key: 'cancel' })));
}

// A place that stays empty is asked about once: the odd card is easily forgotten.
function handingIn(known, chosen) {
  const slot = slotOf('hand');
  if (known.handed) {
    return [p(say('host.handed'), 'done'), became(slot), !slot.waiting && buttons(
      button(say('host.handed.back'), () => ask(slot, { do: 'take_cards_back' }), { key: 'take' }))];
  }
  if (known.picked < known.fewest) return p(say('host.hand.few', { n: known.fewest }), 'help');
  const hand = () => ask(slot, { do: 'hand_in_cards' }, () => announce(say('host.handed')));
  const press = () => (chosen.some((card) => card.odd) || !known.odd ? hand() : void (slot.sure = true));
  return [
    slot.sure && p(say('host.hand.odd')),
    became(slot),
    !slot.waiting && buttons(slot.sure
      ? [button(say('host.keep'), () => { slot.sure = false; }, { key: 'hand' }), button(say('host.hand.sure'), hand, { key: 'sure' })]
      : button(say('host.hand'), press, { class: 'main', key: 'hand' })),
  ];
}

/* A card that somebody says aloud: typed, read back, and only then sent. */

function spokenCard() {
  const slot = slotOf('spoken');
  const typed = state.spoken || { id: '', text: '', read: false };
  const type = (event) => {
    slot.error = slot.done = '';
    keep('spoken', event.target.value ? { id: typed.id || newId(), text: event.target.value, read: false } : null);
    draw();
  };
  const read = () => {
    if (tooLong(slot, typed.text, LIMIT)) return;
    keep('spoken', Object.assign({}, typed, { read: true }));
    drawAndFocus('spoken-right');
  };
  const change = () => { keep('spoken', Object.assign({}, typed, { read: false })); drawAndFocus('spoken'); };
  const used = length(typed.text.trim());
  return h('section', { class: 'spoken', key: 'spoken' },
    h('h2', null, say('host.spoken')),
    typed.read ? h('div', { class: 'back', key: 'back' },
      p(say('host.spoken.check'), 'caption'), own(typed.text.trim()), became(slot),
      !slot.waiting && buttons(
        button(say('host.spoken.right'), sayCard, { class: 'main', key: 'right', id: 'spoken-right' }),
        button(say('host.spoken.again'), change, { key: 'again' })))
      : h('div', { key: 'type' },
        p(say('host.spoken.help'), 'help', { id: 'spoken-help' }),
        h('label', { class: 'label', for: 'spoken' }, say('host.spoken.label')),
        h('textarea', { id: 'spoken', key: 'text', rows: 3, dir: 'auto', autocomplete: 'off', value: typed.text, oninput: type, 'aria-describedby': 'spoken-help' }),
        used >= 100 && used <= LIMIT && p(say('field.left', { n: LIMIT - used }), 'counter'),
        became(slot),
        buttons(button(say('host.spoken.read'), read, { key: 'read' })),
        slot.done && p(slot.done, 'done')));
}

/* Reading back: the topics this table was given, and what it says of them. */

function topics(reading) {
  return h('section', { class: 'topics', key: 'topics' },
    h('h2', null, say(reading.topics.length ? 'host.read' : 'host.read.none')),
    reading.topics.map(topicCard));
}

function topicCard(topic) {
  const slot = slotOf('topic' + topic.id);
  const writing = state.missing && state.missing.id === topic.id;
  const open = () => { keep('missing', { id: topic.id, text: topic.text || '' }); drawAndFocus('missing-' + topic.id); };
  const pressed = (verdict) => ({ 'aria-pressed': String(topic.verdict === verdict) });
  return h('article', { class: 'card topic', key: topic.id },
    h('h3', { dir: 'auto' }, topic.name || say('host.read.unnamed')),
    h('ul', null, topic.cards.map((card) => h('li', { key: card.id, dir: 'auto' }, card.text))),
    p(say('host.read.ask'), 'caption'),
    topic.verdict && p(say('host.read.said.' + topic.verdict), 'done'),
    topic.verdict === 'missing' && own(topic.text),
    writing ? missingForm(topic, slot) : [became(slot), !slot.waiting && buttons(
      button(say('host.read.fits'), () => readBack(topic, 'fits', ''), Object.assign({ key: 'fits', id: 'fits-' + topic.id }, pressed('fits'))),
      button(say('host.read.missing'), open, Object.assign({ key: 'missing' }, pressed('missing'))))]);
}

function missingForm(topic, slot) {
  const id = 'missing-' + topic.id;
  const type = (event) => { slot.error = ''; keep('missing', { id: topic.id, text: event.target.value }); draw(); };
  const press = () => tooLong(slot, state.missing.text, LIMIT) || readBack(topic, 'missing', state.missing.text.trim());
  return h('div', { class: 'fill', key: 'writing' },
    h('label', { class: 'label', for: id }, say('host.read.label')),
    h('textarea', { id, key: 'text', rows: 3, dir: 'auto', autocomplete: 'off', value: state.missing.text, oninput: type }),
    became(slot),
    buttons(button(say('host.read.send'), press, { class: 'main', key: 'send', 'aria-disabled': slot.waiting ? 'true' : null }),
      button(say('host.fill.cancel'), () => keep('missing', null), { key: 'cancel' })));
}

/* Help: one press, and somebody in the hall comes. */

function helpBar(view) {
  const slot = slotOf('call');
  const call = () => ask(slot, { do: 'call_somebody', call_id: newId(), kind: 'help' }, () => announce(say('host.call.waiting')));
  const end = () => ask(slot, { do: 'end_call', call_id: view.call }, () => announce(say('host.call.ended')));
  return h('section', { class: 'help-bar', key: 'help' },
    view.call && p(say('host.call.waiting'), 'done'),
    became(slot),
    !slot.waiting && (view.call ? button(say('host.call.end'), end, { key: 'call' })
      : button(say('host.call', { n: view.table }), call, { key: 'call' })));
}

/* ---- start ------------------------------------------------------------------------------------- */

async function speak(wanted) {
  await learn(wanted);
  remember('language', wanted);
  draw();
}

async function start() {
  const wished = (navigator.languages || ['nl']).map((one) => one.slice(0, 2));
  try {
    await speak(recall('language') || wished.find((one) => one === 'nl' || one === 'en') || 'nl');
  } catch (failed) {
    return void again(backoff(), start);
  }
  connect();
}

drawnBy(drawNow);
serve({
  address,
  enter: connect,
  refusedEntry: denied,
  unknown: denied,
  receive,
  over: () => { if (state.view) state.view = Object.assign({}, state.view, { over: true }); },
  refused: (slot) => { if (slot.key.startsWith('card')) state.notice = slot.error; },
});
setInterval(draw, 15000); // the time that is left
start();
