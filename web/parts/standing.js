import { html } from '../vendor/lit-html.js';
import { t } from '../app/texts.js';
import { icon } from './icon.js';

/** How an account may stand, each with its look and its sign. @type {Record<string, [look: string, sign: string, text: () => string]>} */
const STATES = {
  waiting: ['wait', 'wait', () => t('person-waiting')],
  invited: ['wait', 'mail', () => t('person-invited')],
  unverified: ['wait', 'mail', () => t('person-unverified')],
  active: ['good', 'clean', () => t('person-active')],
  disabled: ['bad', 'lock', () => t('person-disabled')],
  expired: ['odd', 'wait', () => t('person-expired')],
};

export const standings = () => Object.entries(STATES).map(([state, [, , text]]) => [state, text()]);

/** How an account stands. @param {string} state */
export function standing(state) {
  const [look, sign, text] = STATES[state] ?? ['odd', 'odd', () => state];
  return html`<span class=${`state ${look}`}>${icon(sign)}${text()}</span>`;
}

/** @param {string} role */
export const role = (role) => (role === 'ops' ? t('role-ops') : t('role-client'));

/** What somebody is called. @param {{ display_name?: string | null, username?: string | null, email: string }} person */
export const called = ({ display_name, username, email }) => display_name || username || email;
