import { html } from '../vendor/lit-html.js';
import { moment, shown, when } from '../app/texts.js';

/** How moments were said today, since long lists say them again and again. @type {Map<string, { whole: string, said: string }>} */
const known = new Map();

/** A moment as one says it, with the whole of it for those who ask. @param {string} at */
export function time(at) {
  const { whole, said } = words(at);
  return html`<time datetime=${at} title=${whole}>${said}</time>`;
}

/** @param {string} at */
function words(at) {
  const name = `${at} ${shown()} ${new Date().getDate()}`;
  const before = known.get(name);
  if (before) return before;
  if (known.size > 5000) known.clear();
  const date = new Date(at);
  const now = { whole: moment(date), said: when(date) };
  known.set(name, now);
  return now;
}
