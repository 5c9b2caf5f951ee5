// The documents that somebody may have: look for them, fetch one or several.
import { html, nothing, repeat } from '../../vendor/lit-html.js';
import { again } from '../../app/again.js';
import { announce } from '../../app/announce.js';
import { api } from '../../app/api.js';
import { draw } from '../../app/draw.js';
import { note } from '../../app/address.js';
import { soon } from '../../app/live.js';
import { t } from '../../app/texts.js';
import { transfers } from '../../app/transfers.js';
import { button } from '../../parts/button.js';
import { choice } from '../../parts/chosen.js';
import { client } from '../../parts/client.js';
import { document, seldom } from '../../parts/document.js';
import { fetching } from '../../parts/fetching.js';
import { sending } from '../../parts/form.js';
import { icon } from '../../parts/icon.js';
import { outcome } from '../../parts/outcome.js';

/** @typedef {import('../../app/api.js').File} File */
/** @typedef {{ files: File[], next: string | null, total: number }} Listed */

/** @type {'client'} */
export const who = 'client';
export const frame = client;
export const title = () => t('your-documents');

const NEWEST = '-uploaded_at';
const orders = () => [
  [NEWEST, t('newest-first')], ['uploaded_at', t('oldest-first')], ['name', t('by-name')], ['-size', t('largest-first')],
];

/** @param {import('../../types/page.d.ts').Visit} visit */
export function page({ query, leave }) {
  // What is asked for stands in the address, so that it can be kept and sent.
  const wanted = { search: query.get('search') ?? '', sort: query.get('sort') ?? NEWEST, folder: query.get('folder') ?? '' };
  const chosen = choice();
  // Once a document is delivered, the list says that one has it.
  const under = fetching(() => setTimeout(() => leave.aborted || list.load(), 2500));
  const list = outcome(() => ask(null));
  const more = sending(async () => {});

  /** @param {Listed | null} before @returns {Promise<Listed>} */
  async function ask(before) {
    const { files, next_cursor: next, total } = await api.files({ ...wanted, cursor: before?.next ?? null }, leave);
    if (!before) announce(t('documents-found', { count: total ?? files.length }), 'found');
    return { files: [...(before?.files ?? []), ...files], next: next ?? null, total: total ?? files.length };
  }

  const loadMore = () => more.run(() => list.longer(ask));

  /** @param {Partial<typeof wanted>} change */
  function look(change) {
    Object.assign(wanted, change);
    note(new URLSearchParams(Object.entries(wanted).filter(([, value]) => value && value !== NEWEST)));
    draw();
    list.load();
  }

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let typing;
  /** @param {InputEvent & { currentTarget: HTMLInputElement }} event */
  function search({ currentTarget }) {
    clearTimeout(typing);
    const text = currentTarget.value;
    typing = setTimeout(() => look({ search: text }), 250);
  }

  /** @param {File} file */
  const row = (file) => seldom(file, {
    chosen: chosen.has(file.id), choose: (on) => chosen.set(file.id, on),
    busy: under.busy(file.id), fetch: () => under.fetch(file), fault: under.fault(file.id),
    transfer: transfers.get(file.id),
  }, document);

  /** @param {Listed} listed */
  function rows({ files, next }) {
    if (!files.length) return empty();
    return html`
      <ul class="docs">${repeat(files, (file) => file.id, row)}</ul>
      ${more.fault()}
      ${next ? button({ text: t('show-more'), look: 'wide', busy: more.busy, press: loadMore }) : html`<p class="end">${t('that-is-all')}</p>`}`;
  }

  function empty() {
    if (!wanted.search && !wanted.folder) {
      return html`<div class="empty">${icon('files')}<p>${t('no-documents')}</p></div>`;
    }
    return html`<div class="empty">${icon('search')}
      <p>${wanted.search ? t('nothing-found', { text: wanted.search }) : t('folder-empty')}</p>
      ${button({ text: t('show-all'), press: () => look({ search: '', folder: '' }) })}</div>`;
  }

  const tools = () => html`
    <div class="tools">
      <div class="search" role="search">${icon('search')}
        <input class="input" type="search" aria-label=${t('search-by-name')} placeholder=${t('search-by-name')} .value=${wanted.search} @input=${search}></div>
      <label class="choose">${t('sort-by')}
        <select @change=${(/** @type {Event & { currentTarget: HTMLSelectElement }} */ event) => look({ sort: event.currentTarget.value })}>
          ${orders().map(([value, name]) => html`<option value=${value} .selected=${value === wanted.sort}>${name}</option>`)}
        </select></label>
    </div>`;

  const folder = () => html`
    <p class="folder">${icon('folder')}<bdi>${list.value?.files[0]?.folder?.path ?? t('folder')}</bdi>
      ${button({ text: t('show-all'), look: 'small', press: () => look({ folder: '' }) })}</p>`;

  // Whoever has asked for more keeps what they see.
  const fresh = () => { if ((list.value?.files.length ?? 0) <= 50) list.load(); };
  soon('file', fresh, leave);
  again(fresh, leave);
  list.load();

  return () => html`
    <div class="hello">
      <h1 tabindex="-1">${t('your-documents')}</h1>
      <p>${list.value ? t('documents-found', { count: list.value.total }) : '\u00a0'}</p>
    </div>
    ${tools()}
    ${wanted.folder ? folder() : nothing}
    ${chosen.draw()}
    ${list.draw(rows)}`;
}
