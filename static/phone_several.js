// Choosing several of many: taps gather here and go together, so that nothing half chosen is ever in. The letters stand
// fixed, the order is this phone's own.

import { announce, draw, drawAtOnce, h, there } from './dom.js';
import { askSay, choiceKey, latest } from './phone_asked.js';
import { choose } from './phone_choice.js';
import { answered, asking, face, ownOrder, secret, settled } from './phone_choosing.js';
import { helpButton, helped } from './phone_helping.js';
import { button, onScreen, p } from './phone_parts.js';
import { say } from './saying.js';
import { slotOf } from './wire.js';

export function severalForm(ask) {
  const at = gathered(ask);
  onScreen.add(at.slot.key);
  return [
    asking(ask, at, ownOrder(ask, ask.options).map((option) => oneOfMany(at, option)), afterSeveral(at)),
    helpButton(ask),
    secret(ask),
  ];
}

// How the question stands here: what was sent, and what is picked now.
function gathered(ask) {
  const slot = slotOf(choiceKey(ask));
  const known = latest(ask);
  const sent = known ? [].concat(known.option).filter(there) : [];
  return { ask, slot, known, sent, picks: slot.picks || sent, folded: settled(slot, known), kind: ' several' };
}

const lettered = (ask, picks) => picks.filter((id) => ask.options.some((one) => one.id === id && one.letter));

function oneOfMany(at, option) {
  const { ask, picks, folded } = at;
  const times = picks.filter((id) => id === option.id).length;
  return h('button', {
    type: 'button', class: 'option', key: option.id, onclick: () => gather(at, option), tabindex: folded ? '-1' : null,
    'aria-pressed': String(times > 0), 'data-chosen': times > 0,
  }, face(option),
  ask.stacked && times > 0 && h('span', { class: 'dots' }, h('span', { 'aria-hidden': 'true' }, '\u25cf'.repeat(times)),
    h('span', { class: 'unseen' }, say('choosing.dots.many', { n: times }))));
}

function gather({ ask, slot, picks }, option) {
  const next = picked(ask, picks, option);
  slot.error = next === picks ? askSay(ask, 'full', { n: ask.most }) : '';
  slot.picks = next;
  draw();
  if (slot.error) announce(slot.error);
}

function giveSeveral({ ask, slot, picks }) {
  slot.error = picks.length ? '' : say('choose.nothing');
  if (slot.error) return announce(slot.error);
  choose(ask, picks, '', { then: () => {
    slot.picks = null;
    drawAtOnce();
    const after = document.querySelector('.several.folded .after');
    if (after) after.scrollIntoView({ block: 'nearest' }); // the page became short, and may end below the answer
    if (after && document.activeElement === document.body) after.querySelector('button').focus({ preventScroll: true });
  } });
}

function afterSeveral(at) {
  const { ask, slot, picks, folded } = at;
  const mine = () => ask.options.filter((option) => at.sent.includes(option.id))
    .map((option) => option.letter || say('option.' + option.id)).join(', ');
  return [
    !folded && h('p', { class: 'count', key: 'count', role: 'status' },
      askSay(ask, 'count', { n: lettered(ask, picks).length, most: ask.most })),
    slot.error && p(slot.error, 'error'),
    !folded && sending(at),
    folded && ask.person > 0 && helped(ask, slot),
    folded && !ask.person && answered(ask, slot, mine, () => { slot.changing = true; slot.shown = false; }),
  ];
}

function sending(at) {
  const { ask, slot, known, picks } = at;
  const keep = () => { slot.changing = false; slot.picks = null; slot.error = ''; };
  return h('div', { class: 'buttons', key: 'give' },
    button(slot.waiting > 0 ? say(slot.again ? 'again' : 'busy') : askSay(ask, 'send'), () => giveSeveral(at),
      { class: 'main', key: 'send', 'aria-disabled': slot.waiting > 0 ? 'true' : null }),
    ask.stacked && picks.length > 0 && button(say('choosing.dots.anew'), () => { slot.picks = []; }, { key: 'anew' }),
    known && !slot.waiting && button(say('choice.keep'), keep, { key: 'keep' }));
}

function picked(ask, picks, option) {
  if (!option.letter) return picks.includes(option.id) ? [] : [option.id];
  const among = lettered(ask, picks);
  if (!ask.stacked && among.includes(option.id)) return among.filter((id) => id !== option.id);
  return among.length < ask.most ? among.concat(option.id) : picks;
}
