// The second half of signing in.
import { html } from '../../vendor/lit-html.js';
import { go, ours } from '../../app/address.js';
import { home, session } from '../../app/session.js';
import { t } from '../../app/texts.js';
import { door } from '../../parts/door.js';
import { secondFactor } from '../../parts/second-factor.js';

/** @type {'nobody'} */
export const who = 'nobody';
export const frame = door;
export const title = () => t('one-more-step');

/** @param {import('../../types/page.d.ts').Visit} visit */
export function page({ query }) {
  const to = ours(query.get('to'));
  const back = `/sign-in${to && `?to=${encodeURIComponent(to)}`}`;
  if (!session.half) go(back, { replace: true });
  const form = secondFactor({ done: () => go(to || home()), over: () => go(back) });
  return () => html`
    <div class="form">
      <h1 tabindex="-1">${t('one-more-step')}</h1>
      <p>${t('one-more-step-more')}</p>
      ${form()}
      <p><a href=${back}>${t('back-to-log-in')}</a></p>
    </div>`;
}
