// Make an account.
import { html } from '../../vendor/lit-html.js';
import { api } from '../../app/api.js';
import { go } from '../../app/address.js';
import { session } from '../../app/session.js';
import { t } from '../../app/texts.js';
import { button } from '../../parts/button.js';
import { door } from '../../parts/door.js';
import { field } from '../../parts/field.js';
import { sending } from '../../parts/form.js';

/** @type {'nobody'} */
export const who = 'nobody';
export const frame = door;
export const title = () => t('sign-up');

export function page() {
  const form = sending(async ({ username, email, password }) => {
    await api.signUp({ username, email, password });
    sessionStorage.setItem('signed-up', email ?? '');
    await go('/sign-up/sent');
  });
  const closed = session.site.signup === 'invited';
  return () => html`
    <div class="form">
      <h1 tabindex="-1">${t('sign-up')}</h1>
      <p>${closed ? t('invited-only') : t('has-account')} <a href="/sign-in">${t('log-in')}</a></p>
      ${closed ? '' : html`<form novalidate @submit=${form.submit}>
        ${form.fault()}
        ${field({ name: 'username', label: t('username'), hint: t('username-hint'), autocomplete: 'username', most: 32, wrong: form.wrong('username') })}
        ${field({ name: 'email', label: t('email'), hint: t('email-hint'), type: 'email', autocomplete: 'email', most: 254, wrong: form.wrong('email') })}
        ${field({ name: 'password', label: t('password'), hint: t('password-hint'), type: 'password', autocomplete: 'new-password', most: 128, wrong: form.wrong('password') })}
        ${button({ text: t('sign-up'), look: 'main wide', type: 'submit', busy: form.busy })}
      </form>`}
    </div>`;
}
