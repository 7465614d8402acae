// What may be read on every screen: what the leader hands out, and the hall's screen as text.

import { draw, h } from './dom.js';
import { state } from './phone_asked.js';
import { own, p } from './phone_parts.js';
import { say, told } from './saying.js';
import { api, request } from './wire.js';

// Fetched when somebody opens it, and again when it was written anew.
const HANDOUTS = ['info', 'agreements'];

const read = new Map(); // kind → {"rev", "open", "handout"}

export function handouts(view) {
  return HANDOUTS.filter((kind) => (view.handouts || {})[kind]).map((kind) => {
    const kept = read.get(kind) || {};
    const rev = view.handouts[kind];
    if (kept.open && kept.rev !== rev) fetchHandout(kind, rev);
    const toggled = (event) => {
      read.set(kind, Object.assign({}, read.get(kind), { open: event.target.open }));
      draw();
    };
    return h('details', { class: 'handout', key: 'handout-' + kind, ontoggle: toggled },
      h('summary', null, say('handout.' + kind)),
      kept.open && !kept.handout && p(say(kept.failed ? 'handout.failed' : 'busy')),
      kept.open && kept.handout && handout(kept.handout));
  });
}

const handout = (one) => [
  one.title && h('h2', { dir: 'auto' }, one.title),
  (one.lines || []).map((line) => h('p', { class: 'own-words', dir: line.text ? 'auto' : null }, told(line))),
];

async function fetchHandout(kind, rev) {
  const keep = (what) => read.set(kind, Object.assign({}, read.get(kind), { rev, failed: false }, what));
  keep({});
  try {
    const answer = await request(api(`handouts/${kind}?rev=${rev}`), { cache: 'default' }, 8000);
    if (!answer.ok) throw new Error('no handout');
    keep({ handout: await answer.json() });
  } catch (failed) {
    keep({ failed: true });
    setTimeout(() => { keep({ failed: true, rev: 0 }); draw(); }, 5000); // and tries again while it is open
  }
  draw();
}

// The hall's screen as text, for who cannot see it; while it is open it follows the hall.
const FOLLOWS = 4000;

const wall = { open: false, lines: null, failed: false, timer: 0 };

export function onTheScreen() {
  const toggled = (event) => {
    wall.open = event.target.open;
    clearTimeout(wall.timer);
    if (wall.open) readScreen();
    draw();
  };
  const lines = wall.lines && wall.lines.length ? wall.lines : [say('screen.empty')];
  return h('details', { class: 'handout', key: 'on-the-screen', ontoggle: toggled },
    h('summary', null, say('screen.title')),
    wall.open && wall.failed && p(say('handout.failed')),
    wall.open && wall.lines && lines.map((line) => own(line)));
}

async function readScreen() {
  try {
    const answer = await request(api(`screen?lang=${state.language}`), { cache: 'no-store' }, 8000);
    if (!answer.ok) throw new Error('no screen');
    wall.lines = (await answer.json()).lines;
    wall.failed = false;
  } catch (failed) {
    wall.failed = true;
  }
  draw();
  clearTimeout(wall.timer);
  if (wall.open) wall.timer = setTimeout(readScreen, FOLLOWS);
}
