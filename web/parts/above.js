import { html, nothing } from '../vendor/lit-html.js';
import { line } from '../app/api.js';
import { askAgain } from '../app/again.js';
import { logOut, session } from '../app/session.js';
import { t, when } from '../app/texts.js';
import { button } from './button.js';
import { icon } from './icon.js';

/** What is said above any page: that there is no connection, and that a log-out has ended nothing. */
export const above = () => html`
  ${line.down ? said('status', t('offline-since', { when: when(line.since) }), askAgain) : nothing}
  ${session.stuck ? said('alert', t('still-logged-in', { why: session.stuck.detail }), logOut) : nothing}`;

/** @param {string} role @param {string} text @param {() => unknown} again */
const said = (role, text, again) => html`<div class="down" role=${role}>${icon('bad')}<span>${text}</span>
  ${button({ text: t('try-again'), look: 'small', press: again })}</div>`;
