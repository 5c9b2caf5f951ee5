import { html, nothing, repeat } from '../vendor/lit-html.js';
import { announce } from '../app/announce.js';
import { t } from '../app/texts.js';
import { button } from './button.js';
import { area, select } from './field.js';
import { sending } from './form.js';
import { naming } from './naming.js';
import { onward, rowOf } from './onward.js';
import { pages } from './pages.js';
import { done } from './profile.js';
import { settle } from './settle.js';
import { time } from './time.js';

/** @typedef {import('../types/api.d.ts').ShareView} Share */
/** @typedef {ReturnType<typeof import('../app/calls/file.js').shares>} Calls */

/** Whom a share is with. @param {Share} share */
const whom = ({ client, group }) => client?.username ?? client?.email ?? group?.name ?? '';

/**
 * With whom a document or a folder is shared, with whom besides, and taking it away.
 * @param {Calls} calls of the document or folder
 * @param {AbortSignal} leave
 * @param {() => unknown} [changed] what is done besides when it has changed
 */
export function sharing(calls, leave, changed) {
  let shared = '';
  const list = pages(async (cursor) => {
    const { shares: rows, next_cursor: next } = await calls.list(cursor);
    return { rows, next };
  }, leave);
  const fresh = async () => { await list.load(); await changed?.(); };
  const names = naming();
  const form = sending(async ({ right, message, ...values }, it, sent) => {
    shared = '';
    const { shares } = await calls.add({ ...names.value(values), right, ...(message ? { message } : {}) });
    names.clear();
    settle(it, sent);
    shared = t('is-shared', { names: shares.map(whom).join(', ') });
    await fresh();
  });
  const taking = sending(async () => {});
  const take = (/** @type {Share} */ share, /** @type {Element | null} */ row) => taking.run(async () => {
    const goOn = onward(row, '.naming input');
    await calls.remove(share.id).catch((problem) => { if (problem.status !== 404) throw problem; });
    announce(t('share-taken', { name: whom(share) }));
    goOn();
    await fresh();
  });

  /** @param {Share} share */
  const line = (share) => html`<li data-row>
    <div><strong><bdi>${whom(share)}</bdi></strong> ${share.group ? html`<span class="fresh">${t('share-group')}</span>` : nothing}
      <p class="small">${share.right === 'view' ? t('right-view') : t('right-download')} · ${t('share-by')} <bdi>${share.by.username || t('account-gone')}</bdi>, ${time(share.created_at)}</p></div>
    ${button({ text: t('take-away'), label: t('take-away-from', { name: whom(share) }), look: 'small', busy: taking.busy,
      press: (event) => take(share, rowOf(event)) })}</li>`;

  // Of what others made, not everybody is told.
  return () => list.problem?.status === 403 ? html`<p>${t('who-may-share')}</p>` : html`
    ${taking.fault()}
    ${list.draw((rows) => rows.length ? html`<ul class="lines">${repeat(rows, ({ id }) => id, line)}</ul>` : html`<p>${t('shared-with-nobody')}</p>`)}
    <form novalidate @submit=${form.submit}>
      <h3>${t('share-more')}</h3>
      ${form.fault()}
      ${names.draw(form.wrong)}
      ${select({ name: 'right', label: t('share-right'), value: 'download', options: [['download', t('right-download')], ['view', t('right-view')]], wrong: form.wrong('right') })}
      ${area({ name: 'message', label: t('share-message'), hint: t('share-message-hint'), most: 1000, wrong: form.wrong('message') })}
      ${button({ text: t('share-do'), look: 'main', type: 'submit', busy: form.busy })}
      ${done(shared)}
    </form>`;
}
