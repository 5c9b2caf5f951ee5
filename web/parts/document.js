import { guard, html, nothing } from '../vendor/lit-html.js';
import { may, session } from '../app/session.js';
import { bytes, shown, t } from '../app/texts.js';
import { button } from './button.js';
import { kind, kindName } from './kind.js';
import { state } from './state.js';
import { time } from './time.js';
import { holds, progress } from './transfer.js';

/** @typedef {import('../app/api.js').File} File */

const SOON = 3 * 86_400_000;

/** Whether it may leave at all. @param {File} file */
export const isOpen = (file) => file.scan_status === 'clean' || file.scan_status === 'released';

/** Whether whoever is here may fetch it now. @param {File} file */
export const canFetch = (file) => may('download') && isOpen(file);

/**
 * A row of a list, which is drawn anew only where something of it is another: there may be a thousand. What it says of times
 * is true for a minute, and a transfer always moves.
 * @template {{ chosen: boolean, busy: boolean, fault: unknown, transfer: unknown }} Told
 * @param {File} file @param {Told} told @param {(file: File, told: Told) => unknown} row
 */
export const seldom = (file, told, row) => guard(
  [file, file.scan_status, told.chosen, told.busy, told.fault, told.transfer && {}, session.may, shown(), Math.floor(Date.now() / 60_000)],
  () => row(file, told),
);

/**
 * A document in a list.
 * @param {File} file
 * @param {object} told
 * @param {boolean} told.chosen
 * @param {(on: boolean) => void} told.choose
 * @param {boolean} told.busy
 * @param {() => void} told.fetch
 * @param {unknown} told.fault
 * @param {import('../app/transfers.js').Transfer | undefined} told.transfer
 */
export const document = (file, { chosen, choose, busy, fetch, fault, transfer }) => html`
  <li class="card doc" data-id=${file.id} data-row>
    ${may('download') ? html`<label class="pick"><input type="checkbox" .checked=${chosen} ?disabled=${!canFetch(file)} aria-label=${t('choose', { name: file.name })}
      @change=${(/** @type {Event & { currentTarget: HTMLInputElement }} */ event) => choose(event.currentTarget.checked)}></label>` : nothing}
    ${kind(file.kind)}
    <div class="what">
      <h2><a href=${`/files/${file.id}`}><bdi>${file.name}</bdi></a>
        ${file.downloaded_at || !may('download') ? nothing : html`<span class="fresh">${t('new')}</span>`}${state(file.scan_status)}</h2>
      <p>${facts(transfer ? { ...file, downloaded_at: null } : file)}</p>
      ${fault}
    </div>
    ${transfer ? [holds(transfer), progress(transfer)] : canFetch(file) ? button({
      text: file.downloaded_at ? t('download-again') : t('download'), label: t(file.downloaded_at ? 'download-again-what' : 'download-what', { name: file.name }),
      sign: 'down', look: file.downloaded_at ? '' : 'main', busy, press: fetch, key: 'd',
    }) : nothing}
  </li>`;

/** What there is to say of it in one line. @param {File} file */
export const facts = (file) => html`
  <span>${kindName(file.kind)}</span>
  <span>${bytes(file.size)}</span>
  <span>${t('from')} <bdi>${file.uploaded_by.username}</bdi></span>
  <span>${time(file.uploaded_at)}</span>
  ${file.version > 1 ? html`<span>${t('version', { number: file.version })}</span>` : nothing}
  ${file.downloaded_at ? html`<span>${t('have-it-since')} ${time(file.downloaded_at)}</span>` : nothing}
  ${file.expires_at ? expiry(file.expires_at) : nothing}`;

/** @param {string} at */
const expiry = (at) => html`<span class=${Date.parse(at) - Date.now() < SOON ? 'soon' : ''}>${t('available-until')} ${time(at)}</span>`;
