// What happened with one document.
import { html, nothing } from '../../../vendor/lit-html.js';
import { files } from '../../../app/calls/file.js';
import { on } from '../../../app/live.js';
import { bytes, t } from '../../../app/texts.js';
import { doer } from '../../../parts/doer.js';
import { eventText } from '../../../parts/event.js';
import { icon } from '../../../parts/icon.js';
import { fileTitle, ofFile } from '../../../parts/of-file.js';
import { ops } from '../../../parts/ops.js';
import { pages } from '../../../parts/pages.js';
import { section } from '../../../parts/profile.js';
import { time } from '../../../parts/time.js';

/** @typedef {import('../../../types/api.d.ts').EventLine} Event */

/** @type {'ops'} */
export const who = 'ops';
export const permission = 'audit';
export const frame = ops;
export const title = fileTitle;

/** @param {import('../../../types/page.d.ts').Visit} visit */
export const page = (visit) => ofFile(visit, (id) => {
  const list = pages(async (cursor) => {
    const { events: rows, next_cursor: next } = await files.happened(id, cursor);
    return { rows, next };
  }, visit.leave);

  on('file', (told) => { if (told.id === id) list.load(); }, visit.leave);

  /** What else is told of it. @param {Event} it */
  function more({ event, detail: { bytes: gone, whole, reason } }) {
    if (event === 'file.downloaded' && typeof gone === 'number') return html` · ${bytes(gone)}, ${whole ? t('was-whole') : t('was-part')}`;
    return typeof reason === 'string' ? html` · <bdi>${reason}</bdi>` : nothing;
  }

  /** @param {Event} it */
  const line = (it) => html`<li data-row>
    <div><strong title=${it.event}>${eventText(it.event)}</strong> ${it.outcome === 'ok' ? nothing : html`<span class="state bad">${icon('bad')}${t(it.outcome === 'refused' ? 'outcome-refused' : 'outcome-failed')}</span>`}
      <p class="small">${doer(it)}, ${time(it.at)}${more(it)}</p></div></li>`;

  return () => section(t('what-happened'), list.draw((rows) => html`<ul class="lines">${rows.map(line)}</ul>`));
});
