import { html, nothing } from '../vendor/lit-html.js';
import { api } from '../app/api.js';
import { newPasskey } from '../app/passkeys.js';
import { t } from '../app/texts.js';
import { askPassword } from './ask-password.js';
import { field } from './field.js';
import { outcome } from './outcome.js';
import { time } from './time.js';

/** @typedef {import('../types/api.d.ts').PasskeyView} Passkey */

/** The passkeys of an account. @param {() => Promise<unknown>} changed */
export function passkeyList(changed) {
  const list = outcome(api.passkeys);
  /** One button for each, which keeps what was begun with it. @type {Map<string, () => unknown>} */
  const removing = new Map();
  const again = async () => { await Promise.all([list.load(), changed()]); };
  const add = askPassword({ id: 'passkey', text: () => t('passkey-add'),
    more: (wrong) => field({ name: 'name', id: 'passkey-name', label: t('passkey-name'), hint: t('passkey-name-hint'), most: 64, required: false, wrong: wrong('name') }),
    work: async ({ password, name }) => {
      const credential = await newPasskey(await api.newPasskeyOptions(password ?? ''));
      if (!credential) return;
      await api.addPasskey(credential, name ?? '');
      await again();
    } });

  /** @param {Passkey} it */
  function remove({ id }) {
    const known = removing.get(id) ?? askPassword({ id, text: () => t('remove'), look: 'danger small',
      // It may have been removed elsewhere.
      work: async ({ password }) => { await api.removePasskey(id, password ?? '').catch((problem) => { if (problem.status !== 404) throw problem; }).then(again); } });
    removing.set(id, known);
    return known();
  }

  list.load();

  return () => html`
    <p>${t('passkeys-more')}</p>
    ${list.draw(({ passkeys }) => passkeys.length ? html`<ul class="lines">${passkeys.map((it) => html`
      <li><div><strong><bdi>${it.name}</bdi></strong>
        <p class="small">${t('since')} ${time(it.created_at)}${it.last_used_at ? html` · ${t('last-used')} ${time(it.last_used_at)}` : nothing}</p></div>
        ${remove(it)}</li>`)}</ul>` : nothing)}
    ${add()}`;
}
