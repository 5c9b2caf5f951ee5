// What is shown is a function from what a page knows to a template; `draw` calls it anew, once a frame at most.
import { nothing, render } from '../vendor/lit-html.js';

/** @typedef {() => unknown} View */

/** @type {View} */
let view = () => nothing;
let asked = false;
/** @type {HTMLElement | null} */
let root = null;

/** Shows another page. @param {View} next */
export function show(next) {
  view = next;
  draw();
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
  render(view(), root);
}
