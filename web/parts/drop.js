import { html } from '../vendor/lit-html.js';
import { draw } from '../app/draw.js';
import { session } from '../app/session.js';
import { bytes, t } from '../app/texts.js';
import { button } from './button.js';
import { icon } from './icon.js';

/** Files that are dropped anywhere on a page, or chosen by a button. @param {(files: File[]) => void} take @param {AbortSignal} leave */
export function dropping(take, leave) {
  let over = false;
  /** @param {boolean} now */
  const set = (now) => { if (now !== over) { over = now; draw(); } };
  /** @param {DragEvent} event */
  const files = (event) => event.dataTransfer?.types.includes('Files');
  const options = { signal: leave };
  addEventListener('dragover', (event) => {
    if (!files(event)) return;
    event.preventDefault();
    set(true);
  }, options);
  // Out of the window, and not from one element of it to the next.
  addEventListener('dragleave', (event) => { if (!event.relatedTarget) set(false); }, options);
  addEventListener('drop', (event) => {
    if (!files(event)) return;
    event.preventDefault();
    set(false);
    take([...(event.dataTransfer?.files ?? [])]);
  }, options);

  /** @param {Event & { currentTarget: HTMLInputElement }} event */
  function chosen({ currentTarget: input }) {
    const files = [...(input.files ?? [])];
    // The same file may be chosen once more.
    input.value = '';
    take(files);
  }
  const kinds = () => session.site.kinds.map((kind) => `.${kind}`).join(',');
  return {
    button: () => html`<input type="file" multiple hidden accept=${kinds()} @change=${chosen}>${button({
      text: t('key-upload'), sign: 'up', look: 'main', key: 'u',
      press: ({ currentTarget }) => /** @type {HTMLElement} */ (currentTarget).parentElement?.querySelector('input')?.click(),
    })}`,
    /** @param {unknown} beside what stands at its end */
    zone: (beside) => html`
      <div class=${over ? 'drop over' : 'drop'}>${icon('up')}<div><strong>${t('drop-anywhere')}</strong>
        ${t('drop-more', { size: bytes(session.site.max_upload) })}</div>${beside}</div>`,
  };
}
