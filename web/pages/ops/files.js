// All documents: look for them, send new ones, do something with several.
import { html, nothing, repeat } from '../../vendor/lit-html.js';
import { note } from '../../app/address.js';
import { again } from '../../app/again.js';
import { announce } from '../../app/announce.js';
import { documents } from '../../app/calls/documents.js';
import { draw, drawn } from '../../app/draw.js';
import { on } from '../../app/live.js';
import { send } from '../../app/send.js';
import { canChange, may } from '../../app/session.js';
import { count, t } from '../../app/texts.js';
import { transfers } from '../../app/transfers.js';
import { button } from '../../parts/button.js';
import { choice } from '../../parts/chosen.js';
import { deeds } from '../../parts/deeds.js';
import { seldom } from '../../parts/document.js';
import { documentRow } from '../../parts/document-row.js';
import { dropping } from '../../parts/drop.js';
import { fetching } from '../../parts/fetching.js';
import { FIELDS, asked, filters, select } from '../../parts/filters.js';
import { sending } from '../../parts/form.js';
import { icon } from '../../parts/icon.js';
import { ops } from '../../parts/ops.js';
import { outcome } from '../../parts/outcome.js';
import { tray } from '../../parts/tray.js';

/** @typedef {import('../../app/api.js').File} File */
/** @typedef {{ files: File[], next: string | null, total: number }} Listed */

/** @type {'ops'} */
export const who = 'ops';
export const frame = ops;
export const title = () => t('files');

/** @type {[state: string, name: () => string][]} */
const TABS = [['', () => t('all')], ['pending', () => t('scan-pending')], ['clean', () => t('scan-clean')], ['expired', () => t('expired')], ['trashed', () => t('trash')]];
/** For whom new ones are, until somebody says otherwise. */
let audience = 'named';

