import { html } from '../vendor/lit-html.js';
import { announce } from '../app/announce.js';
import { Problem } from '../app/api.js';
import { documents } from '../app/calls/documents.js';
import { draw } from '../app/draw.js';
import { t } from '../app/texts.js';
import { button } from './button.js';
import { close as end, dialog, shut } from './dialog.js';
import { folderField } from './folder-field.js';
import { fault, sending } from './form.js';

/** @typedef {import('../app/api.js').File} File */
/** @typedef {'trash' | 'erase' | 'restore' | 'move'} Deed */

/** What is done with documents, one or several; whatever cannot be taken back is asked once. @param {(done: File[]) => void} done */
export function deeds(done) {
  /** @type {{ deed: Deed, files: File[] } | null} */
  let asked = null;
  /** Where they go. @type {(() => unknown) | null} */
  let place = null;
  /** What went wrong, and with which. @type {[File, Problem][]} */
  let faults = [];
  const close = () => { asked = null; faults = []; draw(); };
  const form = sending(async ({ folder }) => {
    // Where to is not known as long as the folders are not here.
    if (!asked || (asked.deed === 'move' && folder === undefined)) return;
    const { deed, files } = asked;
    faults = [];
    for (const file of files) await one(deed, file, folder).catch((problem) => failed(file, problem));
    const bad = faults.map(([file]) => file);
    const good = files.filter((file) => !bad.includes(file));
    if (good.length) announce(said(deed, good));
    if (bad.length) asked = { deed, files: bad };
    else end('deed');
    if (good.length) done(good);
  });

  /** @param {File} file @param {unknown} problem */
  function failed(file, problem) {
    if (!(problem instanceof Problem)) throw problem;
    // Somebody else was quicker.
    if (problem.status !== 404 || !/trash|erase/.test(asked?.deed ?? '')) faults.push([file, problem]);
  }

  return {
    /** @param {Deed} deed @param {File[]} files */
    ask(deed, files) {
      [asked, faults] = [{ deed, files }, []];
      if (deed === 'move') place = folderField();
      draw();
    },
    draw() {
      if (!asked) return '';
      const { deed, files } = asked;
      return dialog({ id: 'deed', title: title(deed, files), close, content: html`
        <form novalidate class="form asks" @submit=${form.submit}>
          ${faults.map(([file, problem]) => fault(html`<bdi>${file.name}</bdi>: ${problem.said}`))}
          ${deed === 'move' ? place?.() : html`<p>${more(deed, files)}</p>`}
          <div class="acts">${button({ text: title(deed, files), look: deed === 'trash' || deed === 'erase' ? 'danger' : 'main', type: 'submit', busy: form.busy })}
            ${button({ text: t('not-now'), look: 'bare', press: shut })}</div>
        </form>` });
    },
  };
}

/** @param {Deed} deed @param {File} file @param {string | undefined} folder */
const one = (deed, { id }, folder) => deed === 'move' ? documents.change(id, { folder: folder || null }) : deed === 'trash' ? documents.trash(id) : deed === 'erase' ? documents.erase(id) : documents.restore(id);

/** What the deed is called. @param {Deed} deed @param {File[]} files */
function title(deed, files) {
  const what = { count: files.length, name: files[0]?.name ?? '' };
  return deed === 'move' ? t('move-them', what) : deed === 'trash' ? t('trash-them', what) : deed === 'erase' ? t('erase-them', what) : t('restore-them', what);
}

/** @param {Deed} deed @param {File[]} files */
const more = (deed, { length: count }) => deed === 'trash' ? t('trash-more', { count }) : deed === 'erase' ? t('erase-more-documents', { count }) : t('restore-more', { count });

/** @param {Deed} deed @param {File[]} files */
const said = (deed, { length: count }) => deed === 'move' ? t('moved', { count }) : deed === 'restore' ? t('restored', { count }) : t('deleted', { count });
