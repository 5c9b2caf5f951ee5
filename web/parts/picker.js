import { html, nothing, repeat } from '../vendor/lit-html.js';
import { announce } from '../app/announce.js';
import { draw } from '../app/draw.js';
import { t } from '../app/texts.js';
import { outcome, trouble } from './outcome.js';

/** @typedef {{ value: string, text: string, more?: string | undefined }} Option `more` tells those apart who are called alike */

/**
 * Looks for one of many by a part of its name (ARIA APG: a combobox with a list).
 * @param {object} told
 * @param {string} told.id
 * @param {() => unknown} told.label
 * @param {(text: string, signal: AbortSignal) => Promise<Option[]>} told.search
 * @param {(option: Option) => void} told.pick
 */
export function picker({ id, label, search, pick }) {
  let [text, at] = ['', 0];
  let asking = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let typing;
  // What is found; nothing as long as the list is shut.
  const list = outcome(async () => {
    asking = new AbortController();
    const found = await search(text.trim(), asking.signal);
    at = 0;
    announce(t('picker-found', { count: found.length }), 'found');
    return found;
  });

  function shut() {
    clearTimeout(typing);
    asking.abort();
    list.value = null;
    draw();
  }

  /** @param {Option | undefined} option */
  function take(option) {
    if (!option) return;
    text = '';
    shut();
    pick(option);
  }

  /** @param {Event & { currentTarget: HTMLInputElement }} event */
  function type({ currentTarget }) {
    [text, list.problem] = [currentTarget.value, null];
    shut();
    if (text.trim()) typing = setTimeout(list.load, 200);
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && list.value?.length) at = (at + step + list.value.length) % list.value.length;
    else if (step) list.load();
    else if (event.key === 'Enter') take(list.value?.[at]);
    else if (event.key === 'Escape' && list.value) shut();
    else return;
    event.preventDefault();
    draw();
  }

  /** @param {Option} option @param {number} index */
  const line = (option, index) => html`
    <li role="option" id=${`${id}-${index}`} aria-selected=${index === at} @click=${() => take(option)}>
      <bdi>${option.text}</bdi>${option.more ? html` <span class="small"><bdi>${option.more}</bdi></span>` : nothing}</li>`;

  return (wrong = '') => html`<div class="field picker">
    <label for=${id}>${label()}</label>
    <input class="input" id=${id} role="combobox" aria-expanded=${Boolean(list.value?.length)} aria-controls=${`${id}-list`}
      aria-autocomplete="list" aria-activedescendant=${list.value?.length ? `${id}-${at}` : nothing} autocomplete="off"
      spellcheck="false" dir="auto" aria-invalid=${wrong ? 'true' : nothing} aria-describedby=${wrong ? `${id}-wrong` : nothing} .value=${text} @input=${type} @keydown=${press} @blur=${shut}>
    <ul class="card" role="listbox" id=${`${id}-list`} aria-label=${label()} ?hidden=${!list.value?.length}
      @mousedown=${(/** @type {Event} */ event) => event.preventDefault()}>${repeat(list.value ?? [], ({ value }) => value, line)}</ul>
    ${list.value?.length === 0 ? html`<p class="hint">${t('picker-found', { count: 0 })}</p>` : nothing}
    ${list.problem ? trouble(list.problem, list.load) : nothing}
  </div>`;
}
