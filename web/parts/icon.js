import { html } from '../vendor/lit-html.js';

const sprite = new URL('../images/icons.svg', import.meta.url).pathname;

/** A sign, which says nothing to those who do not see it. @param {string} name */
export const icon = (name) => html`<svg aria-hidden="true"><use href=${`${sprite}#${name}`}></use></svg>`;
