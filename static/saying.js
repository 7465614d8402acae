// Texts by key, in the chosen language, and how long a text is as people count.

export let words = {};
export let language = 'nl';
let advising = () => false;

// A meeting that gives advice has its own words: the page says whether this one does.
export function adviseWhen(asked) { advising = asked; }

export async function learn(wanted) {
  const answer = await fetch(document.documentElement.dataset[wanted === 'en' ? 'wordsEn' : 'wordsNl']);
  if (!answer.ok) throw new Error('no words');
  words = await answer.json();
  language = wanted;
  document.documentElement.lang = wanted;
}

export const has = (key) => words[key] !== undefined;

function day(text) {
  const noon = new Date(text.length > 10 ? text : text + 'T12:00:00');
  return noon.toLocaleDateString(language, { day: 'numeric', month: 'long', year: 'numeric' });
}

// A day and an hour, on the clock of this phone.
function moment(text) {
  const clock = { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', hour12: false };
  return new Date(text).toLocaleString(language, clock);
}

function spoken(name, value) {
  if (value === undefined || value === null) return '';
  const text = String(value);
  if (name === 'moment') return moment(text);
  if (/^\d{4}-\d\d-\d\d(T|$)/.test(text)) return day(text);
  return /[\u0590-\u08ff\ufb1d-\ufefc]/.test(text) ? '\u2068' + text + '\u2069' : text;
}

// `{name}` is a value, or, where the words have `<key>.<name>`, that text counted by the value.
export function say(key, given) {
  const values = given || {};
  let text = advising() && has(key + '.advise') ? words[key + '.advise'] : words[key];
  if (text === undefined) return '';
  if (Array.isArray(text)) text = text[values.n === 1 ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (whole, name) =>
    has(`${key}.${name}`) ? say(`${key}.${name}`, { n: values[name] }) : spoken(name, values[name]));
}

export const told = (message) => (!message ? '' : message.text || say(message.key, message.values));

export let length = (text) => Array.from(text).length;
export let cut = (text, size) => Array.from(text).slice(0, size).join('');
if (window.Intl && Intl.Segmenter) {
  const segmenter = new Intl.Segmenter();
  const graphemes = (text) => Array.from(segmenter.segment(text), (part) => part.segment);
  length = (text) => graphemes(text).length;
  cut = (text, size) => graphemes(text).slice(0, size).join('');
}

// One message is 4 kB at most, so a text of stacked marks can be too long before its graphemes are.
export const surplus = (text, limit) => Math.max(length(text) - limit, Array.from(text).length - 900, 0);
