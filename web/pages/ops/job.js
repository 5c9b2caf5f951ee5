// One job: what it is about, how it stands, why it failed.
import { html, nothing } from '../../vendor/lit-html.js';
import { again } from '../../app/again.js';
import { running } from '../../app/calls/running.js';
import { on } from '../../app/live.js';
import { count, t } from '../../app/texts.js';
import { button } from '../../parts/button.js';
import { confirm } from '../../parts/confirm.js';
import { sending } from '../../parts/form.js';
import { icon } from '../../parts/icon.js';
import { canCancel, canRetry, jobKind, jobState } from '../../parts/job.js';
import { ops } from '../../parts/ops.js';
import { outcome } from '../../parts/outcome.js';
import { done } from '../../parts/profile.js';
import { time } from '../../parts/time.js';

/** @typedef {import('../../app/calls/running.js').Job} Job */

/** @type {'ops'} */
export const who = 'ops';
export const permission = 'operate';
export const frame = ops;
export const title = () => t('job');

/** @param {import('../../types/page.d.ts').Visit} visit */
export function page({ params, leave }) {
  const id = params.id ?? '';
  let said = '';
  const job = outcome(() => running.job(id));
  const act = sending(async () => {});
  const sure = confirm(job.load);

  const retry = () => act.run(async () => {
    said = '';
    await running.retry(id).finally(job.load);
    said = t('job-due');
  });

  /** @param {Job} it */
  const cancel = (it) => sure.ask({ title: t('job-cancel-what', { name: jobKind(it.kind) }), text: t('job-cancel-more'), act: t('job-cancel'),
    work: async () => { await running.cancel(id); said = t('job-cancelled', { name: jobKind(it.kind) }); } });

  on('job', (told) => { if (told.id === id) job.load(); }, leave);
  again(job.load, leave);
  job.load();

  /** @param {unknown} name @param {unknown} value */
  const fact = (name, value) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

  /** What it is about, as a link where there is a page of it. @param {[name: string, value: unknown]} about */
  function about([name, value]) {
    const text = String(value);
    if (name === 'user') return fact(t('person'), html`<a href=${`/ops/people/${text}`}><code>${text}</code></a>`);
    if (name === 'file') return fact(t('document'), html`<a href=${`/ops/files/${text}`}><code>${text}</code></a>`);
    // What else there is are names of the program’s own.
    return fact(name === 'version' ? t('version-word') : html`<code>${name}</code>`, html`<code>${text}</code>`);
  }

  // It is there from the beginning, so that whoever comes here has the focus on it.
  const head = (it = job.value) => html`
    <div class="head"><div><h1 tabindex="-1">${it ? jobKind(it.kind) : t('job')}</h1><p>${it ? jobState(it.state) : '\u00a0'}</p></div>
      ${it ? html`<div class="acts">${canRetry(it) ? button({ text: t('job-retry'), sign: 'turn', look: 'main', busy: act.busy, press: retry }) : nothing}
        ${canCancel(it) ? button({ text: t('job-cancel'), look: 'danger', press: () => cancel(it) }) : nothing}</div>` : nothing}</div>`;

  /** @param {Job} it */
  const shown = (it) => html`
    ${done(said)}
    ${act.fault()}
    ${it.last_error && it.state !== 'done' ? html`<div class="notice bad">${icon('bad')}
      <div><strong>${t('last-error')}</strong><p dir="auto">${it.last_error}</p></div></div>` : nothing}
    <article class="card one"><dl>
      ${fact(t('kind'), html`<code>${it.kind}</code>`)}
      ${fact(t('queue'), html`<code>${it.queue}</code>`)}
      ${fact(t('attempts-word'), count(it.attempts))}
      ${fact(t('here-since'), time(it.created_at))}
      ${it.due_at ? fact(t('next-try'), time(it.due_at)) : nothing}
      ${it.finished_at ? fact(t('over-since'), time(it.finished_at)) : nothing}
      ${Object.entries(it.about).map(about)}
      ${fact(t('number'), html`<code>${it.id}</code>`)}
    </dl></article>`;

  const missing = () => html`<div class="head"><div><h1 tabindex="-1">${t('nothing-here')}</h1><p>${t('job-gone')}</p></div></div>`;

  return () => html`
    <p><a class="back" href="/ops/jobs">${icon('back')}${t('to-jobs')}</a></p>
    ${job.problem?.status === 404 ? missing() : html`${head()}${job.draw(shown)}`}
    ${sure.draw()}`;
}
