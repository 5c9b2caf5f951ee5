import { html, nothing } from '../vendor/lit-html.js';
import { Problem, api } from '../app/api.js';
import { draw } from '../app/draw.js';
import { byPasskey } from '../app/passkeys.js';
import { session, signedIn } from '../app/session.js';
import { t } from '../app/texts.js';
import { button } from './button.js';
import { field, tick } from './field.js';
import { sending } from './form.js';

/**
 * Name and password, or a passkey. Where a second factor is due, `half` says so.
 * @param {{ done: () => unknown, half: () => unknown, name?: string, at?: string }} then `at` goes before the ids of the fields
 */
export function credentials({ done, half, name = '', at = '' }) {
  let unproved = '';
  let sentAgain = false;
  const form = sending(async (values) => {
    const remember = values.remember === 'on';
    unproved = '';
    try {
      await api.login({ username: values.username, password: values.password, remember });
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      const { ticket, methods, passkey_options: options } = problem.told;
      if (problem.code === 'email_not_verified' && values.username?.includes('@')) unproved = values.username;
      if (problem.code !== 'second_factor_required' || !ticket) throw problem;
      session.half = { ticket, methods: methods ?? [], options, remember };
      return half();
    }
    await signedIn();
    await done();
  });
  const byKey = () => form.run(async () => {
    const credential = await byPasskey(await api.passkeyOptions());
    if (!credential) return;
    await api.passkeyLogin(credential, false);
    await signedIn();
    await done();
  });
  const again = () => form.run(async () => {
    await api.resend(unproved);
    sentAgain = true;
    draw();
  });

  return () => html`<form novalidate @submit=${form.submit}>
    ${form.fault()}
    ${unproved ? html`<p aria-live="polite">${sentAgain ? t('sent-again') : button({ text: t('send-again'), look: 'small', press: again })}</p>` : nothing}
    ${field({ name: 'username', id: `${at}username`, label: t('name-or-email'), autocomplete: 'username webauthn', value: name, wrong: form.wrong('username') })}
    ${field({ name: 'password', id: `${at}password`, label: t('password'), type: 'password', autocomplete: 'current-password', wrong: form.wrong('password'),
      beside: html`<a href="/forgot">${t('forgotten')}</a>` })}
    ${tick({ name: 'remember', label: t('stay-logged-in') })}
    ${button({ text: t('log-in'), look: 'main wide', type: 'submit', busy: form.busy })}
    ${session.site.log_in.includes('passkey') ? html`<p class="or">${t('or')}</p>
      ${button({ text: t('use-passkey'), sign: 'key', look: 'wide', busy: form.busy, press: byKey })}` : nothing}
  </form>`;
}
