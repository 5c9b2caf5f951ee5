import { html } from '../vendor/lit-html.js';
import { api } from '../app/api.js';
import { draw } from '../app/draw.js';
import { LANGUAGES, isLanguage } from '../app/language.js';
import { session } from '../app/session.js';
import { shown, speakFromNowOn, t } from '../app/texts.js';
import { icon } from './icon.js';

/** A choice of languages, each by its own name. */
export const languageMenu = () => html`
  <label class="tongue">${icon('globe')}<span class="unseen">${t('language')}</span>
    <select @change=${change}>
      ${Object.entries(LANGUAGES).map(([code, name]) => html`<option value=${code} lang=${code} .selected=${code === shown()}>${name}</option>`)}
    </select>
  </label>`;

/** @param {Event & { currentTarget: HTMLSelectElement }} event */
async function change({ currentTarget }) {
  const { value } = currentTarget;
  if (!isLanguage(value)) return;
  // Mails and other browsers speak it, too. Where that cannot be told now, this browser still does.
  const told = session.user && api.changeMe({ language: value });
  told?.catch(() => {});
  // Where its texts are not there any more, these pages are of an older version.
  await speakFromNowOn(value).catch(() => (told ?? api.session()).then(() => location.reload(), () => {}));
  draw();
}
