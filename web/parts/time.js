import { html } from '../vendor/lit-html.js';
import { moment, when } from '../app/texts.js';

/** A moment as one says it, with the whole of it for those who ask. @param {string} at */
export const time = (at) => html`<time datetime=${at} title=${moment(new Date(at))}>${when(new Date(at))}</time>`;
