import { html, ref } from '../vendor/lit-html.js';
import { askAgain } from '../app/again.js';
import { draw } from '../app/draw.js';
import { session, logOut } from '../app/session.js';
import { t } from '../app/texts.js';
import { button } from './button.js';
import { credentials } from './credentials.js';
import { secondFactor } from './second-factor.js';

/** @type {(() => unknown) | null} */
let form = null;

/** Signing in again over a page whose session has ended, so that nothing on it is lost. */
export function lost() {
  form ??= first();
  return html`
    <dialog class="card dialog" aria-labelledby="lost" ${ref((it) => open(it))} @close=${draw} @keydown=${stay} @cancel=${(/** @type {Event} */ event) => event.preventDefault()}>
      <h2 id="lost">${t('logged-out')}</h2>
      <p>${t('logged-out-more')}</p>
      <div class="form">${form()}</div>
      ${button({ text: t('leave'), look: 'bare', press: logOut })}
    </dialog>`;
}

const first = () => credentials({ done, half, at: 'again-', name: session.user?.username ?? '' });

function half() {
  form = secondFactor({ done, over: () => { form = first(); draw(); } });
  draw();
}

function done() {
  form = null;
  // Before it is taken off the page, so that the focus goes back to where it was.
  /** @type {HTMLDialogElement | null} */ (document.querySelector('[aria-labelledby=lost]'))?.close();
  askAgain();
}

/** What lies beneath would hear the next Escape, and a search forget its text. @param {KeyboardEvent} event */
function stay(event) {
  if (event.key === 'Escape') event.preventDefault();
}

/** Also once more: a browser shuts one at the second Escape, whatever is said. @param {Element | undefined} dialog */
function open(dialog) {
  if (dialog instanceof HTMLDialogElement && !dialog.open) queueMicrotask(() => dialog.isConnected && dialog.showModal());
}
