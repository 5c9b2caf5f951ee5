import { html, nothing } from '../vendor/lit-html.js';
import { session } from '../app/session.js';
import { t } from '../app/texts.js';
import { button } from './button.js';
import { icon } from './icon.js';

/** What a list of documents can be asked for, by its name in the address. */
export const FIELDS = ['search', 'sort', 'state', 'by', 'days', 'audience', 'folder', 'label', 'client'];
/** What the API has as the state of the document itself, and not of its scan. */
const OWN = ['expired', 'trashed'];
const DAY = 86_400_000;

/** The same as the API calls it. @param {Record<string, string>} wanted */
export function asked({ state = '', by = '', days, ...same }) {
  const since = days ? new Date(Math.floor(Date.now() / DAY) * DAY - (Number(days) - 1) * DAY).toISOString() : '';
  return { ...same, [OWN.includes(state) ? 'state' : 'status']: state, uploaded_by: by === 'me' ? session.user?.id : by, since };
}

/** @typedef {(change: Record<string, string>) => void} Look */

/** Search, order and what else narrows a list. @param {Record<string, string>} wanted @param {Look} look @param {string} [folder] the path of the folder that is looked at */
export const filters = (wanted, look, folder) => html`
  <div class="tools">
    <div class="search" role="search">${icon('search')}
      <input class="input" type="search" aria-label=${t('search-by-name')} placeholder=${t('search-by-name')} .value=${wanted.search ?? ''} @input=${typed(look)}></div>
    <div class="narrow">
      ${select(t('uploaded-by'), wanted.by ?? '', [['', t('by-anyone')], ['me', t('by-me')], ...other(wanted.by)], (by) => look({ by }))}
      ${select(t('uploaded'), wanted.days ?? '', [['', t('any-time')], ['1', t('today')], ['7', t('last-days', { count: 7 })], ['30', t('last-days', { count: 30 })]], (days) => look({ days }))}
      ${select(t('for-whom'), wanted.audience ?? '', [['', t('for-anybody')], ['everyone', t('for-everyone')], ['named', t('for-named')]], (audience) => look({ audience }))}
      ${select(t('sort-by'), wanted.sort ?? '', [['', t('newest-first')], ['uploaded_at', t('oldest-first')], ['name', t('by-name')], ['-size', t('largest-first')], ['expires_at', t('expires-first')]], (sort) => look({ sort }))}
    </div>
    ${wanted.folder ? html`<p class="folder">${icon('folder')}<a href=${`/ops/folders/${wanted.folder}`}><bdi>${folder ?? t('folder')}</bdi></a>${off('folder', look)}</p>` : nothing}
    ${wanted.label ? html`<p class="folder">${t('label')} <bdi>${wanted.label}</bdi>${off('label', look)}</p>` : nothing}
    ${wanted.client ? html`<p class="folder">${t('for-one-client')}${off('client', look)}</p>` : nothing}
  </div>`;

/** Somebody else, whom only the address names. @param {string | undefined} by @returns {[string, string][]} */
const other = (by) => (by && by !== 'me' ? [[by, t('by-one-person')]] : []);

/** @param {string} field @param {Look} look */
const off = (field, look) => button({ text: t('show-all'), look: 'small', press: () => look({ [field]: '' }) });

/** @type {ReturnType<typeof setTimeout> | undefined} */
let typing;
/** @param {Look} look */
const typed = (look) => (/** @type {InputEvent & { currentTarget: HTMLInputElement }} */ { currentTarget: { value } }) => {
  clearTimeout(typing);
  typing = setTimeout(() => look({ search: value }), 250);
};

/** @param {string} label @param {string} value @param {[value: string, name: string][]} choices @param {(value: string) => void} change */
export const select = (label, value, choices, change) => html`
  <label class="choose"><span>${label}</span>
    <select @change=${(/** @type {Event & { currentTarget: HTMLSelectElement }} */ event) => change(event.currentTarget.value)}>
      ${choices.map(([choice, name]) => html`<option value=${choice} .selected=${choice === value}>${name}</option>`)}
    </select></label>`;
