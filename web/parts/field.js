import { html, nothing } from '../vendor/lit-html.js';
import { t } from '../app/texts.js';
import { icon } from './icon.js';

/**
 * A field of a form, with what is wrong with it beside it.
 * @param {object} told
 * @param {string} told.name
 * @param {string} [told.id] where the name is not the only one on a page
 * @param {unknown} told.label
 * @param {string} [told.type]
 * @param {string} [told.value]
 * @param {string} [told.autocomplete]
 * @param {string} [told.inputmode]
 * @param {unknown} [told.hint]
 * @param {string | undefined} [told.wrong]
 * @param {unknown} [told.beside] what stands at the end of the label's line
 * @param {boolean} [told.required]
 * @param {number} [told.most] the most characters
 */
export function field({ name, id = name, label, type = 'text', value, autocomplete, inputmode, hint, wrong, beside, required = true, most }) {
  const said = [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(' ');
  const input = html`<input class="input" id=${id} name=${name} type=${type} value=${value ?? nothing}
    autocomplete=${autocomplete ?? nothing} inputmode=${inputmode ?? nothing} maxlength=${most ?? nothing}
    dir=${type === 'text' ? 'auto' : nothing} autocapitalize="none" spellcheck="false" aria-required=${required || nothing}
    aria-invalid=${wrong ? 'true' : nothing} aria-describedby=${said || nothing}>`;
  return html`
    <div class="field">
      <div class="row"><label for=${id}>${label}</label>${beside ?? nothing}</div>
      ${hint ? html`<p class="hint" id=${`${id}-hint`}>${hint}</p>` : nothing}
      ${type === 'password' ? html`<div class="beside">${input}${eye()}</div>` : input}
      ${wrong ? html`<p class="wrong" id=${`${id}-wrong`}>${icon('bad')}${wrong}</p>` : nothing}
    </div>`;
}

const eye = () => html`<button type="button" class="button bare icon" aria-label=${t('show-password')} aria-pressed="false"
  @click=${look}>${icon('eye')}</button>`;

/** @param {Event & { currentTarget: HTMLElement }} event */
function look({ currentTarget }) {
  const input = /** @type {HTMLInputElement} */ (currentTarget.previousElementSibling);
  const hidden = input.type === 'password';
  input.type = hidden ? 'text' : 'password';
  currentTarget.setAttribute('aria-pressed', String(hidden));
}

/** @param {{ name: string, label: unknown, checked?: boolean, change?: (on: boolean) => void }} told */
export const tick = ({ name, label, checked = false, change }) => html`
  <label class="tick"><input type="checkbox" name=${name} ?checked=${checked}
    @change=${(/** @type {Event & { currentTarget: HTMLInputElement }} */ event) => change?.(event.currentTarget.checked)}> ${label}</label>`;
