import { html, nothing } from '../vendor/lit-html.js';
import { may } from '../app/session.js';
import { t } from '../app/texts.js';

/** What accounts of the company may beyond uploading. */
const all = () => [
  ['documents', t('may-documents'), t('may-documents-more')], ['people', t('may-people'), t('may-people-more')],
  ['audit', t('may-audit'), t('may-audit-more')], ['operate', t('may-operate'), t('may-operate-more')],
];

export const permissionNames = (/** @type {string[]} */ has) => all().filter(([name = '']) => has.includes(name)).map(([, text = '']) => text);

/**
 * Ticks for them. Nobody grants or takes away what they lack.
 * @param {string[]} has @param {{ fixed?: string[], wrong?: string | undefined }} [told] `fixed` stay as they are
 */
export const permissions = (has, { fixed = [], wrong } = {}) => html`
  <fieldset class="ticks"><legend class="label">${t('may-legend')}</legend>
    ${all().map(([name = '', text, more]) => html`<label class="tick">
      <input type="checkbox" name=${`may-${name}`} ?checked=${has.includes(name)} .checked=${has.includes(name)} ?disabled=${!may(name) || fixed.includes(name)}>
      <span>${text}<br><span class="small">${more}</span></span></label>`)}
    ${wrong ? html`<p class="small">${wrong}</p>` : nothing}
  </fieldset>`;

/** What is ticked in a form, and what could not be. @param {HTMLFormElement} form */
export const ticked = (form) => all().map(([name = '']) => name)
  .filter((name) => /** @type {HTMLInputElement | null} */ (form.elements.namedItem(`may-${name}`))?.checked);
