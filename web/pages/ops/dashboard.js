// How things stand, and what happened day by day.
import { html, nothing } from '../../vendor/lit-html.js';
import { again } from '../../app/again.js';
import { running } from '../../app/calls/running.js';
import { on } from '../../app/live.js';
import { bytes, count, day, t } from '../../app/texts.js';
import { chart } from '../../parts/chart.js';
import { icon } from '../../parts/icon.js';
import { ops } from '../../parts/ops.js';
import { outcome } from '../../parts/outcome.js';
import { time } from '../../parts/time.js';

/** @typedef {import('../../types/api.d.ts').Summary} Summary */
/** @typedef {import('../../types/api.d.ts').DayView} Day */

/** @type {'ops'} */
export const who = 'ops';
export const permission = 'operate';
export const frame = ops;
export const title = () => t('dashboard');

/** Signatures that are older than two days miss what is new. */
const OLD = 2 * 86_400;

/** @param {import('../../types/page.d.ts').Visit} visit */
export function page({ query, leave }) {
  const asked = query.get('days') ?? '';
  const days = ['7', '30', '90'].includes(asked) ? asked : '30';
  const summary = outcome(() => running.summary(days));

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let soon;
  // What happened is counted a second or two after it has.
  const later = () => { clearTimeout(soon); soon = setTimeout(() => leave.aborted || summary.load(), 2500); };
  on('file', later, leave);
  on('job', later, leave);
  again(summary.load, leave);
  summary.load();

  /** @param {unknown} name @param {unknown} value @param {{ look?: string | undefined, to?: string | undefined }} [told] */
  const figure = (name, value, { look = '', to } = {}) => html`<div class=${look}><dt>${look ? icon('bad') : nothing}${name}</dt>
    <dd>${to ? html`<a href=${to}>${value}</a>` : value}</dd></div>`;

  /** @param {number} number @param {string} look how it looks where it is not nothing */
  const bad = (number, look = 'bad') => (number ? look : '');

  /** @param {number | null | undefined} age */
  const old = (age) => age != null && age > OLD;

  /** @param {number | null | undefined} age */
  const signed = (age) => age == null ? t('signatures-unknown')
    : html`${time(new Date(Date.now() - age * 1000).toISOString())}${old(age) ? html`<br><span class="small">${t('signatures-old')}</span>` : nothing}`;

  /** @param {string} id @param {string} name @param {unknown} content */
  const box = (id, name, content) => html`
    <section class="card part" aria-labelledby=${id}><h2 id=${id}>${name}</h2><dl class="figures">${content}</dl></section>`;

  /** @param {Summary} it */
  const stands = ({ files, storage, jobs, mails, signatures_age: age, expiring }) => html`<div class="columns">
    ${box('box-documents', t('files'), html`
      ${figure(t('state-clean'), count(files.clean), { to: '/ops/files?state=clean' })}
      ${figure(t('state-pending'), count(files.pending), { to: '/ops/files?state=pending' })}
      ${figure(t('state-infected'), count(files.infected), { look: bad(files.infected), to: '/ops/quarantine?status=infected' })}
      ${figure(t('state-failed'), count(files.failed), { look: bad(files.failed, 'odd'), to: '/ops/quarantine?status=failed' })}
      ${figure(t('expiring'), count(expiring), { look: bad(expiring, 'wait'), to: '/ops/files?sort=expires_at' })}`)}
    ${box('box-running', t('running'), html`
      ${figure(t('jobs-dead'), count(jobs.dead), { look: bad(jobs.dead), to: '/ops/jobs?state=dead' })}
      ${figure(t('jobs-waiting'), count(jobs.waiting), { to: '/ops/jobs?state=queued' })}
      ${figure(t('mails-refused'), count(mails.refused), { look: bad(mails.refused), to: '/ops/jobs?state=dead' })}
      ${figure(t('mails-deferred'), count(mails.deferred), { look: bad(mails.deferred, 'wait'), to: '/ops/jobs?state=queued' })}`)}
    ${box('box-storage', t('storage'), html`
      ${figure(t('used'), bytes(storage.used))}
      ${storage.free == null ? nothing : figure(t('free'), bytes(storage.free))}
      ${figure(t('signatures'), signed(age), { look: old(age) ? 'wait' : '' })}`)}
  </div>`;

  /** @param {Day} it */
  const refused = (it) => Object.values(it.refused).reduce((all, number) => all + number, 0);

  /** @type {[name: () => string, of: (it: Day) => string][]} */
  const COLUMNS = [
    [() => t('uploads'), (it) => count(it.uploads)], [() => t('refused'), (it) => count(refused(it))],
    [() => t('downloads'), (it) => count(it.downloads)],
    [() => t('sent-bytes'), (it) => bytes(it.bytes)], [() => t('new-clients'), (it) => count(it.clients)], [() => t('mails-sent'), (it) => count(it.mails)],
    [() => t('scans'), (it) => count(it.scans)],
  ];

  /** @param {Summary} it */
  const happened = ({ days: all }) => html`<section class="card part wide" aria-labelledby="happened">
    <div class="row"><h2 id="happened">${t('day-by-day')}</h2>
      <nav class="tabs" aria-label=${t('day-by-day')}>${['7', '30', '90'].map((it) => html`
        <a href=${`/ops?days=${it}`} aria-current=${it === days ? 'page' : nothing}>${t('days', { count: Number(it) })}</a>`)}</nav></div>
    <div class="charts">
      ${chart(t('uploads'), all.map(({ date, uploads: value }) => ({ date, value })))}
      ${chart(t('downloads'), all.map(({ date, downloads: value }) => ({ date, value })))}
    </div>
    <details><summary>${t('as-table')}</summary>
      <div class="scroll" tabindex="0" role="region" aria-label=${t('as-table')}><table class="plain">
        <thead><tr><th scope="col">${t('day')}</th>${COLUMNS.map(([name]) => html`<th scope="col">${name()}</th>`)}</tr></thead>
        <tbody>${all.toReversed().map((it) => html`<tr><th scope="row">${day(it.date)}</th>${COLUMNS.map(([, of]) => html`<td>${of(it)}</td>`)}</tr>`)}</tbody>
      </table></div></details>
    <p class="small">${t('days-utc')}</p>
  </section>`;

  return () => html`
    <div class="head"><h1 tabindex="-1">${t('dashboard')}</h1></div>
    ${summary.draw((it) => html`${stands(it)}${happened(it)}`)}`;
}
