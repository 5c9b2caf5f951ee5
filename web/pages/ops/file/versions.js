// The versions of one document: fetch an older one, take it again, send a newer one.
import { html, nothing, repeat } from '../../../vendor/lit-html.js';
import { announce } from '../../../app/announce.js';
import { files } from '../../../app/calls/file.js';
import { draw } from '../../../app/draw.js';
import { follow } from '../../../app/download.js';
import { on } from '../../../app/live.js';
import { send } from '../../../app/send.js';
import { canChange, may } from '../../../app/session.js';
import { bytes, t } from '../../../app/texts.js';
import { button } from '../../../parts/button.js';
import { sending } from '../../../parts/form.js';
import { fileTitle, ofFile } from '../../../parts/of-file.js';
import { ops } from '../../../parts/ops.js';
import { pages } from '../../../parts/pages.js';
import { section } from '../../../parts/profile.js';
import { state } from '../../../parts/state.js';
import { time } from '../../../parts/time.js';
import { tray } from '../../../parts/tray.js';

/** @typedef {import('../../../types/api.d.ts').VersionView} Version */

/** @type {'ops'} */
export const who = 'ops';
export const frame = ops;
export const title = fileTitle;

/** @param {import('../../../types/page.d.ts').Visit} visit */
export const page = (visit) => ofFile(visit, (id, changed) => {
  const sent = tray(visit.leave);
  const list = pages(async (cursor) => {
    const { versions: rows, next_cursor: next } = await files.versions(id, cursor);
    return { rows, next };
  }, visit.leave);
  const fresh = () => Promise.all([list.load(), changed()]);
  const work = sending(async () => {});
  const take = (/** @type {number} */ version) => work.run(async () => {
    await files.restoreVersion(id, version);
    announce(t('version-taken', { number: version }));
    await fresh();
  });

  const fetchOne = (/** @type {number} */ version) => work.run(async () => follow((await files.versionLink(id, version)).download_link));

  /** @param {Event & { currentTarget: HTMLInputElement }} event */
  function choose({ currentTarget }) {
    send(currentTarget.files ?? [], { document: id });
    currentTarget.value = '';
    draw();
  }

  on('file', (told) => { if (told.id === id) list.load(); }, visit.leave);

  /** @param {Version} it */
  const line = (it) => html`<li data-row>
    <div><strong>${t('version-number', { number: it.version })}</strong> ${it.current ? html`<span class="fresh">${t('version-current')}</span>` : nothing} ${state(it.scan_status)}
      <p class="small">${bytes(it.size)} · <bdi>${it.uploaded_by.username || t('account-gone')}</bdi>, ${time(it.uploaded_at)} · <code title=${it.sha256}>${it.sha256.slice(0, 12)}</code></p></div>
    <span class="acts">
      ${may('download') && (it.scan_status === 'clean' || it.scan_status === 'released') ? button({ text: t('download'), label: t('version-fetch', { number: it.version }), sign: 'down', look: 'small', key: 'd', press: () => fetchOne(it.version) }) : nothing}
      ${it.current || it.scan_status !== 'clean' ? nothing : button({ text: t('version-take'), label: t('version-take-what', { number: it.version }), look: 'small', busy: work.busy, press: () => take(it.version) })}
    </span></li>`;

  return (it) => canChange(it) ? html`${sent()}${section(t('versions'), html`
    <p>${t('versions-more')}</p>
    ${work.fault()}
    ${it.state === 'trashed' ? nothing : html`<p class="portrait"><input class="unseen" type="file" id="newer" accept=${`.${it.kind}`} @change=${choose}>
      <label class="button" for="newer">${t('version-add')}</label></p>`}
    ${list.draw((rows) => html`<ul class="lines">${repeat(rows, ({ version }) => version, line)}</ul>`)}`)}` : html`<p>${t('who-may-change')}</p>`;
});
