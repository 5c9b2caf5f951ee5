import { html } from '../vendor/lit-html.js';
import { folders } from '../app/calls/documents.js';
import { t } from '../app/texts.js';
import { outcome } from './outcome.js';

/** @typedef {import('../app/calls/documents.js').Folder} Folder */

/** In the order of their paths. @param {Folder} one @param {Folder} other */
export const byPath = (one, other) => one.path.localeCompare(other.path);

/** Whether one lies in another, however deep. @param {Folder} one @param {Folder} other */
export const beneath = (one, other) => one.path.startsWith(`${other.path}/`);

/**
 * A field for a folder, which asks for all there are when it is made.
 * @param {object} [told]
 * @param {() => string} [told.none] what no folder is called
 * @param {(folder: Folder) => boolean} [told.fits] which may be chosen
 * @param {string | null | undefined} [told.value] the one that is chosen at first
 */
export function folderField({ none = () => t('no-folder'), fits = () => true, value } = {}) {
  const all = outcome(async () => (await folders.all()).filter(fits).sort(byPath));
  all.load();
  return () => all.draw((list) => html`
    <div class="field"><label for="folder">${t('folder')}</label>
      <select class="input" id="folder" name="folder"><option value="">${none()}</option>
        ${list.map(({ id, path }) => html`<option value=${id} ?selected=${id === value}>${path}</option>`)}</select></div>`);
}
