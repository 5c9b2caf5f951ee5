// What is shown is a function from what a page knows to a template; `draw` calls it anew, once a frame at most.
import { nothing, render } from '../vendor/lit-html.js';

/** @typedef {() => unknown} View */

/** @type {View} */
let view = () => nothing;
/** @type {View | null} */
let drawnBefore = null;
let asked = false;
/** @type {HTMLElement | null} */
let root = null;

/** Shows another page, and does not wait for a frame. @param {View} next */
export function show(next) {
  view = next;
  drawNow();
}

/** Draws what is shown anew. */
export function draw() {
  if (asked) return;
  asked = true;
  // A page in the background gets no frames, and still has to come to its end.
  if (document.hidden) setTimeout(drawNow);
  else requestAnimationFrame(drawNow);
}

/** Waits until what was asked for is on the page. @returns {Promise<void>} */
export async function drawn() {
  while (asked) await new Promise((done) => setTimeout(done, 4));
}

function drawNow() {
  asked = false;
  if (!root) {
    root = /** @type {HTMLElement} */ (document.getElementById('page'));
    root.replaceChildren();
  }
  // From what has the focus outwards: what is around it, and what stands before it there.
  /** @type {[around: Element, before: Element | null][]} */
  const places = [];
  for (let at = document.activeElement; at?.parentElement; at = at.parentElement) places.push([at.parentElement, at.previousElementSibling]);
  const stays = view === drawnBefore;
  render((drawnBefore = view)(), root);
  // On another page it goes where that one begins.
  if (stays && places.length > 1 && document.activeElement === document.body) refocus(places);
}

const CONTROLS = 'a, button, input:enabled:not([hidden]), select, textarea';

/** What had the focus is gone: it goes to what stands there now, else to what comes before. @param {[around: Element, before: Element | null][]} places */
function refocus(places) {
  for (const [around, before] of places) {
    if (!around.isConnected || !around.closest('main, dialog')) continue;
    const all = [.../** @type {NodeListOf<HTMLElement>} */ (around.querySelectorAll(CONTROLS))];
    const behind = (/** @type {Node} */ it) => before?.compareDocumentPosition(it) === Node.DOCUMENT_POSITION_FOLLOWING;
    const near = before?.isConnected ? all.find(behind) ?? all.pop() : around.matches('main') ? null : all[0];
    if (near) return near.focus();
  }
  document.querySelector('h1')?.focus();
}
