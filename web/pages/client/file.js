// One document, so that a mail can point at it.
import { html, nothing } from '../../vendor/lit-html.js';
import { again } from '../../app/again.js';
import { api } from '../../app/api.js';
import { draw } from '../../app/draw.js';
import { on } from '../../app/live.js';
import { bytes, count, t } from '../../app/texts.js';
import { transfers } from '../../app/transfers.js';
import { asking } from '../../parts/ask.js';
import { button } from '../../parts/button.js';
import { client } from '../../parts/client.js';
import { canFetch, isOpen } from '../../parts/document.js';
import { fetching } from '../../parts/fetching.js';
import { icon } from '../../parts/icon.js';
import { kind, kindName } from '../../parts/kind.js';
import { outcome } from '../../parts/outcome.js';
import { preview } from '../../parts/preview.js';
import { state } from '../../parts/state.js';
import { time } from '../../parts/time.js';
import { holds, progress } from '../../parts/transfer.js';

/** @typedef {import('../../app/api.js').File} File */

/** @type {'client'} */
export const who = 'client';
export const frame = client;
export const title = () => t('document');

/** @param {import('../../types/page.d.ts').Visit} visit */
export function page({ params, leave }) {
  const id = params.id ?? '';
  const file = outcome(() => api.file(id));
  const under = fetching(() => setTimeout(() => leave.aborted || load(), 2500));
  const ask = asking(id);
  const pages = preview(id, leave);
  /** Whether it has expired, which only the call for a link tells. */
  let expired = false;

  async function load() {
    await file.load();
    if (file.problem?.status !== 404) return;
    expired = await api.link(id).then(() => false, ({ code }) => code === 'expired_file');
    draw();
  }

  on('file', (told) => { if (told.id === id) load(); }, leave);
  again(load, leave);
  load();

  /** @param {string} name @param {unknown} value */
  const fact = (name, value) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

  /** @param {File} it */
  const act = (it) => {
    const transfer = transfers.get(it.id);
    if (transfer) return html`${progress(transfer)}${holds(transfer)}`;
    if (!canFetch(it)) return nothing;
    return button({ text: it.downloaded_at ? t('download-again') : t('download'), sign: 'down', look: 'main', busy: under.busy(it.id), press: () => under.fetch(it), key: 'd' });
  };

  // The heading is there from the beginning, so that whoever comes here has the focus on it.
  const one = (it = file.value) => html`
    <article class="card one" data-id=${id}>
      <header>${kind(it?.kind ?? '')}<div><h1 tabindex="-1"><bdi>${it?.name ?? t('document')}</bdi></h1>${it ? state(it.scan_status) : nothing}</div></header>
      ${file.draw(shown)}
    </article>`;

  /** @param {File} it */
  const shown = (it) => html`
      ${it.description ? html`<p class="description" dir="auto">${it.description}</p>` : nothing}
      ${it.labels.length ? html`<ul class="labels">${it.labels.map((label) => html`<li dir="auto">${label}</li>`)}</ul>` : nothing}
      <dl>
        ${fact(t('kind'), kindName(it.kind))}
        ${fact(t('size'), bytes(it.size))}
        ${fact(t('from'), html`<bdi>${it.uploaded_by.username}</bdi>`)}
        ${fact(t('here-since'), time(it.uploaded_at))}
        ${it.version > 1 ? fact(t('version-word'), count(it.version)) : nothing}
        ${it.folder ? fact(t('folder'), html`<a href=${`/files?folder=${it.folder.id}`}><bdi>${it.folder.path}</bdi></a>`) : nothing}
        ${it.expires_at ? fact(t('available-until'), time(it.expires_at)) : nothing}
        ${it.downloaded_at && !transfers.has(it.id) ? fact(t('have-it-since'), time(it.downloaded_at)) : nothing}
        ${fact(t('checksum'), html`<code>${it.sha256}</code>`)}
      </dl>
      ${under.fault(it.id)}
      ${act(it)}
      ${isOpen(it) ? pages() : nothing}`;

  const missing = () => html`
    <div class="hello"><h1 tabindex="-1">${t('nothing-here')}</h1><p>${t('nothing-here-more')}</p></div>`;

  const over = () => html`
    <article class="card one over">
      <header><div><h1 tabindex="-1"><bdi>${file.value?.name ?? t('document')}</bdi></h1></div></header>
      <p>${file.value?.expires_at ? html`${t('no-longer-since')} ${time(file.value.expires_at)}` : t('no-longer')}</p>
      ${ask()}
    </article>`;

  return () => html`
    <p><a class="back" href="/files">${icon('back')}${t('to-documents')}</a></p>
    ${file.problem?.status === 404 ? (expired ? over() : missing()) : one()}
    ${under.code(id) === 'download_limit_reached' ? html`<div>${ask()}</div>` : nothing}`;
}
