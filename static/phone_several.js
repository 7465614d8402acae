// Choosing several of many: taps gather here and go together, so that nothing half chosen is ever in. The letters stand
// fixed, the order is this phone's own.

import { announce, draw, drawAtOnce, h, there } from './dom.js';
import { askSay, choiceKey, latest } from './phone_asked.js';
import { choose } from './phone_choice.js';
import { ownOrder, secret, title } from './phone_choosing.js';
import { helpButton, helped } from './phone_helping.js';
import { button, letter, onScreen, p, peek, shape } from './phone_parts.js';
import { say } from './saying.js';
import { slotOf } from './wire.js';

export function severalForm(ask) {
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
      drawAtOnce();
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
    secret(ask),
  ];
}

function picked(ask, picks, option) {
  if (!option.letter) return picks.includes(option.id) ? [] : [option.id];
  const among = picks.filter((id) => ask.options.some((one) => one.id === id && one.letter));
  if (!ask.stacked && among.includes(option.id)) return among.filter((id) => id !== option.id);
  return among.length < ask.most ? among.concat(option.id) : picks;
}
