import { html, nothing } from '../vendor/lit-html.js';
import { t } from '../app/texts.js';
import { inside } from './inside.js';

const tabs = () => [
  ['/profile', t('you')], ['/profile/password', t('password')], ['/profile/security', t('security')],
  ['/profile/sessions', t('sessions')], ['/profile/tokens', t('tokens-short')], ['/profile/preferences', t('preferences')], ['/profile/data', t('your-data')],
];

/** What surrounds the pages of one's own account. @param {() => unknown} view */
export const profile = (view) => inside(() => html`
  <div class="hello"><h1 tabindex="-1">${t('profile')}</h1></div>
  <nav class="tabs" aria-label=${t('profile')}>${tabs().map(([path, name]) => html`
    <a href=${path} aria-current=${path === location.pathname.replace(/\/$/, '') ? 'page' : nothing}>${name}</a>`)}</nav>
  ${view()}`);

/** A part of such a page. @param {unknown} title @param {unknown} content */
export const section = (title, content) => html`<section class="card part"><h2>${title}</h2>${content}</section>`;

/** That something is done, which is said aloud, too. @param {unknown} text */
export const done = (text) => html`<p class="done" role="status">${text}</p>`;
