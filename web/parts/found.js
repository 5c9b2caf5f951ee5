import { html, nothing } from '../vendor/lit-html.js';
import { t } from '../app/texts.js';
import { time } from './time.js';

/** @typedef {import('../app/api.js').File} File */
/** @typedef {{ findings?: { kind: string, part?: string }[], clamav?: { found?: string }, error?: string, found_late?: { at: string } }} Detail */

/** What shuts a document, by the names of the scan. Other findings are notes. @type {Record<string, () => string>} */
const KINDS = {
  eicar: () => t('found-eicar'), executable: () => t('found-program'), macros: () => t('found-macros'), xlm_macrosheet: () => t('found-macros'),
  dde: () => t('found-starts'), runs_program: () => t('found-starts'), starts_object: () => t('found-starts'),
  remote_template: () => t('found-remote'), remote_object: () => t('found-remote'), remote_frame: () => t('found-remote'),
  remote_subdocument: () => t('found-remote'), credential_leak: () => t('found-leak'), bomb: () => t('found-bomb'),
  encrypted_embedding: () => t('found-encrypted'), closed_archive: () => t('found-unseen'), dtd: () => t('found-unseen'), unreadable: () => t('found-unseen'),
};

/** What a scan has found, and in which part of the document. @param {File} file */
export function found({ scan_detail: told, scanned_at: at, released }) {
  const { findings = [], clamav, error, found_late: late } = /** @type {Detail} */ (told ?? {});
  const kinds = findings.filter(({ kind }) => KINDS[kind]);
  return html`
    ${kinds.length || clamav?.found || error ? html`<ul class="found">
      ${kinds.map(({ kind, part }) => html`<li>${KINDS[kind]?.()}${part ? html` <code><bdi>${part}</bdi></code>` : nothing}</li>`)}
      ${clamav?.found ? html`<li>${t('found-signature')} <code><bdi>${clamav.found}</bdi></code></li>` : nothing}
      ${error && !kinds.length ? html`<li lang="en" dir="ltr">${error}</li>` : nothing}
    </ul>` : nothing}
    ${late ? html`<p>${t('found-late')} ${time(late.at)}</p>` : at ? html`<p class="small">${t('event-file-scanned')}, ${time(at)}</p>` : nothing}
    ${released ? html`<p>${t('released-by')} <bdi>${released.by.username || t('account-gone')}</bdi>, ${time(released.at)}:</p>
      <blockquote dir="auto">${released.reason}</blockquote>` : nothing}`;
}

/** What the state of a scan means for people. @param {File} file */
export function meaning({ scan_status: status, uploaded_at: at }) {
  if (status === 'pending') return Date.now() - Date.parse(at) > 60_000 ? t('scanner-busy') : t('pending-more');
  if (status === 'infected') return t('infected-more');
  if (status === 'failed') return t('failed-more');
  return t('released-more');
}
