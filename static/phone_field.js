// The field for every text, and the way a text goes that was typed in it.

import { announce, draw, h } from './dom.js';
import { askSay, currentAsk, state, writeKey } from './phone_asked.js';
import { choose, fieldKey } from './phone_choice.js';
import { drafts, dropDraft, keepDraft } from './phone_kept.js';
import { button, onScreen, p } from './phone_parts.js';
import { cut, length, say, surplus } from './saying.js';
import { newId, send, slotOf } from './wire.js';

// One field for every text: label above it, counter and surplus under it.
export function field(key, options) {
  const slot = slotOf(key);
  const at = typing(key, options);
  const { id, over } = at;
  onScreen.add(key);
  const label = h('label', { for: id }, options.label);
  return h('div', { class: 'field', key: 'field' + key },
    options.heading ? h('h2', null, label) : h('p', { class: 'label' }, label),
    options.help && h('p', { id: id + '-help', class: 'help' }, options.help),
    area(at, slot, options),
    room(at),
    slot.error && h('p', { id: id + '-error', class: 'error' }, slot.error),
    readySentences(at, options),
    options.lasting && h('label', { class: 'lasting' },
      h('input', { type: 'checkbox', checked: at.final === true, onchange: at.tick, disabled: slot.waiting > 0 }),
      h('span', null, say('need.lasting'))),
    h('div', { class: 'buttons' },
      button(sendCaption(slot, over, options), () => press(key, at, options),
        { class: 'main', key: 'send', 'aria-disabled': over > 0 || slot.waiting > 0 ? 'true' : null }),
      options.cancel && button(options.cancel[0], options.cancel[1], { key: 'cancel' })),
    slot.done && p(options.done, 'done'));
}

// What stands in a field now, and what a letter or a tick more does with it.
function typing(key, options) {
  const slot = slotOf(key);
  const draft = drafts.get(key);
  const text = draft ? draft.text : options.text || '';
  const limit = options.limit || 140;
  const final = draft ? draft.final : options.final;
  const command = () => (draft ? draft.command : options.command());
  const keep = (typed, ticked) => keepDraft(key, {
    text: typed, limit, command: command(), key: options.key, option: options.option, new: options.new,
    lasting: options.lasting, final: ticked,
  });
  const type = (typed) => {
    slot.error = '';
    slot.done = false;
    if (typed || options.text || final) keep(typed, final);
    else dropDraft(key);
    draw();
  };
  const tick = (event) => { keep(text, event.target.checked); draw(); };
  const id = 'field-' + key.replace(/[^\w-]/g, '-');
  return { id, text, limit, final, over: surplus(text.trim(), limit), keep, type, tick };
}

function area({ id, text, type }, slot, options) {
  const asides = [options.help && id + '-help', slot.error && id + '-error'].filter(Boolean).join(' ');
  return h('textarea', {
    id, rows: 4, dir: 'auto', autocomplete: 'off', value: text, oninput: (event) => type(event.target.value),
    readonly: slot.waiting > 0, 'aria-describedby': asides || null, 'aria-invalid': slot.error ? 'true' : null,
  });
}

// How many letters are left once there are many; of a text that is too long, what does not fit.
function room({ text, limit, over }) {
  const typed = text.trim();
  const used = length(typed);
  if (!over) return used >= 100 && p(say('field.left', { n: limit - used }), 'counter');
  const fitting = cut(typed, Math.max(0, used - over));
  return h('p', { class: 'surplus', dir: 'auto' }, fitting.slice(-20), h('mark', null, typed.slice(fitting.length)));
}

const readySentences = ({ type }, { ready }) => ready && ready.length > 0 && h('div', { class: 'ready' },
  p(say('need.ready'), 'caption'),
  ready.map((one) => button(one, () => type(one), { key: one, dir: 'auto' })));

const sendCaption = (slot, over, options) => (slot.waiting ? say(slot.again ? 'again' : 'busy')
  : over ? say('field.shorter', { n: over }) : options.send);

// Pressed without a letter typed, an edit still has its old text to judge, and some answers need no words.
function press(key, at, options) {
  if (!drafts.has(key) && (options.text || options.optional)) at.keep(at.text, at.final);
  sendDraft(key, options.done, options.then);
}

function sendDraft(key, done, then) {
  const draft = drafts.get(key);
  const slot = slotOf(key);
  if (slot.waiting) return;
  const text = draft ? draft.text.trim() || (draft.final ? say('need.lasting.words') : '') : '';
  const over = draft ? surplus(text, draft.limit) : 0;
  const ask = currentAsk();
  const answers = draft && draft.option && key === fieldKey(ask, draft.option);
  if ((!text && !(answers && ask.optional)) || over) {
    slot.error = text ? say('field.shorter', { n: over }) : say('field.empty');
    announce(slot.error);
    return draw();
  }
  if (answers) return choose(ask, draft.option, text, { then });
  if (draft.command.do === 'give_answer') {
    const asked = {
      form: 'choose', do: 'give_answer', id: draft.command.round_id, key: draft.key, lasting: draft.lasting,
      person: draft.command.person,
    };
    return choose(asked, 'text', text, { then, final: draft.final });
  }
  send(Object.assign({}, draft.command, { text }), slot, (ok) => {
    if (!ok) return;
    dropDraft(key);
    slot.done = true;
    announce(done);
    if (then) then();
  });
}

export const fresh = (ask) => Object.assign({ do: ask.do, [ask.new]: newId() }, ask.args);

// Beside a choice something may be said in words: the button opens a field, and is nothing by itself.
export function besides(ask) {
  const key = writeKey(ask);
  const slot = slotOf(key);
  const open = slot.open === undefined ? drafts.has(key) : slot.open;
  const turn = () => { slot.open = !open; };
  return h('div', { class: 'options', key: 'also' + key },
    h('button', { type: 'button', class: 'option', key: 'open', 'aria-expanded': String(open), onclick: () => { turn(); draw(); } },
      h('span', { class: 'word' }, askSay(ask, 'title'))),
    open && field(key, {
      label: askSay(ask, 'label'), help: askSay(ask, 'help'), send: askSay(ask, 'send'), done: askSay(ask, 'done'),
      limit: ask.limit, key: ask.key, new: ask.new, command: () => fresh(ask),
    }));
}

// The room went on while somebody was typing. The text stays, and so does its way to where it belonged.
export function late() {
  const ask = currentAsk();
  const here = ask.form === 'write' ? [writeKey(ask)]
    : ['text'].concat((ask.options || []).map((one) => one.id)).map((option) => fieldKey(ask, option))
      .concat(ask.also ? writeKey(ask.also) : []);
  const edited = ([, draft]) => draft.command.do === 'edit_viewpoint' && listsViewpoints(ask)
    && (state.mine.viewpoints || []).some((one) => one.id === draft.command.viewpoint_id && one.editable);
  const left = Array.from(drafts.entries()).filter((one) => !here.includes(one[0]) && one[1].text.trim() && !edited(one));
  return left.map(([key, draft]) => h('section', { class: 'banner', key: 'late' + key },
    field(key, {
      label: say('late.title'), heading: true, limit: draft.limit, send: say('late.send'), done: say('ask.done'),
      then: () => { state.notice = say('ask.done'); },
      cancel: [say('late.drop'), () => dropDraft(key)],
    })));
}

const listsViewpoints = (ask) => ask.form === 'cards' || ask.mine === 'viewpoints'
  || (ask.form === 'write' && ask.do === 'submit_viewpoint');

