import { html, nothing } from '../vendor/lit-html.js';
import { Problem, api } from '../app/api.js';
import { draw } from '../app/draw.js';
import { rest } from '../app/again.js';
import { t } from '../app/texts.js';
import { button } from './button.js';
import { fault } from './form.js';

/** How long to wait for a page that is being made, in seconds. */
const PAUSE = 2;

/**
 * The pages of a document as pictures, one at a time, once somebody wants to see them.
 * @param {string} id @param {AbortSignal} leave
 */
export function preview(id, leave) {
  let [at, shown, busy, last] = [0, '', false, false];
  /** @type {Problem | null} */
  let problem = null;

  leave.addEventListener('abort', () => URL.revokeObjectURL(shown));

  /** @param {number} page */
  async function turn(page) {
    [busy, problem] = [true, null];
    draw();
    try {
      let image = await api.preview(id, page);
      while (!(image instanceof Blob)) {
        await rest(PAUSE, leave);
        if (leave.aborted) return;
        image = await api.preview(id, page);
      }
      URL.revokeObjectURL(shown);
      [shown, at, last] = [URL.createObjectURL(image), page, false];
    } catch (failure) {
      if (!(failure instanceof Problem)) throw failure;
      // What comes after the last page is none.
      if (at > 0 && failure.code === 'no_preview') last = true;
      else problem = failure;
    } finally {
      busy = false;
      draw();
    }
  }

  const leaf = () => html`
    <figure class="leaf" aria-busy=${busy}>
      <img src=${shown} alt=${t('page-number', { number: at })}>
      <figcaption>
        ${at > 1 ? button({ text: t('page-before'), look: 'bare', busy, press: () => turn(at - 1) }) : nothing}
        <span role="status">${t('page-number', { number: at })}</span>
        ${last ? nothing : button({ text: t('page-after'), look: 'bare', busy, press: () => turn(at + 1) })}
      </figcaption>
    </figure>`;

  return () => html`
    ${problem ? fault(problem.said) : nothing}
    ${at > 0 ? leaf() : button({ text: busy ? t('pages-being-made') : t('see-pages'), look: 'bare', busy, press: () => turn(1) })}`;
}
