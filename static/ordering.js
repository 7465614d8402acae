// The ordering desk's page: it begins, hears and draws. What it knows stands in ordering_desk.js, how it looks in
// ordering_page.js, and dragging in ordering_drag.js; the line is the one of every light page (docs/wire.md).

import { drawnBy, draw, h, patch } from './dom.js';
import { recall, remember } from './memory.js';
import { active, clear, desk, slot, stopNaming, take, undo } from './ordering_desk.js';
import { cancelDrag } from './ordering_drag.js';
import { keepingHand, page } from './ordering_page.js';
import { language, learn, say } from './saying.js';
import { again, backoff, connect, leave, linked, lost, serve } from './wire.js';

const code = location.pathname.replace(/\D/g, '');

function drawn() {
  keepingHand(() => {
    patch(document.getElementById('head'), head());
    patch(document.getElementById('lost'), lost ? [h('p', null, say('net.off'))] : []);
    if (desk.screen !== 'wait') patch(document.getElementById('main'), page());
  });
}

function head() {
  const state = lost ? 'lost' : linked ? 'on' : 'busy';
  const other = language === 'nl' ? 'en' : 'nl';
  return [
    h('span', { class: 'name' }, document.documentElement.dataset.organisation || 'Kring'),
    h('span', { class: 'line line-' + state }, h('span', { class: 'dot', 'aria-hidden': 'true' }), say('link.' + state)),
    h('button', { type: 'button', class: 'tongue', lang: other, onclick: () => speak(other).then(draw) },
      other === 'nl' ? 'Nederlands' : 'English'),
  ];
}

async function speak(wanted) {
  await learn(wanted);
  remember('language', wanted);
  document.title = say('order.title') + ' · Kring';
}

function shut() {
  leave();
  desk.screen = 'ended';
  draw();
}

function receive(frame) {
  if (frame.build && frame.build !== document.documentElement.dataset.build && !desk.chosen.size && !desk.naming) {
    return location.reload();
  }
  take(frame);
  draw();
}

function typing(field) {
  return field && (field.tagName === 'INPUT' || field.tagName === 'SELECT');
}

function pressedKey(event) {
  active();
  if (event.key === 'Escape') {
    cancelDrag();
    if (desk.naming) stopNaming(); else clear();
    draw();
  }
  if (event.key === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !typing(event.target)) {
    event.preventDefault();
    undo();
  }
}

async function start() {
  const kept = recall('language');
  const wished = (navigator.languages || [navigator.language || 'nl']).map((one) => one.slice(0, 2));
  try {
    await speak(kept || wished.find((one) => one === 'nl' || one === 'en') || 'nl');
  } catch (failed) {
    return void again(backoff(), start);
  }
  return connect();
}

drawnBy(drawn);
serve({
  address: (path) => `/api/${code}/${path}${path.includes('?') ? '&' : '?'}as=desk`,
  enter: connect,
  refusedEntry: shut,
  unknown: shut,
  over: () => { desk.view = Object.assign({}, desk.view, { over: true }); },
  receive,
  refused: () => slot(),
});
document.addEventListener('keydown', pressedKey);
document.addEventListener('pointerdown', active);
start();
