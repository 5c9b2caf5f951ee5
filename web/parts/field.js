import { html, nothing, ref } from '../vendor/lit-html.js';
import { t } from '../app/texts.js';
import { icon } from './icon.js';

/** What a field last said by itself. @type {WeakMap<Element, string>} */
export const shown = new WeakMap();

/** Has a field say what is so now, unless somebody has changed it. Once touched, it would take no attribute for that. @param {string | undefined} now */
const follow = (now) => now === undefined ? nothing : ref((it) => it && queueMicrotask(() => {
  // Now that a select has its options.
  const input = /** @type {HTMLInputElement} */ (it);
  const follows = input.value === (shown.get(input) ?? input.value);
  if (follows && input.value !== now) input.value = now;
  shown.set(input, follows ? input.value : now);
}));

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
  const said = saidOf(id, hint, wrong);
  const input = html`<input class="input" id=${id} name=${name} type=${type} ${follow(value)}
    autocomplete=${autocomplete ?? nothing} inputmode=${inputmode ?? nothing} maxlength=${most ?? nothing}
    dir=${type === 'text' ? 'auto' : nothing} autocapitalize="none" spellcheck="false" aria-required=${required || nothing}
    aria-invalid=${wrong ? 'true' : nothing} aria-describedby=${said || nothing}>`;
  return around({ id, label, hint, wrong, beside }, type === 'password' ? html`<div class="beside">${input}${eye()}</div>` : input);
}

/** What a field is described by. @param {string} id @param {unknown} hint @param {unknown} wrong */
const saidOf = (id, hint, wrong) => [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(' ');

/** @param {{ id: string, label: unknown, hint?: unknown, wrong?: string | undefined, beside?: unknown }} told @param {unknown} input */
const around = ({ id, label, hint, wrong, beside }, input) => html`
  <div class="field">
    <div class="row"><label for=${id}>${label}</label>${beside ?? nothing}</div>
    ${hint ? html`<p class="hint" id=${`${id}-hint`}>${hint}</p>` : nothing}
    ${input}
    ${wrong ? html`<p class="wrong" id=${`${id}-wrong`}>${icon('bad')}${wrong}</p>` : nothing}
  </div>`;

/** A field of several lines. @param {{ name: string, label: unknown, value?: string, hint?: unknown, wrong?: string | undefined, required?: boolean, most: number }} told */
export const area = ({ name, label, value = '', hint, wrong, required = false, most }) => around({ id: name, label, hint, wrong }, html`
  <textarea class="input" id=${name} name=${name} rows="3" maxlength=${most} dir="auto" aria-required=${required || nothing} ${follow(value.replaceAll('\r', ''))}
    aria-invalid=${wrong ? 'true' : nothing} aria-describedby=${saidOf(name, hint, wrong) || nothing}></textarea>`);

/** One of several. @param {{ name: string, label: unknown, value: string, options: [value: string, text: string][], hint?: unknown, wrong?: string | undefined }} told */
export const select = ({ name, label, value, options, hint, wrong }) => around({ id: name, label, hint, wrong }, html`
  <select class="select" id=${name} name=${name} ${follow(value)} aria-invalid=${wrong ? 'true' : nothing} aria-describedby=${saidOf(name, hint, wrong) || nothing}>
    ${options.map(([key, text]) => html`<option value=${key}>${text}</option>`)}
  </select>`);

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
  <label class="tick"><input type="checkbox" name=${name} ?checked=${checked} .checked=${checked}
    @change=${(/** @type {Event & { currentTarget: HTMLInputElement }} */ event) => change?.(event.currentTarget.checked)}> ${label}</label>`;
