// Who has one document.
import { html } from '../../../vendor/lit-html.js';
import { files } from '../../../app/calls/file.js';
import { canChange } from '../../../app/session.js';
import { t } from '../../../app/texts.js';
import { icon } from '../../../parts/icon.js';
import { fileTitle, ofFile } from '../../../parts/of-file.js';
import { ops } from '../../../parts/ops.js';
import { pages } from '../../../parts/pages.js';
import { section } from '../../../parts/profile.js';
import { time } from '../../../parts/time.js';

/** @typedef {import('../../../types/api.d.ts').DownloadView} Download */

/** @type {'ops'} */
export const who = 'ops';
export const frame = ops;
export const title = fileTitle;

/** @param {import('../../../types/page.d.ts').Visit} visit */
export const page = (visit) => ofFile(visit, (id) => {
  const list = pages(async (cursor) => {
    const { downloads: rows, next_cursor: next } = await files.downloads(id, cursor);
    return { rows, next };
  }, visit.leave);

  /** @param {Download} it */
  const line = (it) => html`<li data-row><div><strong><bdi>${it.username || t('account-gone')}</bdi></strong> <span class="small"><bdi>${it.email}</bdi></span>
    <p class="small">${t('first-taken')} ${time(it.first_at)} · ${t('last-taken')} ${time(it.last_at)}</p></div></li>`;

  return (it) => canChange(it) ? section(t('who-has-it'), html`
    ${it.downloads?.count ? html`<p>${t('taken-times', it.downloads)}</p>` : ''}
    ${list.draw((rows) => rows.length ? html`<ul class="lines">${rows.map(line)}</ul>`
      : html`<div class="empty">${icon('down')}<p>${t('taken-by-nobody')}</p></div>`)}`) : html`<p>${t('who-may-change')}</p>`;
});
