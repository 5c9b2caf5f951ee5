import { html, nothing } from '../vendor/lit-html.js';
import { canChange } from '../app/session.js';
import { bytes, t } from '../app/texts.js';
import { button } from './button.js';
import { canFetch } from './document.js';
import { kind } from './kind.js';
import { standing } from './state.js';
import { time } from './time.js';
import { holds, progress } from './transfer.js';

/** @typedef {import('../app/api.js').File} File */
/** @typedef {import('./deeds.js').Deed} Deed */

const SOON = 3 * 86_400_000;

/**
 * A document in the table that the company's own people see.
 * @param {File} file
 * @param {{ transfer: import('../app/transfers.js').Transfer | undefined, chosen: boolean, choose: (on: boolean) => void, busy: boolean, fetch: () => void, fault: unknown, ask: (deed: Deed) => void }} told
 */
export const documentRow = (file, { transfer, chosen, choose, busy, fetch, fault, ask }) => html`
  <tr data-id=${file.id} data-row>
    <td class="most"><div class="named">
      <label class="pick"><input type="checkbox" .checked=${chosen} aria-label=${t('choose', { name: file.name })}
        @change=${(/** @type {Event & { currentTarget: HTMLInputElement }} */ event) => choose(event.currentTarget.checked)}></label>
      ${kind(file.kind)}
      <div><a href=${`/ops/files/${file.id}`}><bdi>${file.name}</bdi></a><span class="meta">${facts(file)}</span>${transfer ? progress(transfer) : nothing}${fault}</div>
    </div></td>
    <td>${standing(file.scan_status)}</td>
    <td class="less meta">${file.audience === 'everyone' ? t('for-everyone') : t('for-named')}</td>
    <td class="less figures end">${file.downloads?.count ? t('so-many-by', { count: file.downloads.count, clients: file.downloads.clients }) : '–'}</td>
    <td class="less figures">${time(file.uploaded_at)}</td>
    <td class="acts">${transfer ? holds(transfer, true) : acts(file, busy, fetch, ask)}</td>
  </tr>`;

/** @param {File} file @param {boolean} busy @param {() => void} fetch @param {(deed: Deed) => void} ask */
function acts(file, busy, fetch, ask) {
  const { name } = file;
  if (file.state === 'trashed') {
    return canChange(file) ? html`${act('restore', t('restore-what', { name }), () => ask('restore'))}${act('trash', t('erase-what', { name }), () => ask('erase'))}` : nothing;
  }
  return html`${canFetch(file) ? button({ text: '', sign: 'down', label: t('download-what', { name }), look: 'bare icon small', key: 'd', busy, press: fetch }) : nothing}
    ${canChange(file) ? act('trash', t('delete-what', { name }), () => ask('trash')) : nothing}`;
}

/** @param {string} sign @param {string} label @param {() => void} press */
const act = (sign, label, press) => button({ text: '', label, sign, look: 'bare icon small', press });

/** What there is to say of it in one line. @param {File} file */
const facts = (file) => html`${bytes(file.size)} · <bdi>${file.uploaded_by.username || t('account-gone')}</bdi>${file.version > 1 ? html` · ${t('version', { number: file.version })}` : nothing}${
  file.folder ? html` · <a href=${`/ops/files?folder=${file.folder.id}`}><bdi>${file.folder.path}</bdi></a>` : nothing}${file.expires_at ? expiry(file.expires_at) : nothing}${isLate(file) ? html` · ${t('scanner-busy')}` : nothing}`;

/** Whether its scan takes long. @param {File} file */
const isLate = (file) => file.scan_status === 'pending' && Date.now() - Date.parse(file.uploaded_at) > 60_000;

/** @param {string} at */
function expiry(at) {
  const left = Date.parse(at) - Date.now();
  return html` · <span class=${left < SOON ? 'soon' : ''}>${left < 0 ? t('expired-since') : t('available-until')} ${time(at)}</span>`;
}
