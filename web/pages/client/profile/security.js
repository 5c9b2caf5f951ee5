// What proves that it is oneself, besides the password.
import { html, nothing } from '../../../vendor/lit-html.js';
import { api } from '../../../app/api.js';
import { load, may, session } from '../../../app/session.js';
import { t } from '../../../app/texts.js';
import { icon } from '../../../parts/icon.js';
import { outcome } from '../../../parts/outcome.js';
import { passkeyList } from '../../../parts/passkey-list.js';
import { profile, section } from '../../../parts/profile.js';
import { totp } from '../../../parts/totp.js';

/** @type {'somebody'} */
export const who = 'somebody';
export const frame = profile;
export const title = () => t('security');

export function page() {
  const me = outcome(api.me);
  // What one may do can hang on a second factor.
  const changed = () => Promise.all([me.load(), load()]);
  const codes = totp(changed);
  const keys = session.site.log_in.includes('passkey') ? passkeyList(changed) : null;

  me.load();

  return () => html`
    ${may('set_up_second_factor') ? html`<div class="notice">${icon('lock')}<span>${t('second-factor-first')}</span></div>` : nothing}
    ${me.draw(({ second_factor: has }) => html`
      ${section(t('totp'), codes(has))}
      ${keys ? section(t('passkeys'), keys()) : nothing}`)}`;
}
