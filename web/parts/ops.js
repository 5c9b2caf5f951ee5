import { html, nothing } from '../vendor/lit-html.js';
import { draw } from '../app/draw.js';
import { logOut, may, session } from '../app/session.js';
import { t } from '../app/texts.js';
import { brand } from './brand.js';
import { button } from './button.js';
import { icon } from './icon.js';
import { keys } from './keys.js';
import { languageMenu } from './language-menu.js';
import { above, signedOut } from './signed-out.js';

/** @typedef {[path: string, sign: string, name: () => string, key: string, permission?: string]} Place */

// What comes later has its place here, too: announcements, feedback, webhooks, branding.
/** @type {Place[]} */
const DOCUMENTS = [
  ['/ops', 'home', () => t('dashboard'), 'd', 'operate'],
  ['/ops/files', 'files', () => t('files'), 'f'],
  ['/ops/folders', 'folder', () => t('folders'), 'o'],
  ['/ops/quarantine', 'odd', () => t('quarantine'), 'q'],
  ['/ops/people', 'people', () => t('people'), 'p', 'people'],
  ['/ops/groups', 'groups', () => t('groups'), 'r', 'people'],
];
/** @type {Place[]} */
const RUNNING = [
  ['/ops/jobs', 'jobs', () => t('jobs'), 'j', 'operate'],
  ['/ops/audit', 'audit', () => t('audit'), 'a', 'audit'],
];

let open = false;
/** @param {boolean} now */
const set = (now) => { open = now; draw(); };

/** What surrounds the pages of the company's own people. @param {() => unknown} view */
export const ops = (view) => html`
  <a class="skip" href="#content">${t('skip')}</a>
  <div class="shell">
    <header class="bar">
      ${button({ text: '', label: t('menu'), sign: open ? 'x' : 'menu', look: 'bare icon', press: () => set(!open), expanded: open })}
      ${brand('/ops/files')}
    </header>
    <aside class=${open ? 'side open' : 'side'} @click=${(/** @type {Event} */ event) => event.target instanceof Element && event.target.closest('a') && set(false)}>
      ${brand('/ops/files')}
      <nav aria-label=${t('main-menu')}>${places(DOCUMENTS)}
        ${RUNNING.some(allowed) ? html`<p class="part">${t('running')}</p>${places(RUNNING)}` : nothing}</nav>
      <div class="mine">${languageMenu()}
        <p class="me"><span class="face" aria-hidden="true">${session.user?.username.slice(0, 2).toUpperCase()}</span>
          <a href="/profile" data-go="m" aria-current=${current('/profile')}><bdi>${session.user?.username}</bdi></a>
          ${button({ text: '', label: t('log-out'), sign: 'out', look: 'bare icon small', press: logOut })}</p></div>
    </aside>
    <div class="room">
      ${above()}
      <main id="content" tabindex="-1">${view()}</main>
    </div>
  </div>
  ${keys([...[...DOCUMENTS, ...RUNNING].filter(allowed).map(([, , name, key]) => [`g ${key}`, name()]), ['u', t('key-upload')]])}
  ${signedOut()}`;

/** @param {Place} place */
const allowed = ([, , , , permission]) => !permission || may(permission);

/** @param {string} to */
const current = (to) => {
  const here = location.pathname.replace(/\/$/, '');
  return here === to || (to !== '/ops' && here.startsWith(`${to}/`)) ? 'page' : nothing;
};

/** @param {Place[]} list */
const places = (list) => html`<ul>${list.filter(allowed).map(([to, sign, name, key]) => html`
  <li><a href=${to} data-go=${key} aria-current=${current(to)}>${icon(sign)}${name()}</a></li>`)}</ul>`;
