// Single keys that do what a button or a link does: `data-key` names the key, `data-go` the one behind `g`. They can be
// turned off, and never act where one writes (WCAG 2.1.4).
const OFF = 'keys-off';
/** Until when a `g` waits for what comes next. */
let going = 0;
/** @type {() => void} */
let help = () => {};

export const keysAreOn = () => localStorage.getItem(OFF) === null;

/** @param {boolean} on */
export function turnKeys(on) {
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, '1');
}

/** Hears keys from now on; `?` shows what there is. @param {() => void} show */
export function hearKeys(show) {
  help = show;
  document.addEventListener('keydown', press);
}

/** @param {KeyboardEvent} event */
function press(event) {
  const at = event.target instanceof Element ? event.target : document.body;
  const writes = at.closest('input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]');
  if (writes || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !keysAreOn()) return;
  if (document.querySelector('dialog:modal')) return;
  const done = act(event.key, at);
  if (done) event.preventDefault();
}

/** @param {string} key @param {Element} at @returns {boolean} whether it meant something */
function act(key, at) {
  const went = going > Date.now();
  going = 0;
  if (went) return click(document.querySelector(`[data-go="${CSS.escape(key)}"]`));
  if (key === 'g') {
    going = Date.now() + 1500;
    return true;
  }
  if (key === '?') {
    help();
    return true;
  }
  if (key === '/') return focus(document.querySelector('main input[type=search]'));
  if (key === 'j' || key === 'k') return step(at, key === 'j' ? 1 : -1);
  if (!/^[a-z]$/.test(key)) return false;
  const row = at.closest('[data-row]');
  return click(row?.querySelector(`[data-key="${key}"]`) ?? document.querySelector(`main [data-key="${key}"]:not([data-row] *)`));
}

/** To the next row or the one before. @param {Element} at @param {number} by */
function step(at, by) {
  const rows = [...document.querySelectorAll('main [data-row]')];
  const here = rows.findIndex((row) => row.contains(at));
  const row = rows[here < 0 ? (by > 0 ? 0 : rows.length - 1) : here + by];
  return focus(row?.querySelector('a, button, summary'));
}

/** @param {Element | null | undefined} what */
function focus(what) {
  if (!(what instanceof HTMLElement)) return false;
  what.focus();
  return true;
}

/** @param {Element | null | undefined} what */
function click(what) {
  if (!(what instanceof HTMLElement)) return false;
  what.click();
  return true;
}
