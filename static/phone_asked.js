// What this phone is asked, and what the server has of its answer.

import { there } from './dom.js';
import { has, say, told } from './saying.js';
import { slotOf } from './wire.js';

// Where this page is, and what it heard last.
export const state = {
  screen: 'wait', // wait, code, busy, over, live
  code: '',
  language: 'nl',
  view: null,
  mine: {},
  error: '', // under the code field, or on the busy page
  notice: '', // a refusal that belongs to nothing on the screen
  typed: '', // in the code field
  asked: '', // the code last tried
  stale: false, // the server has a newer build
  traceOpen: false,
};

// `need.own.help` is `need.help` where it is not there itself: what may not differ is written once.
export function askSay(ask, part, values) {
  for (let key = ask.key || ''; key; key = key.slice(0, Math.max(0, key.lastIndexOf('.')))) {
    if (has(`${key}.${part}`)) return say(`${key}.${part}`, values);
  }
  return say('ask.' + part, values);
}

// The question above the form; nothing where the screen's heading asks it already.
export function question(ask) {
  const heading = state.view.heading || {};
  const text = askSay(ask, 'title');
  return (heading.key || '').startsWith(ask.key + '.') || text === told(heading) ? '' : text;
}

export const SEALED = ['cast_ballot', 'give_answer', 'reply', 'answer_later'];

// This phone's question, where it differs from everybody's; never one that belongs to another moment.
export function currentAsk() {
  const ask = ownAsk();
  const { helping } = state;
  if (!helping || helping.about !== aboutOf(ask)) return ask;
  const helped = helpedOn(ask).find((one) => one.person === helping.person);
  return Object.assign({}, ask, { person: helping.person }, helped && helped.key ? { key: helped.key } : null);
}

// Several people in turn on one phone: what each of them chose is kept apart, and never shown to the next.
export const aboutOf = (ask) => [ask.do, ask.id, ask.position, ask.version].filter(there).join(':');

export const helpedOn = (ask) => (state.mine.helped || []).filter((one) => one.round_id === ask.id);

function ownAsk() {
  const shared = state.view.ask || { form: 'look' };
  const own = state.mine.ask;
  if (!own) return shared;
  const other = own.do !== shared.do ? SEALED.includes(own.do)
    : own.id !== shared.id || (own.position && own.position !== shared.position);
  if (other) return shared;
  return Object.assign({}, shared, own);
}

export const means = (option) => option === 'fits' || option === 'yes';

export function choiceKey(ask) {
  const parts = ask.as ? [ask.version]
    : { reply: [ask.position, ask.version], confirm_proposal: [ask.version], agree_to_merge: [ask.version] }[ask.do] || [];
  return [ask.do, ask.id].concat(parts, ask.person ? 'person' + ask.person : '').filter(there).join(':');
}

export const writeKey = (ask) => `${ask.do}:${ask.id || ask.block || state.view.block}`;

// What the server has of this question: {"option", "rev", "text", "position_id"}.
export function recorded(ask) {
  const mine = state.mine;
  const inRound = (one) => one.round_id === ask.id;
  if (ask.person) return recordedOf(ask);
  if (ask.do === 'cast_ballot') {
    const ballot = (mine.ballots || []).find(inRound);
    return ballot && { option: ask.most ? ballot.choice : [].concat(ballot.choice)[0], rev: ballot.rev };
  }
  if (ask.do === 'give_answer') {
    const given = (mine.answers || []).find(inRound);
    return given && Object.assign({ option: given.kind }, given);
  }
  if (ask.do === 'reply') {
    const reply = (mine.replies || []).find((one) => inRound(one) && one.position_id === ask.position);
    const option = reply && (ask.options || []).find((one) => means(one.id) === reply.fits);
    return reply && { option: option && option.id, rev: reply.rev };
  }
  return (mine.given || []).find((one) => choiceKey(Object.assign({ as: ask.as }, one)) === choiceKey(ask)) || null;
}

// Of somebody who was helped the server tells that there is an answer, and never which one.
function recordedOf(ask) {
  const helped = helpedOn(ask).find((one) => one.person === ask.person);
  if (!helped) return null;
  if (ask.do === 'cast_ballot') return { rev: helped.rev };
  if (ask.do === 'give_answer') return helped.answer;
  return helped.reply ? { rev: helped.reply } : null;
}

// The newest of what the server showed and what it has acknowledged since.
export function latest(ask) {
  const theirs = recorded(ask);
  const { kept } = slotOf(choiceKey(ask));
  const newest = !!kept && (!theirs || kept.rev > theirs.rev || (ask.person > 0 && kept.rev === theirs.rev));
  if (!newest) return theirs;
  const { text, position_id, final } = kept.message;
  return { option: kept.option, rev: kept.rev, text, position_id, final };
}
