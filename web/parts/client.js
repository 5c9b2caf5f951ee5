import { html, nothing } from '../vendor/lit-html.js';
import { session, logOut } from '../app/session.js';
import { t } from '../app/texts.js';
import { brand } from './brand.js';
import { button } from './button.js';
import { keys } from './keys.js';
import { languageMenu } from './language-menu.js';
import { above, signedOut } from './signed-out.js';

/** What surrounds the pages of those who are in. @param {() => unknown} view */
export const client = (view) => html`
  <a class="skip" href="#content">${t('skip')}</a>
  <header class="top">
    ${brand('/files')}
    <nav aria-label=${t('main-menu')}>${link('/files', t('documents'))}${link('/profile', t('profile'))}</nav>
    <span class="who"><span class="face" aria-hidden="true">${session.user?.username.slice(0, 2).toUpperCase()}</span><bdi>${session.user?.username}</bdi></span>
    ${button({ text: html`<span>${t('log-out')}</span>`, sign: 'out', look: 'bare', press: logOut })}
  </header>
  ${above()}
  <main id="content" tabindex="-1">${view()}</main>
  <footer class="base"><span>${t('checked')}</span>${session.site.links.map(({ name, url }) => html`<a href=${url}>${name}</a>`)}${languageMenu()}</footer>
  ${keys()}
  ${signedOut()}`;

/** @param {string} to @param {string} text */
const link = (to, text) =>
  html`<a href=${to} aria-current=${location.pathname.startsWith(to) ? 'page' : nothing}>${text}</a>`;
