import { html, nothing } from '../vendor/lit-html.js';
import { line } from '../app/api.js';
import { askAgain } from '../app/again.js';
import { draw } from '../app/draw.js';
import { logOut, session } from '../app/session.js';
import { t, when } from '../app/texts.js';
import { button } from './button.js';
import { icon } from './icon.js';

/** @type {(() => unknown) | null} */
let lost = null;
let asked = false;

/** What lies over a page whose session has ended. Few ever see it, so it is loaded once it is needed. */
export function signedOut() {
  if (!session.lost) return nothing;
  if (!lost && !asked) {
    asked = true;
    import('./lost.js').then((module) => { lost = module.lost; }, () => { asked = false; }).finally(draw);
  }
  return lost ? lost() : nothing;
}

/** What stands above any page. */
export const above = () => html`${line.down ? said('status', t('offline-since', { when: when(line.since) }), askAgain) : nothing}
  ${session.stuck ? said('alert', t('still-logged-in', { why: session.stuck.said }), logOut) : nothing}`;

/** @param {string} role @param {string} text @param {() => unknown} press */
const said = (role, text, press) => html`<div class="down" role=${role}>${icon('bad')}<span>${text}</span>
  ${button({ text: t('try-again'), look: 'small', press })}</div>`;
