import { html, nothing } from '../vendor/lit-html.js';
import { announce } from '../app/announce.js';
import { files } from '../app/calls/file.js';
import { draw } from '../app/draw.js';
import { t } from '../app/texts.js';
import { button } from './button.js';
import { close, dialog, shut } from './dialog.js';
import { sending } from './form.js';

/** @typedef {import('../app/api.js').File} File */

/** A document goes into the trash, or out of it for good, once somebody has said so. @param {(file: File) => unknown} removed */
export function removing(removed) {
  /** @type {File | null} */
  let open = null;
  const set = (/** @type {File | null} */ file) => { open = file; work.problem = null; draw(); };
  const work = sending(async () => {});
  const remove = () => work.run(async () => {
    const gone = open;
    if (!gone) return;
    try {
      await files.remove(gone.id, gone.state === 'trashed');
      close('removing');
      announce(t('doc-is-deleted', { name: gone.name }));
    } finally {
      // Where it did not go well, somebody else may have been here.
      await removed(gone);
    }
  });

  return {
    /** @param {File} file @param {string} [look] */
    button: (file, look = 'danger') => button({
      text: file.state === 'trashed' ? t('doc-erase') : t('doc-delete'), look,
      label: file.state === 'trashed' ? t('doc-erase-what', { name: file.name }) : t('doc-delete-what', { name: file.name }), press: () => set(file),
    }),
    draw: () => open ? dialog({ id: 'removing', title: t(open.state === 'trashed' ? 'doc-erase-what' : 'doc-delete-what', { name: open.name }), close: () => set(null), content: html`
      <p>${open.state === 'trashed' ? t('doc-erase-more') : t('doc-delete-more')}</p>
      ${work.fault()}
      <p class="acts">${button({ text: t(open.state === 'trashed' ? 'doc-erase-what' : 'doc-delete-what', { name: open.name }), look: 'danger', busy: work.busy, press: remove })}
        ${button({ text: t('doc-keep'), press: shut })}</p>` }) : nothing,
  };
}