/** @param {import('../../types/page.d.ts').Visit} visit */
export function page({ query, leave }) {
  // What is asked for stands in the address, so that it can be kept and sent.
  /** @type {Record<string, string>} */
  const wanted = Object.fromEntries(FIELDS.map((field) => [field, query.get(field) ?? '']));
  /** How many there are in all, and of what needs looking after. @type {{ all: number, pending: number, quarantine: number } | null} */
  let counts = null;
  const chosen = choice();
  const under = fetching(() => setTimeout(() => leave.aborted || list.load(), 2500));
  const list = outcome(() => ask(null));
  const more = sending(async () => {});
  const deed = deeds(done);
  const sent = tray(leave);
  const drop = dropping((files) => send(files, { audience, folder: wanted.folder ?? '' }), leave);

  /** @param {Listed | null} before @returns {Promise<Listed>} */
  async function ask(before) {
    const { files, next_cursor: next, total } = await documents.list({ ...asked(wanted), cursor: before?.next }, leave);
    // A scan that takes long is told in other words.
    if (files.some(({ scan_status: status }) => status === 'pending')) setTimeout(draw, 61_000);
    return { files: [...(before?.files ?? []), ...files], next: next ?? null, total: total ?? files.length };
  }

  async function tally() {
    const states = [undefined, 'pending', 'infected', 'failed'];
    const known = await Promise.all(states.map((status) => documents.count({ status }, leave))).catch(() => null);
    // Whatever is wrong is told by the list itself.
    if (!known) return;
    const [all = 0, pending = 0, infected = 0, failed = 0] = known;
    counts = { all, pending, quarantine: infected + failed };
    draw();
  }

  /** Asks anew; whoever has asked for more keeps what they see. */
  function load() {
    if ((list.value?.files.length ?? 0) <= 50) list.load();
    tally();
  }

  const loadMore = () => more.run(() => list.longer(ask));

  /** @param {Record<string, string>} change */
  async function look(change) {
    Object.assign(wanted, change);
    note(new URLSearchParams(Object.entries(wanted).filter(([, value]) => value)));
    draw();
    await list.load();
    if (list.value && !leave.aborted) announce(t('documents-found', { count: list.value.total }), 'found');
  }

  /** A verdict shows at once; all else is asked for, once for many that change. @param {{ id: string, gone?: boolean, scan_status?: string, state?: string }} told */
  function changed({ id, gone, scan_status: status, state }) {
    const file = list.value?.files.find((file) => file.id === id);
    if (file && list.value && (gone || (state && (state === 'trashed') !== (wanted.state === 'trashed')))) {
      list.value.files = list.value.files.filter((file) => file.id !== id);
    } else if (file && status) {
      file.scan_status = status;
    }
    draw();
    soon ??= setTimeout(() => { soon = undefined; if (!leave.aborted) load(); }, 400);
  }
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let soon;

  /** What is done with is not here any more; the focus goes to what comes after it. @param {File[]} files */
  async function done(files) {
    const rows = list.value?.files ?? [];
    const gone = files.map(({ id }) => id);
    const at = rows.findIndex(({ id }) => gone.includes(id));
    const next = rows.slice(at).find(({ id }) => !gone.includes(id)) ?? rows.slice(0, Math.max(0, at)).pop();
    chosen.clear();
    await list.load();
    tally();
    await drawn();
    /** @type {HTMLElement | null} */
    const row = document.querySelector(next ? `[data-id="${next.id}"] .named a` : 'h1');
    row?.focus();
  }

  /** @param {File} file */
  const row = (file) => seldom(file, {
    transfer: transfers.get(file.id),
    chosen: chosen.has(file.id), choose: (on) => chosen.set(file.id, on), ask: (what) => deed.ask(what, [file]),
    busy: under.busy(file.id), fetch: () => under.fetch(file), fault: under.fault(file.id),
  }, documentRow);

  /** @param {Listed} listed */
  const table = ({ files, next, total }) => files.length === 0 ? empty() : html`
    <table class="table">
      <thead><tr><th scope="col">${t('by-name')}</th><th scope="col">${t('state')}</th><th scope="col" class="less">${t('for-whom')}</th>
        <th scope="col" class="less end">${t('downloads')}</th><th scope="col" class="less">${t('uploaded')}</th><th scope="col"><span class="unseen">${t('actions')}</span></th></tr></thead>
      <tbody>${repeat(files, (file) => file.id, row)}</tbody>
    </table>
    ${more.fault()}
    <div class="foot"><span>${t('so-many-shown', { shown: files.length, count: total })}</span>${next ? button({ text: t('show-more'), look: 'small', busy: more.busy, press: loadMore }) : nothing}</div>`;

  const isAll = () => FIELDS.every((field) => field === 'sort' || !wanted[field]);
  const empty = () => html`
    <div class="empty">${icon(isAll() ? 'files' : 'search')}
      <p>${isAll() ? t('drop-the-first') : wanted.search ? t('nothing-found', { text: wanted.search }) : t('nothing-like-that')}</p>
      ${isAll() ? nothing : button({ text: t('show-all'), press: () => look(Object.fromEntries(FIELDS.map((field) => [field, '']))) })}</div>`;

  /** @param {string} state */
  const number = (state) => state && state !== 'pending' ? nothing
    : html`<span class="count">${counts ? count(state ? counts.pending : counts.all) : '\u00a0'}</span>`;
  const tabs = () => html`
    <nav class="tabs" aria-label=${t('state')}>
      ${TABS.map(([state, name]) => html`<a href=${state ? `/ops/files?state=${state}` : '/ops/files'} aria-current=${state === wanted.state ? 'true' : nothing}
        @click=${(/** @type {Event} */ event) => { event.preventDefault(); look({ state }); }}>${name()} ${number(state)}</a>`)}
      ${counts?.quarantine ? html`<a href="/ops/quarantine">${t('quarantine')} <span class="count loud">${count(counts.quarantine)}</span></a>` : nothing}
    </nav>`;

  const several = () => {
    const files = (list.value?.files ?? []).filter((file) => chosen.has(file.id));
    const mine = files.filter(canChange);
    if (!mine.length) return nothing;
    if (wanted.state === 'trashed') return html`${button({ text: t('restore'), press: () => deed.ask('restore', mine) })}${button({ text: t('erase'), look: 'danger', press: () => deed.ask('erase', mine) })}`;
    return html`${button({ text: t('move'), sign: 'folder', press: () => deed.ask('move', mine) })}${button({ text: t('delete'), look: 'danger', press: () => deed.ask('trash', mine) })}`;
  };

  on('file', changed, leave);
  again(load, leave);
  load();

  return () => html`
    <div class="head"><div><h1 tabindex="-1">${t('files')}</h1><p>${list.value ? t('documents-found', { count: list.value.total }) : '\u00a0'}</p></div>
      ${may('upload') ? html`<div class="acts">${drop.button()}</div>` : nothing}</div>
    ${may('upload') ? drop.zone(select(t('new-ones-for'), audience, [['named', wanted.folder ? t('those-of-folder') : t('nobody-yet')], ['everyone', t('for-everyone')]], (value) => { audience = value; draw(); })) : nothing}
    ${sent()}
    <section class="card list" aria-label=${t('documents')}>${tabs()}${filters(wanted, look, list.value?.files[0]?.folder?.path)}${list.draw(table)}</section>
    ${chosen.draw({ more: several(), zip: may('download') && wanted.state !== 'trashed' })}
    ${deed.draw()}`;
}
