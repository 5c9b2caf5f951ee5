// Sign in with name and password, or by a passkey.
import { html, nothing } from '../../vendor/lit-html.js';
import { go, ours } from '../../app/address.js';
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
  const to = ours(query.get('to'));
  const form = credentials({
    // Where one begins depends on who it was.
    done: () => go(to || home()),
    half: () => go(`/sign-in/code${to && `?to=${encodeURIComponent(to)}`}`),
  });
  return () => html`
    <div class="form">
      <h1 tabindex="-1">${t('log-in')}</h1>
      ${session.site.signup === 'invited' ? nothing : html`<p>${t('new-here')} <a href="/sign-up">${t('make-account')}</a></p>`}
      ${form()}
    </div>`;
}
