// What is done after a request: mails, scans, tidying up; and what of it went wrong.
import { html, nothing, repeat } from '../../vendor/lit-html.js';
import { running } from '../../app/calls/running.js';
import { draw } from '../../app/draw.js';
import { on } from '../../app/live.js';
import { t } from '../../app/texts.js';
import { button } from '../../parts/button.js';
import { confirm } from '../../parts/confirm.js';
import { dialog, end } from '../../parts/dialog.js';
import { sending } from '../../parts/form.js';
import { icon } from '../../parts/icon.js';
import { canCancel, canRetry, jobKind, jobKinds, jobState, jobStates } from '../../parts/job.js';
import { listing } from '../../parts/listing.js';
import { ops } from '../../parts/ops.js';
import { done } from '../../parts/profile.js';
import { time } from '../../parts/time.js';

/** @typedef {import('../../app/calls/running.js').Job} Job */

/** @type {'ops'} */
export const who = 'ops';
export const permission = 'operate';
export const frame = ops;
export const title = () => t('jobs');

/** @param {import('../../types/page.d.ts').Visit} visit */
export function page(visit) {
  let said = '';
  let purging = false;
  const list = listing({ visit, start: { state: '', queue: '', kind: '' }, ask: async (wanted, signal) => {
    const { jobs: rows, next_cursor: next } = await running.jobs(wanted, signal);
    return { rows, next };
  } });
  const act = sending(async () => {});
  const sure = confirm(list.fresh);
  const purge = sending(async ({ state, age }, sent) => {
    const { deleted } = await running.purge(state ?? '', age ?? '');
    said = t('jobs-purged', { count: deleted });
    end(sent.closest('dialog'));
    await list.list.load();
  });

  /** @param {Job} job */
  const retry = (job) => act.run(async () => {
    said = '';
    await running.retry(job.id).finally(list.list.load);
    said = t('job-retried', { name: jobKind(job.kind) });
  });

  /** @param {Job} job */
  const cancel = (job) => sure.ask({ title: t('job-cancel-what', { name: jobKind(job.kind) }), text: t('job-cancel-more'), act: t('job-cancel'),
    work: async () => { await running.cancel(job.id); said = t('job-cancelled', { name: jobKind(job.kind) }); } });

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let soon;
  // Many come at once; the list is asked for anew once they have come.
  on('job', () => { clearTimeout(soon); soon = setTimeout(list.fresh, 300); }, visit.leave);

  /** @param {Job} job */
  const row = (job) => html`<tr data-row>
    <td class="most"><a href=${`/ops/jobs/${job.id}`}>${jobKind(job.kind)}</a>
      ${job.last_error && job.state !== 'done' ? html`<p class="small" dir="auto">${job.last_error}</p>` : nothing}</td>
    <td>${jobState(job.state)}</td>
    <td class="meta less">${t('attempts', { count: job.attempts })}</td>
    <td class="meta">${job.finished_at ? time(job.finished_at)
      : job.due_at ? html`${t('next-try')} ${time(job.due_at)}` : time(job.created_at)}</td>
    <td class="end"><div class="both">
      ${canRetry(job) ? button({ text: t('job-retry'), look: 'small', label: t('job-retry-what', { name: jobKind(job.kind) }), busy: act.busy,
        press: () => retry(job) }) : nothing}
      ${canCancel(job) ? button({ text: t('job-cancel'), look: 'small danger', label: t('job-cancel-what', { name: jobKind(job.kind) }),
        press: () => cancel(job) }) : nothing}
    </div></td></tr>`;

  /** @param {Job[]} rows */
  const table = (rows) => html`<table class="table">
    <thead><tr><th scope="col">${t('job')}</th><th scope="col">${t('state')}</th><th scope="col" class="less">${t('attempts-word')}</th>
      <th scope="col">${t('time')}</th><th scope="col"><span class="unseen">${t('acts')}</span></th></tr></thead>
    <tbody>${repeat(rows, ({ id }) => id, row)}</tbody></table>`;

  const queues = () => [['', t('every-queue')], ['mail', t('queue-mail')], ['scan', t('queue-scan')], ['upkeep', t('queue-upkeep')],
    ['previews', t('queue-previews')]];
  const ages = () => [['1h', t('one-hour')], ['1d', t('days', { count: 1 })], ['7d', t('days', { count: 7 })], ['30d', t('days', { count: 30 })]];
  const close = () => { purging = false; draw(); };

  const purgeDialog = () => dialog({ id: 'purge', title: t('jobs-purge'), close, content: html`
    <p>${t('jobs-purge-more')}</p>
    <form novalidate @submit=${purge.submit}>${purge.fault()}
      <div class="field"><label for="purge-state">${t('state')}</label><select class="select" id="purge-state" name="state">
        <option value="done">${t('job-done')}</option><option value="dead">${t('job-dead')}</option></select></div>
      <div class="field"><label for="purge-age">${t('older-than')}</label><select class="select" id="purge-age" name="age">
        ${ages().map(([age, text]) => html`<option value=${age} ?selected=${age === '7d'}>${text}</option>`)}</select></div>
      ${button({ text: t('jobs-purge'), look: 'danger', type: 'submit', busy: purge.busy })}</form>` });

  const tab = (/** @type {string} */ state, /** @type {string} */ text) =>
    html`<a href=${state ? `/ops/jobs?state=${state}` : '/ops/jobs'} aria-current=${list.wanted.state === state ? 'page' : nothing}>${text}</a>`;

  return () => html`
    <div class="head"><div><h1 tabindex="-1">${t('jobs')}</h1><p>${t('jobs-more')}</p></div>
      <div class="acts">${button({ text: t('jobs-purge'), press: () => { [purging, purge.problem] = [true, null]; draw(); } })}</div></div>
    ${done(said)}
    ${act.fault()}
    <section class="card list" aria-label=${t('jobs')}>
      <nav class="tabs" aria-label=${t('state')}>
        ${tab('', t('all'))}${jobStates().map(([state = '', text = '']) => tab(state, text))}</nav>
      <div class="tools">${list.choose('queue', t('queue'), queues())}${list.choose('kind', t('job'), [['', t('every-job')], .../** @type {string[][]} */ (jobKinds())])}</div>
      ${list.draw(table, html`<div class="empty">${icon('jobs')}<p>${t('no-jobs')}</p></div>`)}
    </section>
    ${purging ? purgeDialog() : nothing}${sure.draw()}`;
}
