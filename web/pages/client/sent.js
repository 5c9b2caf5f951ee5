// A mail is on its way to whoever has signed up.
import { html } from '../../vendor/lit-html.js';
import { api } from '../../app/api.js';
import { draw } from '../../app/draw.js';
import { t } from '../../app/texts.js';
import { button } from '../../parts/button.js';
import { door } from '../../parts/door.js';
import { field } from '../../parts/field.js';
import { sending } from '../../parts/form.js';

/** @type {'nobody'} */
export const who = 'nobody';
export const frame = door;
export const title = () => t('look-into-mail');

export function page() {
  const email = sessionStorage.getItem('signed-up') ?? '';
  let again = false;
  const form = sending(async (values) => {
    await api.resend(values.email ?? '');
    again = true;
    draw();
  });
  return () => html`
    <div class="form">
      <h1 tabindex="-1">${t('look-into-mail')}</h1>
      <p>${email ? t('mail-sent-to', { email }) : t('mail-sent')}</p>
      <a class="button main wide" href="/sign-in">${t('log-in')}</a>
      <h2>${t('no-mail')}</h2>
      <form novalidate @submit=${form.submit}>
        ${form.fault()}
        ${field({ name: 'email', label: t('email'), type: 'email', autocomplete: 'email', value: email, wrong: form.wrong('email') })}
        ${button({ text: t('send-again'), look: 'wide', type: 'submit', busy: form.busy })}
        <p role="status">${again ? t('sent-again') : ''}</p>
      </form>
    </div>`;
}
