// Who one is here: names, address, picture.
import { html } from '../../../vendor/lit-html.js';
import { api } from '../../../app/api.js';
import { session } from '../../../app/session.js';
import { t } from '../../../app/texts.js';
import { button } from '../../../parts/button.js';
import { field } from '../../../parts/field.js';
import { sending } from '../../../parts/form.js';
import { picture } from '../../../parts/picture.js';
import { outcome } from '../../../parts/outcome.js';
import { done, profile, section } from '../../../parts/profile.js';
import { settle } from '../../../parts/settle.js';

/** @typedef {import('../../../app/api.js').Me} Me */

/** @type {'somebody'} */
export const who = 'somebody';
export const frame = profile;
export const title = () => t('profile');

/** @param {import('../../../types/page.d.ts').Visit} visit */
export function page({ leave }) {
  let saved = '';
  const me = outcome(api.me);
  const form = sending(async ({ display_name, username, email }, it, sent) => {
    saved = '';
    const changes = Object.entries({ display_name, username, email }).filter(([name, value]) => value !== (me.value?.[/** @type {keyof Me} */ (name)] ?? ''));
    const now = await api.changeMe(Object.fromEntries(changes));
    if (session.user) session.user = { ...session.user, username: now.username };
    saved = now.pending_email && changes.some(([name]) => name === 'email') ? t('email-pending', { email: now.pending_email }) : t('saved');
    settle(it, sent);
    me.value = now;
  });
  const portrait = picture(leave);

  me.load();

  /** @param {Me} it */
  const shown = (it) => html`
    ${section(t('picture'), portrait())}
    ${section(t('names'), html`<form novalidate @submit=${form.submit}>
      ${form.fault()}
      ${field({ name: 'display_name', label: t('display-name'), hint: t('display-name-hint'), value: it.display_name ?? '', autocomplete: 'name', most: 80, required: false, wrong: form.wrong('display_name') })}
      ${field({ name: 'username', label: t('username'), value: it.username, autocomplete: 'username', most: 32, wrong: form.wrong('username') })}
      ${field({ name: 'email', label: t('email'), type: 'email', value: it.email, autocomplete: 'email', most: 254, wrong: form.wrong('email'),
        hint: it.pending_email ? t('email-pending', { email: it.pending_email }) : t('email-change-hint') })}
      ${button({ text: t('save'), look: 'main', type: 'submit', busy: form.busy })}
      ${done(saved)}
    </form>`)}`;

  return () => me.draw(shown);
}
