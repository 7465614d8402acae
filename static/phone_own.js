// What somebody wrote and chose on this phone, and what became of it.

import { announce, h, there } from './dom.js';
import { recall, remember } from './memory.js';
import { askSay, question, state, writeKey } from './phone_asked.js';
import { field, fresh } from './phone_field.js';
import { drafts, dropDraft, trace, wipe } from './phone_kept.js';
import { button, onScreen, own, p, peek, stageCard } from './phone_parts.js';
import { say, told } from './saying.js';
import { newId, send, slotOf } from './wire.js';

export const lookForm = (ask) => [ask.own && ownShare(ask.own), ask.mine && ownCards(state.mine[ask.mine])].filter(there);

export function writeForm(ask) {
  const proposing = ask.do === 'put_proposal';
  const made = () => (ask.new ? fresh(ask)
    : proposing ? { do: ask.do, proposal_id: newId() }
      : { do: ask.do, viewpoint_id: newId(), block_id: ask.block || state.view.block });
  return [
    field(writeKey(ask), {
      label: question(ask) || told(state.view.heading), heading: true,
      help: askSay(ask, 'help'), send: askSay(ask, 'send'), done: askSay(ask, 'done'), limit: ask.limit, key: ask.key,
      command: made, new: ask.new,
    }),
    ownCards(ask.mine ? state.mine[ask.mine] : proposing ? state.mine.proposals : state.mine.viewpoints),
  ];
}

export function ownCards(list) {
  if (!list || !list.length) return null;
  return h('section', { class: 'mine', key: 'mine' },
    h('h2', null, say('mine.title')),
    h('ul', { class: 'cards' }, list.slice().reverse().map(ownCard)));
}

function ownCard(one) {
  const edit = 'edit:' + one.id;
  const slot = slotOf('card:' + one.id);
  const changing = slot.changing || drafts.has(edit);
  const leave = () => { slot.changing = slot.removing = false; dropDraft(edit); };
  onScreen.add(slot.key);
  if (changing && one.editable) {
    return h('li', { class: 'card', key: one.id }, field(edit, {
      label: say('mine.change.label'), text: one.text, send: say('mine.change.send'),
      cancel: [say('mine.change.cancel'), leave], done: say('mine.changed'), then: leave,
      command: () => ({ do: 'edit_viewpoint', viewpoint_id: one.id, rev: one.rev + 1 }),
    }));
  }
  const withdrawal = one.withdraw || { do: 'withdraw_viewpoint', viewpoint_id: one.id };
  const remove = () => send(Object.assign({}, withdrawal), slot, (ok) => {
    slot.removing = false;
    if (ok) announce(say('state.withdrawn'));
  });
  const became = one.state || 'open';
  const change = () => { slot.changing = true; };
  return h('li', { class: `card card-${became} ${one.kind ? 'kind-' + one.kind : ''}`, key: one.id },
    own(one.text),
    h('p', { class: 'state' }, say('state.' + became), ' ', one.reason && (say('hold.' + one.reason) || one.reason)),
    (one.told || []).map((line) => h('p', { class: 'told', key: line.key }, told(line))),
    slot.error && p(slot.error, 'error'),
    slot.waiting > 0 && p(say(slot.again ? 'again' : 'busy')),
    askedOf(one, slot),
    (one.editable || one.withdraw) && became !== 'withdrawn' && !slot.waiting && h('div', { class: 'buttons' },
      // The pressed button becomes the safe one: a double tap removes nothing.
      slot.removing
        ? [button(say('mine.remove.sure'), remove, { key: 'change' }),
          button(say('mine.remove.not'), leave, { key: 'remove' })]
        : [one.editable && button(say('mine.change'), change, { key: 'change' }),
          button(say('mine.remove'), () => { slot.removing = true; }, { key: 'remove' })]));
}

// What is asked about an own card. An option without a command only puts the question away, here.
const asideName = () => state.code + ':aside';

const aside = () => recall(asideName()) || [];

function askedOf(one, slot) {
  const press = (ask, option) => (option.send
    ? send(Object.assign({}, option.send), slot, (ok) => ok && announce(say('ask.done')))
    : remember(asideName(), aside().concat(ask.id)));
  return (one.asks || []).filter((ask) => !aside().includes(ask.id)).map((ask) => h('div', { class: 'asked', key: ask.id },
    p(say(ask.key)), ask.text && own(ask.text),
    !slot.waiting && h('div', { class: 'buttons' }, ask.options.map((option) => button(say(option.key), () => press(ask, option),
      { key: option.key, 'aria-pressed': option.on === undefined ? null : String(option.on) })))));
}

// How much of what was chosen is one's own: behind a button, so that every phone looks alike.
function ownShare(own) {
  const slot = slotOf('own:' + own.id);
  const ballot = (state.mine.ballots || []).find((one) => one.round_id === own.id);
  const n = ballot ? ballot.choice.filter((id) => own.among.includes(id)).length : 0;
  return h('div', { key: 'own-share' },
    slot.shown && p(ballot ? say(n ? 'choose.own' : 'choose.own.zero', { n }) : say('choose.own.none'), 'own-line'),
    h('div', { class: 'buttons' }, button(say(slot.shown ? 'choice.hide' : 'choose.own.show'), () => { slot.shown = !slot.shown; },
      { key: 'show', 'aria-expanded': String(!!slot.shown) })));
}

export function traceSection() {
  const open = state.traceOpen;
  const list = open ? trace() : [];
  const shown = list.filter((one) => one.card);
  return h('section', { class: 'trace', key: 'trace' },
    h('h2', null, say('trace.title')),
    p(say('trace.help'), 'help'),
    open && shown.map((one) => stageCard(one.card)),
    open && !shown.length && p(say(list.length ? 'trace.unseen' : 'trace.empty')),
    h('div', { class: 'buttons' },
      peek(open, () => { state.traceOpen = !open; }),
      open && button(say('trace.wipe'), wipe, { key: 'wipe' })));
}

// What one wrote may go for good: said first what stays, and asked twice.
export function erasing() {
  const slot = slotOf('erase');
  onScreen.add(slot.key);
  if (!state.mine.erasable && !slot.done) return null;
  const erase = () => send({ do: 'erase_mine' }, slot, (ok) => {
    slot.sure = false;
    slot.done = ok;
    if (ok) announce(say('erase.done'));
  });
  return h('section', { class: 'trace', key: 'erase' },
    h('h2', null, say('erase.title')),
    slot.done ? p(say('erase.done'), 'done') : p(say('erase.help'), 'help'),
    slot.error && p(slot.error, 'error'),
    slot.waiting > 0 && p(say(slot.again ? 'again' : 'busy')),
    !slot.done && !slot.waiting && h('div', { class: 'buttons' }, slot.sure
      ? [button(say('erase.not'), () => { slot.sure = false; }, { key: 'ask' }),
        button(say('erase.sure'), erase, { key: 'erase' })]
      : button(say('erase.ask'), () => { slot.sure = true; }, { key: 'ask' })));
}
