// The small pieces that the screens are made of: lines, buttons, cards and counts.

import { draw, h } from './dom.js';
import { say, told, words } from './saying.js';

export const page = document.documentElement;
export const main = document.getElementById('main');

// The slots that show their own errors.
export const onScreen = new Set();

export const p = (text, kind) => text && h('p', kind ? { class: kind } : null, text);
export const own = (text, kind) => h('p', { class: 'own-words ' + (kind || ''), dir: 'auto' }, text);

export const button = (text, press, props) => h('button', Object.assign({
  type: 'button', class: 'plain', onclick: () => { press(); draw(); },
}, props), text);

// Shows or hides what belongs to it.
export const peek = (open, press) => button(say(open ? 'choice.hide' : 'choice.show'), press,
  { key: 'show', 'aria-expanded': String(!!open) });

export const shape = (option) => h('span', { class: 'shape shape-' + option, 'aria-hidden': 'true' });
export const letter = (option) => h('span', { class: 'letter' }, option.letter);

export function tally(count) {
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
    !sentence && one.text && own(one.text),
    one.owner !== undefined && p(one.owner ? say('card.owner', { name: one.owner }) : say('card.no_owner'), 'help'));
}

export function stageCard(card) {
  return h('section', { class: `card card-${card.kind}`, key: 'card' + card.id },
    card.label && h('h2', { class: 'caption' }, told(card.label)),
    card.text && own(card.text),
    card.items && card.items.length > 0 && h('ol', { class: 'items' }, card.items.map(item)));
}
