// Ask for a mail by which a new password is set.
import { html } from '../../vendor/lit-html.js';
import { api } from '../../app/api.js';
import { draw } from '../../app/draw.js';
import { t } from '../../app/texts.js';
import { button } from '../../parts/button.js';
import { door } from '../../parts/door.js';
import { field } from '../../parts/field.js';
import { sending } from '../../parts/form.js';

/** @type {'anybody'} */
export const who = 'anybody';
export const frame = door;
export const title = () => t('forgot');

export function page() {
  let sent = false;
  const form = sending(async (values) => {
    await api.forgot(values.email ?? '');
    sent = true;
    draw();
  });
  return () => html`
    <div class="form">
      <h1 tabindex="-1">${t('forgot')}</h1>
      <p>${t('forgot-more')}</p>
      <form novalidate @submit=${form.submit}>
        ${form.fault()}
        ${field({ name: 'email', label: t('email'), type: 'email', autocomplete: 'email', most: 254, wrong: form.wrong('email') })}
        ${button({ text: t('send-mail'), look: 'main wide', type: 'submit', busy: form.busy })}
        <p role="status">${sent ? t('forgot-sent') : ''}</p>
      </form>
      <p><a href="/sign-in">${t('back-to-log-in')}</a></p>
    </div>`;
}
