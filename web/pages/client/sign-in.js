// Sign in with name and password, or by a passkey.
import { html, nothing } from '../../vendor/lit-html.js';
import { go } from '../../app/address.js';
import { home, session } from '../../app/session.js';
import { t } from '../../app/texts.js';
import { credentials } from '../../parts/credentials.js';
import { door } from '../../parts/door.js';

/** @type {'nobody'} */
export const who = 'nobody';
export const frame = door;
export const title = () => t('log-in');

/** @param {import('../../types/page.d.ts').Visit} visit */
export function page({ query }) {
  // Only to a page of ours: an address of others would be a way to lead people astray.
  const wanted = query.get('to') ?? '';
  const to = /^\/(?![/\\])/.test(wanted) ? wanted : home();
  const form = credentials({
    done: () => go(to),
    half: () => go(`/sign-in/code?to=${encodeURIComponent(to)}`),
  });
  return () => html`
    <div class="form">
      <h1 tabindex="-1">${t('log-in')}</h1>
      ${session.site.signup === 'invited' ? nothing : html`<p>${t('new-here')} <a href="/sign-up">${t('make-account')}</a></p>`}
      ${form()}
    </div>`;
}
