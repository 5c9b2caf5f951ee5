// The documents that their scan has shut, and those that were opened in spite of it.
import { html, nothing, repeat } from '../../vendor/lit-html.js';
import { again } from '../../app/again.js';
import { documents } from '../../app/calls/documents.js';
import { drawn } from '../../app/draw.js';
import { soon } from '../../app/live.js';
import { canChange, may } from '../../app/session.js';
import { bytes, count, t } from '../../app/texts.js';
import { button } from '../../parts/button.js';
import { deeds } from '../../parts/deeds.js';
import { found } from '../../parts/found.js';
import { icon } from '../../parts/icon.js';
import { kind } from '../../parts/kind.js';
import { ops } from '../../parts/ops.js';
import { outcome } from '../../parts/outcome.js';
import { pages } from '../../parts/pages.js';
import { shutActs } from '../../parts/shut.js';
import { state } from '../../parts/state.js';
import { time } from '../../parts/time.js';

/** @typedef {import('../../app/api.js').File} File */

/** @type {'ops'} */
export const who = 'ops';
export const frame = ops;
export const title = () => t('quarantine');

/** @type {[string, () => string][]} */
const TABS = [['infected', () => t('scan-infected')], ['failed', () => t('scan-failed')], ['released', () => t('scan-released')]];

/** @param {import('../../types/page.d.ts').Visit} visit */
export function page({ query, leave }) {
  const status = TABS.find(([name]) => name === query.get('status'))?.[0] ?? 'infected';
  const list = pages(async (cursor) => {
    const { files: rows, next_cursor: next } = await documents.list({ status, cursor }, leave);
    return { rows, next };
  }, leave);
  const counts = outcome(() => Promise.all(TABS.map(([name]) => documents.count({ status: name }, leave))));
  const load = async () => { await Promise.all([list.load(), counts.load()]); };
  const acts = shutActs((file) => changed(file));
  const deed = deeds(([file]) => file && changed(file));

  /** Whatever is done takes a document out of the list: the focus goes to what comes after it. @param {File} file */
  async function changed({ id }) {
    const at = list.value?.rows.findIndex((row) => row.id === id) ?? 0;
    await load();
    await drawn();
    if (document.activeElement !== document.body) return;
    const rows = document.querySelectorAll('main [data-row] a');
    /** @type {HTMLElement | null} */ (rows[Math.min(at, rows.length - 1)] ?? document.querySelector('h1'))?.focus();
  }

  soon('file', load, leave);
  again(counts.load, leave);
  counts.load();

  /** @param {File} it */
  const row = (it) => html`<li class="card part" data-row>
    <div class="named">${kind(it.kind)}<div><h2><a href=${`/ops/files/${it.id}`}><bdi>${it.name}</bdi></a></h2>
      <p class="small">${bytes(it.size)} · <bdi>${it.uploaded_by.username || t('account-gone')}</bdi>, ${time(it.uploaded_at)}</p></div>${state(it.scan_status)}</div>
    ${found(it)}
    <p>${it.downloads?.clients ? html`${t('had-by', { count: it.downloads.clients })} ${canChange(it) ? html`<a href=${`/ops/files/${it.id}/downloads`} aria-label=${t('see-who', { name: it.name })}>${t('who-has-it')}</a>` : nothing}` : t('had-by-nobody')}</p>
    <div class="acts">${acts.buttons(it)}${canChange(it) ? button({ text: t('delete'), label: t('delete-what', { name: it.name }), look: 'danger', press: () => deed.ask('trash', [it]) }) : nothing}</div></li>`;

  const empty = () => html`<div class="empty">${icon('clean')}<p>${t('quarantine-empty')}</p></div>`;

  return () => html`
    <div class="head"><div><h1 tabindex="-1">${t('quarantine')}</h1><p>${t('quarantine-more')}</p></div></div>
    <nav class="tabs" aria-label=${t('quarantine')}>${TABS.map(([name, text], at) => html`
      <a href=${`/ops/quarantine?status=${name}`} aria-current=${name === status ? 'page' : nothing}>${text()}
        <span class=${`count ${name !== 'released' && counts.value?.[at] ? 'loud' : ''}`}>${counts.value ? count(counts.value[at] ?? 0) : '\u00a0'}</span></a>`)}</nav>
    ${may('documents') ? html`<p class="small">${t('quarantine-acts')}</p>` : html`<div class="notice">${icon('lock')}<p>${t('who-may-release')}</p></div>`}
    ${acts.draw()}
    ${list.draw((rows) => rows.length ? html`<ul class="docs">${repeat(rows, ({ id }) => id, row)}</ul>` : empty())}
    ${deed.draw()}`;
}
