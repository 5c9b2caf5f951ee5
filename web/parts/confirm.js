import { html, nothing } from '../vendor/lit-html.js';
import { draw } from '../app/draw.js';
import { t } from '../app/texts.js';
import { button } from './button.js';
import { dialog, shut } from './dialog.js';
import { sending } from './form.js';

/** @typedef {{ title: unknown, text: unknown, act: string, look?: string, work: () => Promise<unknown> }} Asked `act` is what the button says */

/** Asks once before something is done that is not easily undone. @param {() => unknown} [after] when the dialog is shut again */
export function confirm(after) {
  /** @type {Asked | null} */
  let asked = null;
  const form = sending(async () => {});

  function close() {
    asked = null;
    draw();
    after?.();
  }

  /** @param {Asked} it @param {Event} event */
  async function act(it, event) {
    const at = { currentTarget: event.currentTarget };
    await form.run(it.work);
    if (!form.problem && !form.wait) shut(/** @type {Event} */ (at));
  }

  return {
    /** @param {Asked} it */
    ask: (it) => { [asked, form.problem] = [it, null]; draw(); },
    /** @returns {unknown} */
    draw() {
      const it = asked;
      return it ? dialog({ id: 'confirm', title: it.title, close, content: html`
        <p>${it.text}</p>
        ${form.fault()}
        <div class="acts">${button({ text: it.act, look: it.look ?? 'danger', busy: form.busy, press: (event) => act(it, event) })}
          ${button({ text: t('not-now'), look: 'bare', press: shut })}</div>` }) : nothing;
    },
  };
}
