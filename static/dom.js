// From a description of the page to the page, keeping focus and typed text.

export const flat = (list) => list.reduce((all, one) => all.concat(Array.isArray(one) ? flat(one) : one), []);
export const there = (one) => one !== null && one !== undefined && one !== false && one !== '';

export const h = (tag, props, ...children) => ({ tag, props: props || {}, children: flat(children).filter(there) });

const nameOf = (wanted) => (wanted.tag ? wanted.tag + '|' + (wanted.props.key || '') : '#text');

function dress(node, props) {
  const before = node.kringProps || {};
  for (const name of Object.keys(Object.assign({}, before, props))) {
    const value = props[name];
    if (name === 'key') continue;
    else if (name.startsWith('on')) node[name] = value || null;
    else if (name === 'checked') node.checked = value === true;
    else if (name === 'value') { if (node.value !== value) node.value = value; }
    else if (name === 'grow') node.style.flexGrow = value;
    else if (value === before[name]) continue;
    else if (value === undefined || value === null || value === false) node.removeAttribute(name);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.kringProps = props;
}

// Nodes that stay are never taken out, so a focused button or a half-typed word is left alone. What is described by
// the very same description as before is not looked at: a page of hundreds of things keeps those that did not change.
export function patch(parent, list) {
  const spare = new Map();
  for (const node of Array.from(parent.childNodes)) {
    const name = node.kringName || (node.nodeType === 3 ? '#text' : '');
    if (!spare.has(name)) spare.set(name, []);
    spare.get(name).push(node);
  }
  const nodes = list.map((wanted) => {
    const node = (spare.get(nameOf(wanted)) || []).shift();
    if (node) return node;
    if (!wanted.tag) return document.createTextNode(wanted);
    const made = document.createElement(wanted.tag);
    made.kringName = nameOf(wanted);
    return made;
  });
  spare.forEach((left) => left.forEach((node) => parent.removeChild(node)));
  nodes.forEach((node, at) => {
    const wanted = list[at];
    if (!wanted.tag) {
      if (node.data !== String(wanted)) node.data = wanted;
    } else if (node.kringDrawn !== wanted) {
      patch(node, wanted.children);
      dress(node, wanted.props);
      node.kringDrawn = wanted;
    }
    if (parent.childNodes[at] !== node) parent.insertBefore(node, parent.childNodes[at] || null);
  });
}

let drawing = false;
let picture = () => {};

// What draws the whole page, as it is now.
export function drawnBy(page) { picture = page; }

export const drawAtOnce = () => picture();

export function draw() {
  if (drawing) return;
  drawing = true;
  Promise.resolve().then(() => { drawing = false; picture(); });
}

// A field that moves to another place on the page (the room went on) takes cursor and keyboard along.
export function keepingPlace(change) {
  const field = document.activeElement;
  const typing = field && field.tagName === 'TEXTAREA';
  const at = typing && [field.selectionStart, field.selectionEnd];
  change();
  if (!typing || document.activeElement === field) return;
  const again = document.getElementById(field.id);
  if (!again) return;
  again.focus({ preventScroll: true });
  again.setSelectionRange(at[0], at[1]);
}

export function announce(text) {
  const said = document.getElementById('said');
  said.textContent = said.textContent === text ? text + '\u00a0' : text;
}
