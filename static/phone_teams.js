// Teams: a form for each, and several may be joined. What somebody brings outlives a reload; how to reach them is
// typed for this once, and kept nowhere on the phone.

import { announce, draw, drawAtOnce, h } from './dom.js';
import { recall, remember } from './memory.js';
import { state } from './phone_asked.js';
import { button, onScreen, own, p } from './phone_parts.js';
import { say, told } from './saying.js';
import { newId, send, slotOf } from './wire.js';

export function teamsForm(ask) {
  return [
    h('h2', { class: 'unseen' }, told(state.view.heading)),
    h('ul', { class: 'cards', key: 'teams' }, ask.options.map((team) => teamCard(ask, team))),
  ];
}

function teamCard(ask, team) {
  const slot = slotOf('team:' + team.id);
  const known = (state.mine.teams || []).find((one) => one.team === team.id);
  const inside = known && !known.left;
  onScreen.add(slot.key);
  const join = () => {
    openJoining(slot, team, known);
    drawAtOnce();
    document.getElementById('team-helps-' + team.id).focus();
  };
  return h('li', { class: inside ? 'card card-joined' : 'card', key: team.id, id: 'team-card-' + team.id, tabindex: '-1' },
    own(team.text),
    team.place && p(say('team.place', { text: team.place }), 'told'),
    team.wanted && p(say('team.wanted', { text: team.wanted }), 'told'),
    slot.form ? joiningForm(ask, slot, team, known)
      : inside ? insideTeam(slot, known, join)
        : [slot.error && p(slot.error, 'error'), slot.done && p(say('team.gone'), 'done'),
          h('div', { class: 'buttons' }, button(say('team.join'), join,
            { key: 'join', 'aria-label': `${say('team.join')}: ${team.text}` }))]);
}

function openJoining(slot, team, known) {
  const before = known && !known.left ? known : {};
  const kept = recall(bringing(team.id)) || {};
  const of = (name) => kept[name] || before[name] || '';
  slot.form = { helps: of('helps'), seeks: of('seeks'), effort: of('effort'), reach: !!before.reachable, name: '', address: '' };
  slot.error = '';
  slot.done = false;
}

function joiningForm(ask, slot, team, known) {
  const { form } = slot;
  const keeps = !!known && !known.left && known.reachable;
  const keep = (name, value) => {
    form[name] = value;
    slot.error = '';
    remember(bringing(team.id), { helps: form.helps, seeks: form.seeks, effort: form.effort });
    draw();
  };
  const line = (name, props) => {
    const id = `team-${name}-${team.id}`;
    return [
      h('label', { for: id, key: 'label' + name, class: 'label' }, say('team.' + name)),
      h('input', Object.assign({
        id, key: name, type: 'text', value: form[name], maxlength: String(ask.limit), autocomplete: 'off', dir: 'auto',
        oninput: (event) => keep(name, event.target.value),
      }, props)),
    ];
  };
  const time = (effort) => h('label', { class: 'lasting', key: 'effort' + effort },
    h('input', { type: 'radio', name: 'effort-' + team.id, checked: form.effort === effort, onchange: () => keep('effort', effort) }),
    h('span', null, say('team.effort.' + (effort || 'none'))));
  const stop = () => closeJoining(slot, team);
  return h('div', { class: 'joining', key: 'joining' },
    line('helps'), line('seeks'),
    h('fieldset', { key: 'efforts' }, h('legend', { class: 'label' }, say('team.effort')), ask.efforts.concat('').map(time)),
    h('label', { class: 'lasting', key: 'consent' },
      h('input', { type: 'checkbox', checked: form.reach, onchange: (event) => keep('reach', event.target.checked) }),
      h('span', null, say('team.consent'))),
    form.reach && (keeps ? p(say('team.reachable'), 'help')
      : [line('name', { autocomplete: 'name', maxlength: '80' }), line('address', { maxlength: '80' }), p(say('team.private'), 'help')]),
    slot.error && p(slot.error, 'error'),
    h('div', { class: 'buttons' },
      button(slot.waiting ? say(slot.again ? 'again' : 'busy') : say(known && !known.left ? 'team.change.send' : 'team.join'),
        () => joinTeam(slot, team, known, keeps), { key: 'send', class: 'main', 'aria-disabled': slot.waiting ? 'true' : null }),
      button(say('team.cancel'), stop, { key: 'cancel' })));
}

// The form goes, and with it what had the focus: its card has it then.
function closeJoining(slot, team) {
  slot.form = null;
  remember(bringing(team.id), null);
  drawAtOnce();
  const card = document.getElementById('team-card-' + team.id);
  if (card) card.focus();
}

function joinTeam(slot, team, known, keeps) {
  const { form } = slot;
  if (slot.waiting) return;
  slot.id = known ? known.id : slot.id || newId();
  const contact = form.reach && !keeps ? { name: form.name, reach: form.address } : {};
  if (form.reach && !keeps && !(form.name.trim() && form.address.trim())) {
    slot.error = say('team.half');
    announce(slot.error);
    return;
  }
  send(Object.assign({
    do: 'join_team', sign_up_id: slot.id, team_id: team.id, rev: (known ? known.rev : 0) + 1,
    helps: form.helps, seeks: form.seeks, effort: form.effort || null, keeps: form.reach && keeps,
  }, contact), slot, (ok) => {
    if (!ok) return;
    closeJoining(slot, team);
    announce(say('team.done'));
  });
}

// A team this phone is in: what it brings, what the team agreed, and the ways out.
function insideTeam(slot, known, change) {
  const bring = [['helps', known.helps], ['seeks', known.seeks]].filter((one) => one[1]);
  const ask = (what, then) => send({ do: what, sign_up_id: known.id }, slot, (ok) => ok && then());
  const leave = () => ask('leave_team', () => { slot.done = true; slot.sure = false; announce(say('team.gone')); });
  const forget = () => ask('forget_contact', () => announce(say('team.forgotten')));
  return [
    p(say('team.in'), 'state'),
    bring.map(([name, text]) => h('p', { class: 'told', key: name }, say('team.mine.' + name), ' ', h('span', { dir: 'auto' }, text))),
    known.effort && p(say('team.effort.' + known.effort), 'told'),
    known.facts.map((fact) => h('p', { class: 'told', key: fact.key, dir: 'auto' }, told(fact))),
    p(say(known.reachable ? 'team.reachable' : 'team.unreachable'), 'told'),
    slot.error && p(slot.error, 'error'),
    slot.waiting ? p(say(slot.again ? 'again' : 'busy')) : h('div', { class: 'buttons' },
      known.open && change && button(say('team.change'), change, { key: 'change' }),
      known.reachable && button(say('team.forget'), forget, { key: 'forget' }),
      slot.sure ? [button(say('team.stay'), () => { slot.sure = false; }, { key: 'leave' }),
        button(say('team.leave.sure'), leave, { key: 'sure' })]
        : button(say('team.leave'), () => { slot.sure = true; }, { key: 'leave' })),
  ];
}

const joined = () => (state.mine.teams || []).filter((one) => !one.left);

const bringing = (team) => `${state.code}:team:${team}`;

// My teams on any other screen: the end of the way a card went.
export function myTeams() {
  const list = joined();
  if (!list.length) return null;
  return h('section', { class: 'mine', key: 'my-teams' },
    h('h2', null, say('team.mine')),
    h('ul', { class: 'cards' }, list.map((one) => {
      const slot = slotOf('team:' + one.team);
      onScreen.add(slot.key);
      return h('li', { class: 'card card-joined', key: one.team }, own(one.title), insideTeam(slot, one, null));
    })));
}
