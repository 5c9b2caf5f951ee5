import { html, nothing } from '../vendor/lit-html.js';
import { announce } from '../app/announce.js';
import { files } from '../app/calls/file.js';
import { draw } from '../app/draw.js';
import { may } from '../app/session.js';
import { t } from '../app/texts.js';
import { button } from './button.js';
import { close, dialog, shut } from './dialog.js';
import { area, field } from './field.js';
import { sending } from './form.js';

/** @typedef {import('../app/api.js').File} File */
/** @typedef {import('../app/api.js').Problem} Problem */

/** Whether a document is kept from clients by its scan. @param {File} file */
export const isShut = ({ scan_status: status }) => status === 'infected' || status === 'failed';

/** What can be done with documents that their scan has shut: release one on record, have it scanned again. @param {(file: File) => unknown} changed */
export function shutActs(changed) {
  /** What is shown may be old where somebody else was quicker. @param {File} file */
  const stale = (file) => async (/** @type {Problem} */ problem) => {
    if (problem.status === 404 || problem.status === 409) await changed(file);
    throw problem;
  };
  /** The one that is to be released. @type {File | null} */
  let open = null;
  const set = (/** @type {File | null} */ file) => { open = file; release.problem = null; draw(); };
  const release = sending(async ({ reason, password }) => {
    const file = open;
    if (!file) return;
    await files.release(file.id, { reason, password }).catch(stale(file));
    close('release');
    announce(t('is-released', { name: file.name }));
    await changed(file);
  });
  const again = sending(async () => {});
  const scan = (/** @type {File} */ file) => again.run(async () => {
    await files.rescan(file.id).catch(stale(file));
    announce(t('is-rescanned', { name: file.name }));
    await changed(file);
  });

  const form = (/** @type {File} */ { name }) => html`
    <form class="form" novalidate @submit=${release.submit}>
      <p>${t('release-more')}</p>
      ${release.fault()}
      ${area({ name: 'reason', label: t('release-reason'), hint: t('release-reason-hint'), most: 1000, required: true, wrong: release.wrong('reason') })}
      ${field({ name: 'password', label: t('password'), hint: t('password-again-hint'), type: 'password', autocomplete: 'current-password', wrong: release.wrong('password') })}
      <p class="acts">${button({ text: t('release-what', { name }), look: 'danger', type: 'submit', busy: release.busy })}
        ${button({ text: t('not-now'), look: 'bare', press: shut })}</p>
    </form>`;

  return {
    /** @param {File} file */
    buttons: (file) => may('documents') ? html`
      ${isShut(file) ? button({ text: t('release'), label: t('release-what', { name: file.name }), press: () => set(file) }) : nothing}
      ${button({ text: t('rescan'), label: t('rescan-what', { name: file.name }), sign: 'jobs', busy: again.busy, press: () => scan(file) })}` : nothing,
    draw: () => html`${again.fault()}
      ${open ? dialog({ id: 'release', title: t('release-what', { name: open.name }), content: form(open), close: () => set(null) }) : nothing}`,
  };
}
