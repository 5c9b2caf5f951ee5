import { html } from '../vendor/lit-html.js';
import { draw } from '../app/draw.js';
import { LANGUAGES, isLanguage } from '../app/language.js';
import { shown, speakFromNowOn, t } from '../app/texts.js';
import { icon } from './icon.js';

/** A choice of languages, each by its own name. */
export const languageMenu = () => html`
  <label class="tongue">${icon('globe')}<span class="unseen">${t('language')}</span>
    <select @change=${change}>
      ${Object.entries(LANGUAGES).map(([code, name]) => html`<option value=${code} lang=${code} ?selected=${code === shown()}>${name}</option>`)}
    </select>
  </label>`;

/** @param {Event & { currentTarget: HTMLSelectElement }} event */
async function change({ currentTarget }) {
  if (isLanguage(currentTarget.value)) await speakFromNowOn(currentTarget.value);
  draw();
}
