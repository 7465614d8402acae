// Several people in turn on one phone: the phone is handed over, and nobody sees what was chosen before.

import { announce, h } from './dom.js';
import { aboutOf, askSay, helpedOn, question, SEALED, state } from './phone_asked.js';
import { dropAnswers } from './phone_choice.js';
import { button, p } from './phone_parts.js';
import { say } from './saying.js';

export function handOver(ask) {
  return h('section', { class: 'choose', key: 'hand' + ask.person },
    h('h2', null, say('help.hand')), p(say('help.hidden'), 'help'),
    h('div', { class: 'buttons' },
      button(say('help.ready'), () => { state.helping.ready = true; announce(question(ask)); }, { class: 'main', key: 'ready' }),
      button(say('help.stop'), () => stopHelping(ask), { key: 'stop' })));
}

export function helpButton(ask) {
  const passes = ask.do !== 'cast_ballot' && SEALED.includes(ask.do) && helpedOn(ask).length > 0;
  if (ask.person || !(ask.helps || passes)) return null;
  const person = nextPerson(ask);
  return h('div', { class: 'buttons helping', key: 'help' }, person
    ? button(say(passes ? 'help.pass' : 'help.start'), () => help(ask, person), { key: 'help' }) : p(say('help.full'), 'help'));
}

export function helped(ask, slot) {
  const person = nextPerson(ask);
  return [
    p(askSay(ask, 'done'), 'done'), p(say('help.back')),
    h('div', { class: 'buttons' },
      person > 0 && button(say('help.next'), () => help(ask, person), { key: 'next' }),
      button(say('help.stop'), () => stopHelping(ask), { key: 'stop' }),
      button(say('choice.change'), () => { slot.changing = true; }, { key: 'change' })),
  ];
}

// Whose turn is next: who did not vote on this phone yet, or, with a question after it, the next who did.
function nextPerson(ask) {
  const people = helpedOn(ask).map((one) => one.person);
  const from = (ask.person || 0) + 1;
  if (ask.do !== 'cast_ballot') return people.find((one) => one >= from) || 0;
  const free = [1, 2, 3, 4, 5].filter((one) => one >= from && !people.includes(one));
  return free[0] || 0;
}

// Helping: the phone goes to the next, and what was chosen before is out of sight first.
const help = (ask, person) => { state.helping = { about: aboutOf(ask), person, ready: false }; window.scrollTo(0, 0); };

const stopHelping = (ask) => { dropAnswers(ask); state.helping = null; };
