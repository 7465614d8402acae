// A check that stays open for those who left: in view wherever the room is by then, at home and after the meeting too.

import { h } from './dom.js';
import { state } from './phone_asked.js';
import { chooseForm } from './phone_choosing.js';
import { p } from './phone_parts.js';
import { say } from './saying.js';
import { post } from './wire.js';

export const answeringLater = () => (state.view.later || []).map((asked) => {
  const own = (state.mine.later || []).find((one) => one.id === asked.id);
  if (!own) return null;
  const until = { moment: asked.until };
  if (own.state !== 'open') return p(say('later.in_room', until), 'help');
  keepSeat(asked);
  return h('section', { class: 'card card-later', key: 'later' + asked.id },
    p(say('later.until', until), 'caption'),
    chooseForm(asked));
});

// The seat of this phone would be let go of after a day; coming in once more keeps it until the hour.
const seatKept = new Set();

function keepSeat(asked) {
  const hour = asked.id + asked.until;
  if (seatKept.has(hour)) return;
  seatKept.add(hour);
  setTimeout(() => post('join', { language: state.language }, 8000).catch(() => seatKept.delete(hour)), Math.random() * 20000);
}
