// What is kept about oneself: fetch it, or have it erased.
import { html } from '../../../vendor/lit-html.js';
import { api } from '../../../app/api.js';
import { draw } from '../../../app/draw.js';
import { t } from '../../../app/texts.js';
import { button } from '../../../parts/button.js';
import { field } from '../../../parts/field.js';
import { sending } from '../../../parts/form.js';
import { profile, section } from '../../../parts/profile.js';

/** @type {'somebody'} */
export const who = 'somebody';
export const frame = profile;
export const title = () => t('your-data');

export function page() {
  let sure = false;
  const form = sending(async ({ password }) => {
    await api.eraseMe(password ?? '');
    location.assign('/sign-in');
  });
  const ask = (/** @type {boolean} */ now) => () => { sure = now; draw(); };

  return () => html`
    ${section(t('what-is-kept'), html`
      <p>${t('export-more')}</p>
      <p><a class="button" href="/api/me/export/" download>${t('export')}</a></p>`)}
    ${section(t('erase-account'), html`
      <p>${t('erase-more')}</p>
      ${sure ? html`<form novalidate @submit=${form.submit}>
        ${form.fault()}
        ${field({ name: 'password', label: t('password'), type: 'password', autocomplete: 'current-password', wrong: form.wrong('password') })}
        <p>${button({ text: t('erase-for-good'), look: 'danger', type: 'submit', busy: form.busy })}
          ${button({ text: t('keep-account'), look: 'bare', press: ask(false) })}</p>
      </form>` : html`<p>${button({ text: t('erase-account'), look: 'danger', press: ask(true) })}</p>`}
`)}`;
}
