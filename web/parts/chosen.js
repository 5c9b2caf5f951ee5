import { html, nothing } from '../vendor/lit-html.js';
import { downloadZip } from '../app/download.js';
import { draw } from '../app/draw.js';
import { t } from '../app/texts.js';
import { button } from './button.js';
import { sending } from './form.js';

/** What is chosen of a list, to be fetched as one archive. */
export function choice() {
  /** @type {Set<string>} */
  const ids = new Set();
  const archive = sending(async () => {});
  const clear = () => { ids.clear(); draw(); };
  /** What is being fetched, but for what was chosen anew meanwhile. @type {Set<string>} */
  let taken = new Set();
  const fetchAll = () => archive.run(async () => {
    taken = new Set(ids);
    await downloadZip([...ids], t('documents'));
    for (const id of taken) ids.delete(id);
    draw();
  });
  return {
    /** @param {string} id */
    has: (id) => ids.has(id),
    /** @param {string} id @param {boolean} on */
    set(id, on) {
      taken.delete(id);
      if (on) ids.add(id);
      else ids.delete(id);
      draw();
    },
    clear,
    /** @param {{ more?: unknown, zip?: boolean }} [told] what else can be done with them, and whether they can be fetched */
    draw: ({ more = nothing, zip = true } = {}) => ids.size === 0 ? nothing : html`
      <section class="chosen card" aria-label=${t('chosen', { count: ids.size })}>
        <p role="status">${t('chosen', { count: ids.size })}</p>
        ${button({ text: t('choose-none'), look: 'bare', press: clear })}
        ${more}
        ${zip ? button({ text: t('download-zip'), sign: 'down', look: 'main', busy: archive.busy, press: fetchAll }) : nothing}
        ${archive.fault()}
      </section>`,
  };
}
