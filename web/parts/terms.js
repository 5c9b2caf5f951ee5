import { html, nothing } from '../vendor/lit-html.js';
import { documents, folders } from '../app/calls/documents.js';
import { fromLocal, toLocal } from '../app/moments.js';
import { t } from '../app/texts.js';
import { button } from './button.js';
import { area, field, select, tick } from './field.js';
import { byPath } from './folder-field.js';
import { sending } from './form.js';
import { outcome, trouble } from './outcome.js';
import { done } from './profile.js';
import { settle } from './settle.js';

/** @typedef {import('../app/api.js').File} File */

/** What can be changed of a document, as the fields of the form write it. @param {File} it @returns {Record<string, string>} */
const written = (it) => ({
  name: it.name, description: it.description, labels: it.labels.join(', '), folder: it.folder?.id ?? '', audience: it.audience ?? '',
  expires_at: toLocal(it.expires_at), max_downloads: String(it.max_downloads ?? ''), legal_hold: it.legal_hold ? 'on' : '',
});

/** What the API wants for what a field says. @type {Record<string, (text: string) => unknown>} */
const MEANT = {
  labels: (text) => text.split(',').map((label) => label.trim()).filter(Boolean),
  folder: (text) => text || null,
  expires_at: fromLocal,
  // What is no number is the API's to refuse.
  max_downloads: (text) => (text === '' ? null : Number.isNaN(Number(text)) ? text : Number(text)),
  legal_hold: (text) => text === 'on',
};

/** The form of what a document is called and of its terms. Only what somebody has changed is sent. @param {string} id @param {() => Promise<void>} changed */
export function terms(id, changed) {
  let saved = false;
  /** @type {File} */
  let now;
  const all = outcome(async () => (await folders.all()).sort(byPath));
  const form = sending(async (values, it, sent) => {
    saved = false;
    const before = written(now);
    const other = Object.keys(before).filter((name) => (values[name] ?? '') !== before[name]);
    const change = Object.fromEntries(other.map((name) => [name, (MEANT[name] ?? String)(values[name] ?? '')]));
    if (other.length) await documents.change(id, change);
    await changed();
    settle(it, sent);
    saved = true;
  });

  all.load();

  /** @param {File} it */
  return (it) => {
    now = it;
    const value = written(it);
    const given = (/** @type {string} */ name) => ({ name, value: value[name] ?? '', wrong: form.wrong(name) });
    /** @type {[string, string][]} */
    const places = (all.value ?? []).map(({ id: key, path }) => [key, path]);
    // One that came after the others were asked for, too: without it, saving would take the document out of it.
    if (it.folder && !places.some(([key]) => key === it.folder?.id)) places.push([it.folder.id, it.folder.path]);
    return html`<form class="terms" novalidate @submit=${form.submit} @input=${() => { saved = false; }}>
      ${form.fault()}
      ${field({ ...given('name'), label: t('file-name'), hint: t('file-name-hint') })}
      ${select({ ...given('folder'), label: t('folder'), options: [['', t('no-folder')], ...places] })}
      ${all.problem ? trouble(all.problem, all.load) : nothing}
      ${area({ ...given('description'), label: t('doc-description'), hint: t('doc-description-hint'), most: 1000 })}
      ${field({ ...given('labels'), label: t('doc-labels'), hint: t('doc-labels-hint'), required: false })}
      ${select({ ...given('audience'), label: t('for-whom'), options: [['everyone', t('for-everyone')], ['named', t('for-named')]] })}
      ${field({ ...given('expires_at'), label: t('doc-expires'), hint: t('doc-expires-hint'), type: 'datetime-local', required: false })}
      ${field({ ...given('max_downloads'), label: t('max-downloads'), hint: t('max-downloads-hint'), inputmode: 'numeric', required: false })}
      ${tick({ name: 'legal_hold', label: html`${t('legal-hold')} <span class="small">${t('legal-hold-hint')}</span>`, checked: value.legal_hold === 'on' })}
      ${button({ text: t('save'), look: 'main', type: 'submit', busy: form.busy })}
      ${done(saved ? t('saved') : '')}
    </form>`;
  };
}
