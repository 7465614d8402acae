// Giving an answer: its message, its revision, and giving it again where the server may not have it.

import { announce } from './dom.js';
import { recall, remember } from './memory.js';
import { askSay, choiceKey, currentAsk, latest, means, recorded, state } from './phone_asked.js';
import { drafts, dropDraft, keepTrace } from './phone_kept.js';
import { connection, newId, send, slotOf, slots } from './wire.js';

// The revisions this page has sent: they count on when the same text is asked about anew.
const sentRevs = new Map();

const revKey = (ask) => (ask.as ? choiceKey(ask) : [ask.do, ask.id, ask.position, ask.person].filter(Boolean).join(':'));

export function choiceMessage(ask, option, text, rev) {
  if (ask.as) return Object.assign({ do: ask.do }, ask.args, { [ask.as]: option, text, rev });
  const round = { do: ask.do, round_id: ask.id, rev, person: ask.person || 0 };
  if (ask.do === 'cast_ballot') return Object.assign(round, { choice: [].concat(option) });
  if (ask.do === 'reply') return Object.assign(round, { position_id: ask.position, answer: ask.version, fits: means(option) });
  if (ask.do === 'give_answer') {
    return Object.assign(round, { position_id: positionOf(ask), kind: option, text: option === 'text' ? text : '' });
  }
  return { do: ask.do, proposal_id: ask.id, version: ask.version, fits: means(option) };
}

export function positionOf(ask) {
  const slot = slotOf(choiceKey(ask));
  const draft = drafts.get(slot.key);
  const known = latest(ask);
  slot.position = (known && known.position_id) || slot.position || (draft && draft.command.position_id) || newId();
  return slot.position;
}

export function choose(ask, option, text, { rev, then, final } = {}) {
  const slot = slotOf(choiceKey(ask));
  const known = latest(ask);
  const next = rev || Math.max(known ? known.rev : 0, sentRevs.get(revKey(ask)) || 0) + 1;
  const message = choiceMessage(ask, option, text, next);
  if (final) message.final = true;
  sentRevs.set(revKey(ask), next);
  slot.trying = option;
  send(message, slot, (ok) => {
    if (!slot.waiting) slot.trying = '';
    if (!ok) {
      sentRevs.delete(revKey(ask));
      slot.quiet = false;
      return;
    }
    slot.kept = { message, option, rev: next, connection };
    if (ask.do === 'give_answer' && !ask.person) keepTrace(message.position_id, ask.id, option);
    if (ask.lasting && !ask.person) keepLasting(ask, message);
    if (!slot.quiet) {
      slot.open = slot.changing = slot.shown = false;
      dropAnswers(ask);
      announce(askSay(ask, 'done'));
    }
    slot.quiet = false;
    if (then) then();
  });
}

// Each option that is answered in words has a field of its own.
export const writes = (option) => option.write || option.id === 'text';

export const fieldKey = (ask, option) => (option === 'text' ? choiceKey(ask) : `${choiceKey(ask)}:${option}`);
export const dropAnswers = (ask) => [{ id: 'text' }].concat(ask.options || []).forEach((one) => dropDraft(fieldKey(ask, one.id)));

export function takeBack(ask, slot) {
  send(Object.assign({}, ask.undo), slot, (ok) => {
    if (!ok) return;
    slot.kept = null;
    slot.changing = true; // until the server's own word of it has come
    announce(askSay(ask, 'undone'));
  });
}

// After a repair the server may know an older ballot than the one it acknowledged: give ours again.
export function castAgain(ask) {
  const slot = slots.get(choiceKey(ask));
  if (!slot || !slot.kept || slot.waiting || slot.kept.connection === connection) return;
  const theirs = recorded(ask);
  const rev = theirs ? theirs.rev : 0;
  if (rev >= slot.kept.rev) return;
  const { message, option } = slot.kept;
  slot.quiet = true;
  choose(ask, option, message.text || '', { rev: rev + 1, final: message.final });
}

// Who stays with a choice is not asked again: this phone gives the same answer by itself, after a while, until the
// room's question is another one (`ask.lasting`). It looks like any phone that answered, and may still be changed.
const lastingName = () => state.code + ':lasting';

let lastingRound = '';

export function answerAgain(ask) {
  const kept = ask.lasting && !ask.person && recall(lastingName());
  const answered = () => latest(ask) || slotOf(choiceKey(ask)).waiting;
  if (!kept || kept.until !== ask.lasting || kept.round === ask.id || lastingRound === ask.id || answered()) return;
  lastingRound = ask.id;
  setTimeout(() => {
    const now = currentAsk();
    if (now.id !== ask.id || now.do !== ask.do || answered()) return;
    slotOf(choiceKey(ask)).quiet = true;
    choose(now, 'text', kept.text, { final: true });
  }, 5000 + Math.random() * 20000);
}

function keepLasting(ask, message) {
  if (message.final) remember(lastingName(), { until: ask.lasting, round: ask.id, text: message.text });
  else remember(lastingName(), null);
}
