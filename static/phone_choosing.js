// Choosing one answer of a few: tapping, folding away, changing and taking back.

import { draw, drawAtOnce, h } from './dom.js';
import { askSay, choiceKey, latest, question, SEALED, state } from './phone_asked.js';
import { choiceMessage, choose, dropAnswers, fieldKey, positionOf, takeBack, writes } from './phone_choice.js';
import { besides, field } from './phone_field.js';
import { helpButton, helped } from './phone_helping.js';
import { drafts } from './phone_kept.js';
import { button, letter, onScreen, own, p, peek, shape } from './phone_parts.js';
import { say, told, words } from './saying.js';
import { slotOf } from './wire.js';

export function chooseForm(ask) {
  const at = standing(ask);
  const order = ask.shuffle ? ownOrder(ask, ask.options || []) : ask.options || [];
  onScreen.add(at.slot.key);
  at.slot.folded = at.folded;
  return [
    asking(ask, at, order.map((option) => oneOf(at, option)), after(at)),
    ask.also && besides(ask.also),
    helpButton(ask),
    SEALED.includes(ask.do) && secret(ask),
  ];
}

// How a question stands here: what was chosen, whether that is folded away, and which option has its field open.
function standing(ask) {
  const slot = slotOf(choiceKey(ask));
  const known = latest(ask);
  const chosen = slot.trying || (known && known.option);
  const folded = !!chosen && settled(slot, known);
  const typed = (ask.options || []).filter(writes).find((option) => drafts.has(fieldKey(ask, option.id)));
  const open = folded ? '' : slot.open === undefined ? (typed || {}).id || '' : slot.open;
  return { ask, slot, known, chosen, folded, open };
}

export const settled = (slot, known) => !!known && (!slot.waiting || !!slot.quiet) && !slot.changing;

// The question, what may be chosen, and what stands after it.
export const asking = (ask, { slot, folded, kind = '' }, options, below) =>
  h('fieldset', { class: `choose${kind}${folded ? ' folded' : ''}`, key: 'choose' + slot.key },
    h('legend', null, title(ask)),
    ask.person > 0 && p(say('help.turn', { n: ask.person + 1 }), 'turn'),
    ask.text && own(ask.text, 'asked-about'),
    p(askSay(ask, 'help', { n: ask.most }), 'help'),
    h('div', { class: 'options', key: 'options' }, options),
    h('div', { class: 'after', key: 'after' }, below, p(askSay(ask, 'change'), 'help')));

function oneOf(at, option) {
  const { ask, slot, chosen, folded, open } = at;
  const opens = writes(option);
  return [
    h('button', {
      type: 'button', class: 'option', key: option.id, onclick: () => (opens ? unfold(at, option) : pick(at, option)),
      onfocus: (event) => back(slot, event), tabindex: folded ? '-1' : null, // Tab goes on to what stands in their place
      'aria-pressed': opens ? null : String(chosen === option.id),
      'aria-expanded': opens ? String(open === option.id) : null,
      'data-chosen': chosen === option.id,
    }, face(option)),
    opens && open === option.id && field(fieldKey(ask, option.id), inWords(at, option)),
  ];
}

const nameOfOption = (option) => (option ? option.text || say('option.' + option.id) : '');
export const face = (option) => [
  option.letter ? letter(option) : shape(option.id),
  h('span', { class: 'word', dir: option.text ? 'auto' : null }, nameOfOption(option)),
];

function inWords({ ask, known }, option) {
  return {
    label: askSay(ask, `label.${option.id}`) || askSay(ask, 'label'), limit: ask.limit, send: askSay(ask, 'send'),
    done: askSay(ask, 'done'), key: ask.key, optional: ask.optional, option: ask.as && option.id,
    text: known && known.option === option.id ? known.text || '' : '',
    ready: ask.ready, lasting: ask.lasting, final: !!known && known.final === true,
    command: () => (ask.as ? choiceMessage(ask, option.id, '', (known ? known.rev : 0) + 1)
      : { do: ask.do, round_id: ask.id, position_id: positionOf(ask), kind: 'text', person: ask.person }),
  };
}

function unfold({ slot, open }, option) {
  slot.open = open === option.id ? '' : option.id;
  slot.error = '';
  drawAtOnce();
  const area = document.querySelector('.options textarea');
  if (area) area.focus();
}

function pick({ ask, slot, known }, option) {
  slot.open = '';
  if (!slot.waiting && known && known.option === option.id) {
    slot.changing = false;
    return draw();
  }
  choose(ask, option.id, '');
}

// The choice folds away for the eye only: focus stays on it, and going back to it unfolds it again.
// A focus that comes from outside the page (a phone that wakes up) unfolds nothing.
function back(slot, event) {
  if (slot.folded && event.relatedTarget) { slot.changing = true; draw(); }
}

function after({ ask, slot, known, folded, open }) {
  const keep = () => { slot.changing = slot.open = false; dropAnswers(ask); };
  return [
    slot.error && open !== 'text' && p(slot.error, 'error'),
    slot.waiting > 0 && open !== 'text' && !folded && p(say(slot.again ? 'again' : 'busy'), 'busy'),
    folded && ask.undo && [
      p(askSay(ask, 'done'), 'done'),
      h('div', { class: 'buttons' }, button(askSay(ask, 'undo'), () => takeBack(ask, slot), { key: 'undo' })),
    ],
    folded && ask.person > 0 && helped(ask, slot),
    folded && !ask.undo && !ask.person
      && answered(ask, slot, () => h('span', { dir: 'auto' }, given(ask, known)), () => changeHere(slot)),
    known && !folded && !slot.waiting && h('div', { class: 'buttons' }, button(say('choice.keep'), keep, { key: 'keep' })),
  ];
}

const given = (ask, known) => (known.option === 'text' ? known.text
  : [nameOfOption((ask.options || []).find((option) => option.id === known.option)), known.text].filter(Boolean).join(': '));

function changeHere(slot) {
  slot.changing = true;
  slot.shown = false;
  drawAtOnce();
  document.querySelector('.options .option').focus({ preventScroll: true });
}

// What stays in sight of an answer: that it was given. Which one is behind a button.
export const answered = (ask, slot, mine, change) => [
  p(askSay(ask, 'done'), 'done'),
  slot.shown && h('p', { class: 'yours' }, say('choice.yours'), ' ', mine()),
  h('div', { class: 'buttons' },
    peek(slot.shown, () => { slot.shown = !slot.shown; }),
    button(say('choice.change'), change, { key: 'change' })),
];

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
export function ownOrder(ask, options) {
  const lettered = options.filter((one) => one.letter);
  const mixed = shuffled(lettered.length ? lettered : options, state.mine.participant + ask.id + (ask.person || ''));
  return mixed.concat(options.filter((one) => lettered.length && !one.letter));
}

// One seed a phone and question, so that a reload keeps the order this person saw.
function shuffled(options, seed) {
  const stir = (sum, sign) => Math.imul(sum ^ sign.codePointAt(0), 16777619);
  const weigh = (id) => Array.from(seed + id).reduce(stir, 2166136261) >>> 0; // FNV-1a
  return options.slice().sort((a, b) => weigh(a.id) - weigh(b.id));
}

export const secret = (ask) => h('details', { key: 'secret' },
  h('summary', null, say('secret.title')), p(askSay(ask, 'secret') || say('secret.text')));
