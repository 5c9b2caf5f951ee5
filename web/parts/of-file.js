import { html, nothing } from '../vendor/lit-html.js';
import { again } from '../app/again.js';
import { api } from '../app/api.js';
import { draw } from '../app/draw.js';
import { on } from '../app/live.js';
import { canChange, may } from '../app/session.js';
import { t } from '../app/texts.js';
import { icon } from './icon.js';
import { kind } from './kind.js';
import { outcome } from './outcome.js';
import { state, tell } from './state.js';

/** @typedef {import('../app/api.js').File} File */

/** What was last shown, so that going from one tab to the next begins with it. @type {File | null} */
let known = null;

/** What the window is called. */
export const fileTitle = () => known?.name ?? t('document');

/**
 * The pages of one document: its head and tabs, kept fresh while one looks.
 * @param {import('../types/page.d.ts').Visit} visit
 * @param {(id: string, changed: () => Promise<void>) => (file: File) => unknown} begin what a tab shows
 */
export function ofFile({ params, leave }, begin) {
  const id = params.id ?? '';
  if (known?.id !== id) known = null;
  const file = outcome(() => api.file(id));
  file.value = known;
  const load = async () => {
    const before = file.value?.scan_status;
    await file.load();
    known = file.value;
    // A scan that takes long is told in other words.
    if (known?.scan_status === 'pending') setTimeout(draw, 61_000);
    if (before && known && before !== known.scan_status) tell(known.scan_status, known.name);
  };
  const view = begin(id, load);

  on('file', (told) => { if (told.id === id) load(); }, leave);
  again(load, leave);
  load();

  const gone = () => html`<div class="empty">${icon('files')}
    <p>${known ? t('document-gone', { name: known.name }) : t('nothing-here-more')}</p></div>`;
  /** @param {string} name @param {string} text */
  const tab = (name, text) => {
    const path = `/ops/files/${id}${name}`;
    return html`<a href=${path} aria-current=${path === location.pathname.replace(/\/$/, '') ? 'page' : nothing}>${text}</a>`;
  };
  /** @param {File} it */
  const tabs = (it) => html`<nav class="tabs" aria-label=${t('document')}>
    ${tab('', t('doc-about'))}
    ${canChange(it) ? html`${tab('/sharing', t('for-whom'))}${tab('/versions', t('versions'))}${tab('/downloads', t('who-has-it'))}${tab('/links', t('links'))}` : nothing}
    ${may('audit') ? tab('/history', t('what-happened')) : nothing}</nav>`;

  return () => {
    const it = file.problem?.status === 404 ? null : file.value;
    return html`
      <p><a class="back" href="/ops/files">${icon('back')}${t('files')}</a></p>
      <div class="head"><div class="named">${kind(it?.kind ?? '')}
        <div><h1 tabindex="-1"><bdi>${it?.name ?? (file.problem?.status === 404 ? t('nothing-here') : t('document'))}</bdi></h1>
          ${it ? html`<p>${state(it.scan_status)} ${it.state === 'trashed' ? html`<span class="state bad">${icon('x')}${t('in-trash')}</span>` : nothing}
            ${it.state === 'expired' ? html`<span class="state wait">${icon('wait')}${t('expired')}</span>` : nothing}</p>` : nothing}</div></div></div>
      ${file.problem?.status === 404 ? gone() : file.draw((now) => html`${tabs(now)}${view(now)}`)}`;
  };
}
