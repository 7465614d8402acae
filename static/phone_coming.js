// Coming in by a code, and going.

import { announce, draw, h, there } from './dom.js';
import { state } from './phone_asked.js';
import { recallDrafts } from './phone_kept.js';
import { p } from './phone_parts.js';
import { brought, cleaned } from './phone_place.js';
import { say } from './saying.js';
import { again, backoff, connect, end, leave, loseSoon, OPEN_WITHIN, post, request } from './wire.js';

export async function enter() {
  let answer;
  try {
    const how = Object.assign({ language: state.language }, brought(), watching() ? { watching: true } : {});
    answer = await post('join', how, 8000);
  } catch (failed) {
    loseSoon();
    return void again(backoff(), enter);
  }
  if (answer.ok) {
    state.error = '';
    cleaned(state.code);
    return connect();
  }
  const body = await answer.json().catch(() => ({}));
  if (answer.status === 404) return void wrongCode(body.text);
  if (answer.status === 410) return end();
  state.screen = state.view ? state.screen : 'busy';
  state.error = body.text || '';
  draw();
  const pause = Number(answer.headers.get('Retry-After')) || 5;
  return void again(pause * 1000 * (1 + Math.random()), enter);
}

// The door for those who do not vote is the same address with a mark.
const watching = () => new URLSearchParams(location.search).has('gast');

export async function claimVote() {
  history.replaceState(null, '', '/' + state.code);
  post('join', { language: state.language, watching: false }, 8000).catch(loseSoon);
}

export function goTo(code) {
  state.code = code;
  recallDrafts();
  enter();
}

function typeCode(typed) {
  const digits = typed.replace(/\D/g, '').slice(0, 6);
  state.typed = typed;
  if (digits.length < 6) {
    state.error = '';
    state.asked = '';
  } else if (digits !== state.asked) {
    state.asked = digits;
    goTo(digits);
  }
  draw();
}

export function wrongCode(text) {
  leave();
  history.replaceState(null, '', '/');
  state.typed = state.typed || state.code;
  state.asked = state.code;
  state.code = '';
  state.screen = 'code';
  state.error = text || say('code.wrong');
  announce(state.error);
  draw();
}

export function over() {
  if (!state.view) state.screen = 'over';
  else if (!state.view.over) {
    state.view = Object.assign({}, state.view, {
      over: true, heading: { key: 'closing.over' }, lines: [{ key: 'closing.thanks' }],
      cards: [], tally: null, ask: { form: 'cards' },
    });
  }
}

// Where one meeting is open nobody needs to type its code.
export async function onlyMeeting() {
  try {
    const answer = await request('/api/current', {}, OPEN_WITHIN);
    return answer.ok ? (await answer.json()).code : null;
  } catch (failed) {
    return null;
  }
}

export function codePage() {
  const error = state.error;
  return [
    h('h1', { key: 'code' }, h('label', { for: 'code' }, say('code.title'))),
    h('p', { id: 'code-help', class: 'help' }, say('code.help')),
    h('input', {
      id: 'code', key: 'code', class: 'code', type: 'text', inputmode: 'numeric', autocomplete: 'off',
      value: state.typed || '', oninput: (event) => typeCode(event.target.value),
      'aria-describedby': error ? 'code-help code-error' : 'code-help', 'aria-invalid': error ? 'true' : null,
    }),
    error && h('p', { id: 'code-error', class: 'error' }, error),
    p(say('arrival.promise'), 'promise'),
  ].filter(there);
}

export const busyPage = () => [
  h('h1', { key: 'busy' }, say('busy.title')), p(state.error || say('busy.line')), p(say('look.screen')),
].filter(there);

export const overPage = () => [h('h1', { key: 'over' }, say('closing.over')), p(say('closing.thanks'))];
