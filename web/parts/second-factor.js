import { html, nothing } from '../vendor/lit-html.js';
import { Problem, api } from '../app/api.js';
import { byPasskey } from '../app/passkeys.js';
import { session, signedIn } from '../app/session.js';
import { t } from '../app/texts.js';
import { button } from './button.js';
import { field } from './field.js';
import { sending } from './form.js';

/**
 * The second half of a log-in: a code of an app, one for emergencies, or a passkey.
 * @param {{ done: () => unknown, over: () => unknown }} then `over` is when the first half does not count any more
 */
export function secondFactor({ done, over }) {
  const half = session.half ?? { ticket: '', methods: [], options: null, remember: false };
  const has = (/** @type {string} */ method) => half.methods.includes(method);
  const form = sending((values) => prove({ code: (values.code ?? '').replaceAll(' ', '') }));
  const byKey = () => form.run(async () => {
    const passkey = await byPasskey(half.options);
    if (passkey) await prove({ passkey });
  });

  /** @param {Record<string, unknown>} proof */
  async function prove(proof) {
    try {
      await api.secondFactor({ ticket: half.ticket, remember: half.remember, ...proof });
    } catch (problem) {
      if (problem instanceof Problem && problem.code === 'invalid_ticket') return over();
      throw problem;
    }
    await signedIn();
    await done();
  }

  return () => html`<form novalidate @submit=${form.submit}>
    ${form.fault()}
    ${has('totp') || has('recovery_code') ? html`
      ${field({ name: 'code', label: t('code'), hint: t('code-hint'), autocomplete: 'one-time-code', inputmode: 'text', most: 32, wrong: form.wrong('code') })}
      ${button({ text: t('log-in'), look: 'main wide', type: 'submit', busy: form.busy })}` : nothing}
    ${has('passkey') && half.options ? html`${has('totp') ? html`<p class="or">${t('or')}</p>` : nothing}
      ${button({ text: t('use-passkey'), sign: 'key', look: has('totp') ? 'wide' : 'main wide', busy: form.busy, press: byKey })}` : nothing}
  </form>`;
}
