import { html, nothing } from '../vendor/lit-html.js';
import { api } from '../app/api.js';
import { copy } from '../app/copy.js';
import { draw } from '../app/draw.js';
import { t } from '../app/texts.js';
import { askPassword } from './ask-password.js';
import { button } from './button.js';
import { field } from './field.js';
import { sending } from './form.js';
import { recoveryCodes } from './recovery-codes.js';

/** @typedef {import('../app/api.js').Me['second_factor']} Has */

/** Codes of an app as a second factor: set up, taken away, and what stands in when the app is gone. @param {() => Promise<unknown>} changed */
export function totp(changed) {
  /** @type {{ secret: string, picture: string } | null} */
  let setting = null;
  /** @type {string[] | null} */
  let codes = null;
  let copied = '';
  const setUp = askPassword({ id: 'totp', text: () => t('totp-set-up'), work: async ({ password }) => {
    const { secret, qr_svg } = await api.setUpTotp(password ?? '');
    setting = { secret, picture: URL.createObjectURL(new Blob([qr_svg], { type: 'image/svg+xml' })) };
  } });
  const confirm = sending(async ({ code }) => {
    codes = (await api.confirmTotp((code ?? '').replaceAll(' ', ''))).recovery_codes;
    if (setting) URL.revokeObjectURL(setting.picture);
    setting = null;
    await changed();
  });
  const renew = askPassword({ id: 'renew', text: () => t('recovery-codes-renew'), work: async ({ password }) => {
    codes = (await api.newRecoveryCodes(password ?? '')).recovery_codes;
    await changed();
  } });
  const remove = askPassword({ id: 'untotp', text: () => t('totp-remove'), look: 'danger',
    more: (wrong) => field({ name: 'code', id: 'untotp-code', label: t('code'), hint: t('code-hint'), autocomplete: 'one-time-code', wrong: wrong('code') }),
    work: async ({ password, code }) => { await api.removeTotp({ password, code }); await changed(); } });
  const told = {
    noted: () => { [codes, copied] = [null, '']; draw(); },
    copy: async () => { copied = await copy((codes ?? []).join('\n')); draw(); },
  };

  const scanning = (/** @type {NonNullable<typeof setting>} */ { secret, picture }) => html`
    <p>${t('totp-scan')}</p>
    <img class="qr" src=${picture} alt=${t('totp-picture')} width="200" height="200">
    <p>${t('totp-type')} <code>${secret}</code></p>
    <form novalidate @submit=${confirm.submit}>
      ${confirm.fault()}
      ${field({ name: 'code', label: t('totp-code'), autocomplete: 'one-time-code', inputmode: 'numeric', most: 8, wrong: confirm.wrong('code') })}
      ${button({ text: t('totp-turn-on'), look: 'main', type: 'submit', busy: confirm.busy })}
    </form>`;

  /** @param {Has} has */
  return (has) => html`
    ${codes ? recoveryCodes(codes, { ...told, copied }) : nothing}
    <p>${has.totp ? t('totp-is-on', { count: has.recovery_codes_left }) : t('totp-more')}</p>
    ${has.totp ? html`<div class="acts">${renew()}${remove()}</div>` : setting ? scanning(setting) : setUp()}`;
}
