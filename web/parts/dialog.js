import { html, ref } from '../vendor/lit-html.js';
import { t } from '../app/texts.js';
import { button } from './button.js';

/**
 * A dialog over the page. Escape and the cross close it, and the focus goes back to where it came from.
 * @param {{ id: string, title: unknown, content: unknown, close: () => void, wide?: boolean }} told
 */
export const dialog = ({ id, title, content, close, wide = false }) => html`
  <dialog class=${`card dialog ${wide ? 'wide' : ''}`} aria-labelledby=${id} ${ref(open)} @close=${close}>
    <header class="row"><h2 id=${id}>${title}</h2>
      ${button({ text: '', label: t('close'), sign: 'x', look: 'bare icon small', press: shut })}</header>
    ${content}
  </dialog>`;

/** @param {Element | undefined} it */
function open(it) {
  if (it instanceof HTMLDialogElement && !it.open) queueMicrotask(() => {
    if (!it.isConnected || it.open) return;
    it.showModal();
    const first = it.querySelector('form :is(input, select, textarea)');
    if (first instanceof HTMLElement) first.focus();
  });
}

/** Closes the dialog that something in it stands for. @param {Event} event */
export function shut({ currentTarget }) {
  /** @type {HTMLElement} */ (currentTarget).closest('dialog')?.close();
}

/** Closes the one whose title has this id. @param {string} id */
export const close = (id) => document.getElementById(id)?.closest('dialog')?.close();
