// Where one sits in the hall and as what one takes part: what the phone's page says of it and asks about it.

import { announce, draw, h } from './dom.js';
import { recall } from './memory.js';
import { button } from './phone_parts.js';
import { say, told } from './saying.js';
import { send, slotOf } from './wire.js';

const slot = () => slotOf('place');
let typed = '';
let wrong = '';

// The QR of a table or a card brings its mark in the address once; the address is clean again after coming in.
export function brought() {
  const marks = new URLSearchParams(location.search);
  return Object.assign({}, marks.has('t') ? { table: marks.get('t').slice(0, 4) } : {},
    marks.has('k') ? { key: marks.get('k').slice(0, 22) } : {});
}

export function cleaned(code) {
  if (location.pathname === '/' + code && !Object.keys(brought()).length) return;
  history.replaceState(null, '', '/' + code + (new URLSearchParams(location.search).has('gast') ? '?gast' : ''));
}

function sit(table, said) {
  send({ do: 'sit', table }, slot(), (ok) => {
    if (!ok) return;
    typed = '';
    announce(said);
  });
}

// Tables that were merged or mixed: where to walk, until one says to sit there.
export function walk(place) {
  const go = place && place.go;
  if (!go) return null;
  return h('div', { class: 'banner', key: 'go' },
    h('p', null, h('strong', null, say(go.key, { n: go.n }))),
    go.route && h('p', { class: 'own-words', dir: 'auto' }, go.route),
    h('div', { class: 'buttons' },
      button(say('go.there'), () => sit(go.table, say('place.sat', { n: go.n })), { key: 'there' }),
      go.stay && button(say('go.stay', { n: go.stay.n }),
        () => sit(go.stay.table, say('place.sat', { n: go.stay.n })), { key: 'stay' })));
}

const where = (view, place) => view.tables > 0 && (place.table ? say('place.table', { n: place.table }) : say('place.ask'));

// It stands open for who comes in and still has something to choose, also late.
export function seat(view, place, mine) {
  if (!place || view.over) return null;
  const asks = (view.tables > 0 && !place.table) || (place.choices.length > 0 && !place.chosen);
  return h('details', { class: 'handout place', key: 'place', open: asks && (view.step === 'arrival' || mine.length > 0) },
    h('summary', { dir: 'auto' }, [where(view, place), place.capacity || (!view.tables && say('capacity.ask'))].filter(Boolean).join(' · ')),
    mine.length === 0 && place.lines.map((line) => h('p', null, told(line))),
    view.tables > 0 && tables(view, place),
    place.choices.length > 0 && capacities(place));
}

// What one's table handed in, for who wants to read it again.
export function taken(texts) {
  if (!texts || !texts.length) return null;
  return h('details', { class: 'handout', key: 'taken' },
    h('summary', null, say('taken.title')),
    h('ul', null, texts.map((text) => h('li', { class: 'item own-words', dir: 'auto' }, text))));
}

function tables(view, place) {
  const here = () => {
    const number = Number(typed.replace(/\D/g, ''));
    if (number >= 1 && number <= view.tables) return sit(String(number), say('place.sat', { n: number }));
    wrong = say('place.unknown', { n: view.tables });
    announce(wrong);
  };
  return h('div', { key: 'tables' },
    h('label', { for: 'table' }, say(place.table ? 'place.other' : 'place.label')),
    h('p', { class: 'help', id: 'table-help' }, say('place.help')),
    h('input', {
      id: 'table', type: 'text', inputmode: 'numeric', maxlength: '4', autocomplete: 'off', value: typed,
      'aria-describedby': 'table-help', 'aria-invalid': wrong ? 'true' : null,
      oninput: (event) => { typed = event.target.value; wrong = ''; draw(); },
    }),
    wrong && h('p', { class: 'error' }, wrong),
    h('div', { class: 'buttons' },
      button(say('place.sit'), here, { key: 'sit' }),
      place.table && button(say('place.leave'), () => sit(null, say('place.left')), { key: 'leave' })));
}

function capacities(place) {
  const take = (one) => send({ do: 'take_capacity', capacity_id: one.id }, slot(),
    (ok) => ok && announce(say('capacity.claimed', { name: one.text })));
  return h('div', { key: 'capacities', role: 'group', 'aria-labelledby': 'capacities' },
    h('p', { id: 'capacities' }, say('capacity.ask')),
    h('div', { class: 'buttons' }, place.choices.map((one) => button(one.text, () => take(one),
      { key: one.id, dir: 'auto', 'aria-pressed': String(place.chosen === one.id) }))));
}

// Where somebody asks for help from: the table, unless they typed another place.
export const usual = (place) => recall('place') || (place && place.table ? say('place.table', { n: place.table }) : '');
