import { html, ref } from '../vendor/lit-html.js';
import { t } from '../app/texts.js';
import { button } from './button.js';

/**
 * A dialog over the page. Escape and the cross close it, and the focus goes back to where it came from.
 * @param {{ id: string, title: unknown, content: unknown, close: () => void, wide?: boolean }} told
 */
export const dialog = ({ id, title, content, close, wide = false }) => html`
  <dialog class=${`card dialog ${wide ? 'wide' : ''}`} aria-labelledby=${id} ${ref((it) => open(it))}
    @cancel=${escape} @shut=${close} @close=${closed}>
    <header class="row"><h2 id=${id}>${title}</h2>
      ${button({ text: '', label: t('close'), sign: 'x', look: 'bare icon small', press: shut })}</header>
    ${content}
  </dialog>`;

/** Those that were shut by `end`, whose event of the browser is still to come. @type {WeakSet<EventTarget>} */
const told = new WeakSet();

/** Also one that was just shut and is wanted again before it was gone. @param {Element | undefined} it */
function open(it) {
  if (it instanceof HTMLDialogElement && !it.open) queueMicrotask(() => {
    if (!it.isConnected || it.open) return;
    it.showModal();
    const first = it.querySelector('form :is(input, select, textarea)');
    if (first instanceof HTMLElement) first.focus();
  });
}

/**
 * Shuts it, and tells so at once: the browser tells by an event that may come after the next key, with which somebody has
 * already asked for it again.
 * @param {HTMLDialogElement | null | undefined} it
 */
export function end(it) {
  if (!it?.open) return;
  it.close();
  told.add(it);
  it.dispatchEvent(new Event('shut'));
}

/** @param {Event} event */
function escape(event) {
  event.preventDefault();
  end(/** @type {HTMLDialogElement} */ (event.currentTarget));
}

/** A browser also shuts one without asking. @param {Event} event */
function closed({ currentTarget }) {
  const it = /** @type {HTMLDialogElement} */ (currentTarget);
  if (!told.delete(it) && !it.open) it.dispatchEvent(new Event('shut'));
}

/** Closes the dialog that something in it stands for. @param {Event} event */
export function shut({ currentTarget }) {
  end(/** @type {HTMLElement} */ (currentTarget).closest('dialog'));
}

/** Closes the one whose title has this id. @param {string} id */
export const close = (id) => end(document.getElementById(id)?.closest('dialog'));
