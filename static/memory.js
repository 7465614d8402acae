// What this browser keeps between two visits.

export function remember(name, value) {
  try {
    if (value === null) localStorage.removeItem('kring:' + name);
    else localStorage.setItem('kring:' + name, JSON.stringify(value));
  } catch (full) { /* a private window may have no storage; the page works without */ }
}

export function recall(name) {
  try {
    return JSON.parse(localStorage.getItem('kring:' + name));
  } catch (unreadable) {
    return null;
  }
}
