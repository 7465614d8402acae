// Dragging with mouse or finger: a card to a topic, to another card or to the loose ones, or a topic to another.
// A finger takes a card up after a short stay, so that the lists can still be scrolled.

import { heldBy, desk, holding, inHand, joinBest, layIn, layNew, layOn, leaveLoose, workable } from './ordering_desk.js';
import { draw } from './dom.js';
import { say } from './saying.js';

const FAR = 8; // pixels after which a press is a drag
const STAY = 280; // milliseconds after which a finger has taken a card up
const EDGE = 56; // pixels from the edge of a list within which it scrolls by itself

let drag = null; // {kind, id, ids, x, y, pointer, up, ghost, over}
let dropped = 0;

// A press that became a drag is no click.
export const wasDrag = () => Date.now() - dropped < 300;

export const dragging = () => drag !== null && drag.up;

export function pressed(event, kind, id) {
  if (event.button || !workable() || heldBy(id)) return;
  const ids = kind === 'card' && desk.chosen.has(id) ? [...desk.chosen.keys()] : [id];
  drag = { kind, id, ids, x: event.clientX, y: event.clientY, pointer: event.pointerId, up: false, over: null };
  if (event.pointerType !== 'mouse') drag.timer = setTimeout(takeUp, STAY);
  else drag.mouse = true;
}

function takeUp() {
  if (!drag) return;
  drag.up = true;
  drag.ghost = document.createElement('div');
  drag.ghost.className = 'ghost';
  drag.ghost.textContent = drag.kind === 'card' && drag.ids.length > 1
    ? say('order.chosen', { n: drag.ids.length })
    : drag.kind === 'card' ? desk.cards.get(drag.id).text : desk.topics.get(drag.id).name || say('order.topic', { n: desk.topics.get(drag.id).n });
  document.body.append(drag.ghost);
  document.body.classList.add('dragging');
  holding(drag.ids);
  follow(drag.x, drag.y);
}

function follow(x, y) {
  drag.ghost.style.transform = `translate(${x + 12}px, ${y + 12}px)`;
  const under = document.elementFromPoint(x, y);
  const over = under && under.closest('[data-drop]');
  if (over !== drag.over) {
    if (drag.over) drag.over.classList.remove('over');
    if (over && takes(over.dataset.drop)) over.classList.add('over');
    drag.over = over;
  }
  scroll(under && under.closest('.scrolls'), y);
}

function scroll(list, y) {
  if (!list) return;
  const box = list.getBoundingClientRect();
  if (y < box.top + EDGE) list.scrollBy(0, -16);
  else if (y > box.bottom - EDGE) list.scrollBy(0, 16);
}

function takes(target) {
  return drag.kind === 'card' ? target !== 'card:' + drag.id : target.startsWith('topic:') && target !== 'topic:' + drag.id;
}

function moved(event) {
  if (!drag || event.pointerId !== drag.pointer) return;
  const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > FAR;
  if (!drag.up && far && !drag.mouse) return stop(); // a finger that scrolls
  if (!drag.up && far) takeUp();
  if (drag.up) follow(event.clientX, event.clientY);
}

function released(event) {
  if (!drag || event.pointerId !== drag.pointer) return;
  const { up, over, kind, id, ids } = drag;
  stop();
  if (!up) return;
  dropped = Date.now();
  if (over) drop(kind, id, ids, over.dataset.drop);
  inHand();
  draw();
}

function drop(kind, id, ids, target) {
  const there = target.slice(target.indexOf(':') + 1);
  const known = ids.filter((one) => desk.cards.has(one));
  if (kind === 'topic') {
    const [one, other] = [desk.topics.get(there), desk.topics.get(id)];
    if (one && other && one !== other) joinBest(one, other);
  } else if (target === 'loose') leaveLoose(known);
  else if (target === 'new') layNew(known);
  else if (target.startsWith('card:')) layOn(there, known);
  else if (desk.topics.has(there)) layIn(desk.topics.get(there), known);
}

function stop() {
  if (!drag) return;
  clearTimeout(drag.timer);
  if (drag.ghost) drag.ghost.remove();
  if (drag.over) drag.over.classList.remove('over');
  document.body.classList.remove('dragging');
  drag = null;
}

export function cancelDrag() {
  if (!drag) return;
  stop();
  inHand();
}

document.addEventListener('pointermove', moved);
document.addEventListener('pointerup', released);
document.addEventListener('pointercancel', cancelDrag);
// A finger that holds a card does not scroll the page.
document.addEventListener('touchmove', (event) => { if (drag && drag.up) event.preventDefault(); }, { passive: false });
document.addEventListener('contextmenu', (event) => { if (drag && !drag.mouse) event.preventDefault(); });
