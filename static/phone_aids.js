// What makes the page easier: larger letters, the browser's own voice, and a tap for somebody to come.

import { announce, draw, h } from './dom.js';
import { remember } from './memory.js';
import { state } from './phone_asked.js';
import { button, main, onScreen, p, page } from './phone_parts.js';
import { usual } from './phone_place.js';
import { say } from './saying.js';
import { ended, newId, send, slotOf } from './wire.js';

export function aids() {
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
      button(say('call.end'), () => send({ do: 'end_call', call_id: known.id }, slot, (ok) => ok && announce(say('call.ended'))),
        { key: 'end-call' }),
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

const CALL = 'call'; // the slot of what this phone asks people in the hall
const large = () => page.dataset.size === 'large';

export function enlarge(wanted) {
  page.dataset.size = wanted ? 'large' : 'normal';
  remember('large', wanted || null);
}

const voice = window.SpeechSynthesisUtterance && window.speechSynthesis;
let reading = null;

function readAloud() {
  if (reading) return stopReading();
  const words = new SpeechSynthesisUtterance(main.innerText);
  words.lang = state.language === 'en' ? 'en-GB' : 'nl-NL';
  words.onend = words.onerror = () => { if (reading === words) reading = null; draw(); };
  reading = words;
  voice.cancel();
  voice.speak(words);
}

function stopReading() {
  if (reading) voice.cancel();
  reading = null;
}
