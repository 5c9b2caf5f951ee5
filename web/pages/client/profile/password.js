// A new password, in the place of the old one.
import { html } from '../../../vendor/lit-html.js';
import { api } from '../../../app/api.js';
import { t } from '../../../app/texts.js';
import { button } from '../../../parts/button.js';
import { field } from '../../../parts/field.js';
import { sending } from '../../../parts/form.js';
import { done, profile, section } from '../../../parts/profile.js';
import { settle } from '../../../parts/settle.js';

/** @type {'somebody'} */
export const who = 'somebody';
export const frame = profile;
export const title = () => t('password');

export function page() {
  let saved = false;
  const form = sending(async ({ current_password, password }, it, sent) => {
    saved = false;
    await api.changePassword({ current_password, password });
    settle(it, sent);
    saved = true;
  });
  return () => section(t('new-password'), html`<form novalidate @submit=${form.submit}>
    <p class="small">${t('ends-other-sessions')}</p>
    ${form.fault()}
    ${field({ name: 'current_password', label: t('current-password'), type: 'password', autocomplete: 'current-password', wrong: form.wrong('current_password') })}
    ${field({ name: 'password', label: t('new-password'), hint: t('password-hint'), type: 'password', autocomplete: 'new-password', most: 128, wrong: form.wrong('password') })}
    ${button({ text: t('change-password'), look: 'main', type: 'submit', busy: form.busy })}
    ${done(saved ? t('password-changed') : '')}
  </form>`);
}
