import { html } from '../vendor/lit-html.js';
import { session } from '../app/session.js';
import { icon } from './icon.js';

/** The name of this place, which leads to where one begins. @param {string} to */
export const brand = (to) => html`<a class="brand" href=${to}>${icon('vault')}${session.site.name}</a>`;
