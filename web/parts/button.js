import { html, nothing } from '../vendor/lit-html.js';
import { icon } from './icon.js';

/**
 * @param {object} told
 * @param {unknown} told.text
 * @param {string} [told.sign] an icon before the text
 * @param {string} [told.look] `main`, `bare`, `danger`, `small`, `wide`
 * @param {'button' | 'submit'} [told.type]
 * @param {boolean} [told.busy]
 * @param {string} [told.label] what it is called, where its text alone does not say it
 * @param {boolean} [told.expanded] whether what it opens is open
 * @param {string} [told.key] the single key that presses it
 * @param {(event: Event) => void} [told.press]
 */
export const button = ({ text, sign, look = '', type = 'button', busy = false, label, expanded, key, press }) => html`
  <button type=${type} class=${`button ${look}`} aria-label=${label ?? nothing} aria-disabled=${busy || nothing}
    aria-expanded=${expanded ?? nothing} data-key=${key ?? nothing}
    @click=${(/** @type {Event} */ event) => (busy ? event.preventDefault() : press?.(event))}>
    ${busy ? html`<span class="spin" aria-hidden="true"></span>` : sign ? icon(sign) : nothing}${text}
  </button>`;
