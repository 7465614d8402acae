// What stays on this phone only: texts that were not sent yet, and which positions it wrote.

import { announce, flat, there } from './dom.js';
import { recall, remember } from './memory.js';
import { state } from './phone_asked.js';
import { say } from './saying.js';
import { slotOf } from './wire.js';

// A draft knows the command that will send it: {"text", "limit", "command": {...}}. Ballots have none.
export const drafts = new Map();

const draftName = (key) => `${state.code}:draft:${key}`;

export function recallDrafts() {
  drafts.clear();
  const start = 'kring:' + draftName('');
  let names = [];
  try {
    names = Object.keys(localStorage).filter((name) => name.startsWith(start));
  } catch (forbidden) { /* see remember() */ }
  for (const name of names) {
    const draft = recall(name.slice('kring:'.length));
    if (draft && draft.command) drafts.set(name.slice(start.length), draft);
  }
}

export function keepDraft(key, draft) {
  drafts.set(key, draft);
  remember(draftName(key), draft);
}

export function dropDraft(key) {
  drafts.delete(key);
  remember(draftName(key), null);
}

// Answered before a reload, but the answer never came through: the server has it, so the draft may go.
export function forgetSentDrafts() {
  const known = flat(Object.values(state.mine).filter(Array.isArray)).map((one) => one.id).filter(there);
  drafts.forEach((draft, key) => {
    const id = draft.command.do === 'submit_viewpoint' ? draft.command.viewpoint_id
      : draft.command.proposal_id || draft.command[draft.new];
    if (id && known.includes(id) && !slotOf(key).waiting) dropDraft(key);
  });
}

// The ids of the positions this phone wrote stay on this phone only: nobody else can tell whose they are.
const traceName = () => state.code + ':trace';

export const trace = () => recall(traceName()) || [];

export function keepTrace(id, round, kind) {
  const others = trace().filter((one) => one.round !== round);
  remember(traceName(), kind === 'text' ? others.concat({ id, round }) : others);
}

// What the room answered is public; it is kept beside the id, because the stage holds six cards only.
export function followTrace(cards) {
  const list = trace();
  let changed = false;
  for (const card of cards) {
    const own = list.find((one) => one.id === card.id || (card.items || []).some((item) => item.id === one.id));
    if (!own || card.kind !== 'position') continue;
    changed = true;
    own.card = { id: own.id, kind: card.kind, text: card.text, label: card.label, items: card.items };
  }
  if (changed) remember(traceName(), list);
}

export function wipe() {
  remember(traceName(), null);
  announce(say('trace.empty'));
}
