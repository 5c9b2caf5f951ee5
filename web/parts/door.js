import { html, nothing } from '../vendor/lit-html.js';
import { session } from '../app/session.js';
import { t } from '../app/texts.js';
import { brand } from './brand.js';
import { keys } from './keys.js';
import { languageMenu } from './language-menu.js';
import { vault } from './vault.js';

/** What surrounds the pages of those who are not in yet. @param {() => unknown} view */
export const door = (view) => html`
  <div class="halves">
    <figure class="door" aria-hidden="true">${vault}<figcaption>${t('motto')}</figcaption></figure>
    <div class="way">
      <header>${brand('/')}${languageMenu()}</header>
      <main id="content">${view()}</main>
      <footer>${session.site.links.length ? session.site.links.map(({ name, url }) => html`<a href=${url}>${name}</a>`) : nothing}<span>${t('checked')}</span></footer>
    </div>
  </div>
  ${keys()}`;
