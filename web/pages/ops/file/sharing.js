// For whom one document is: shares, who sees it, and why somebody does or does not.
import { html, nothing } from '../../../vendor/lit-html.js';
import { files, shares } from '../../../app/calls/file.js';
import { canChange } from '../../../app/session.js';
import { t } from '../../../app/texts.js';
import { button } from '../../../parts/button.js';
import { field } from '../../../parts/field.js';
import { sending } from '../../../parts/form.js';
import { icon } from '../../../parts/icon.js';
import { fileTitle, ofFile } from '../../../parts/of-file.js';
import { ops } from '../../../parts/ops.js';
import { pages } from '../../../parts/pages.js';
import { section } from '../../../parts/profile.js';
import { sharing } from '../../../parts/sharing.js';

/** @typedef {import('../../../types/api.d.ts').AccessView} Access */
/** @typedef {import('../../../types/api.d.ts').ReasonView} Reason */
/** @typedef {import('../../../types/api.d.ts').OneClient} OneClient */

/** @type {'ops'} */
export const who = 'ops';
export const frame = ops;
export const title = fileTitle;

/** Why somebody does not see it, or not get it. @type {Record<string, () => string>} */
const BLOCKED = {
  not_shared: () => t('blocked-not-shared'), pending: () => t('blocked-pending'), infected: () => t('blocked-infected'), failed: () => t('blocked-failed'),
  expired: () => t('blocked-expired'), trashed: () => t('blocked-trashed'), account_disabled: () => t('blocked-account'),
  download_limit_reached: () => t('blocked-limit'), view_only: () => t('blocked-view'),
};

/** @param {import('../../../types/page.d.ts').Visit} visit */
export const page = (visit) => ofFile(visit, (id) => {
  const access = pages(async (cursor) => {
    const { access: rows, next_cursor: next } = await files.access(id, cursor);
    return { rows, next };
  }, visit.leave);
  const shared = sharing(shares('files', id), visit.leave, access.load);
  /** @type {{ client: string, told: OneClient } | null} */
  let answer = null;
  const asking = sending(async ({ client = '' }) => {
    answer = null;
    answer = { client, told: await files.why(id, client) };
  });

  /** @param {Reason[]} because */
  const reasons = (because) => because.map(({ kind, name }, at) => html`${at ? ' · ' : nothing}${
    kind === 'everyone' ? t('because-everyone') : kind === 'share' ? t('because-share') : kind === 'group' ? t('because-group', { name }) : t('because-folder', { name })}`);

  /** @param {Access} one */
  const line = ({ client, because }) => html`<li data-row><div><strong><bdi>${client.username}</bdi></strong> <span class="small"><bdi>${client.email}</bdi></span>
    <p class="small">${reasons(because)}</p></div></li>`;

  /** @param {{ client: string, told: OneClient }} one */
  const told = ({ client, told: { visible, because, blocked_by: blocked } }) => html`<div class="told">
    <p><strong>${t(visible ? 'sees-it' : 'does-not-see-it', { name: client })}</strong></p>
    ${because.length ? html`<p>${reasons(because)}</p>` : nothing}
    <ul class="found">${blocked.map((code) => html`<li>${BLOCKED[code]?.() ?? code}</li>`)}</ul></div>`;

  return (it) => canChange(it) ? html`
    ${it.audience === 'everyone' ? html`<div class="notice">${icon('people')}<p>${t('everyone-more')} <a href=${`/ops/files/${id}`}>${t('change-terms')}</a></p></div>` : nothing}
    ${section(t('shared-with'), shared())}
    ${section(t('who-sees-it'), access.draw((rows) => rows.length ? html`<ul class="lines">${rows.map(line)}</ul>` : html`<p>${t('nobody-sees-it')}</p>`))}
    ${section(t('why'), html`<p>${t('why-more')}</p><form novalidate @submit=${asking.submit}>
      ${asking.problem?.status === 404 ? nothing : asking.fault()}
      ${field({ name: 'client', label: t('share-client'), hint: t('share-client-hint'), wrong: asking.problem?.status === 404 ? t('no-such-client') : asking.wrong('client') })}
      ${button({ text: t('why-ask'), type: 'submit', busy: asking.busy })}</form>
      <div role="status">${answer ? told(answer) : nothing}</div>`)}` : html`<p>${t('who-may-change')}</p>`;
});
