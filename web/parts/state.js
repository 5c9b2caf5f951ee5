import { html, nothing } from '../vendor/lit-html.js';
import { announce } from '../app/announce.js';
import { t } from '../app/texts.js';
import { icon } from './icon.js';

/** How a scan stands, where that is not simply good. @param {string} status */
export const state = (status) => (status === 'clean' ? nothing : standing(status));

/** How a scan stands. @param {string} status */
export function standing(status) {
  if (status === 'clean') return html`<span class="state good">${icon('clean')}${t('scan-clean')}</span>`;
  if (status === 'pending') return html`<span class="state wait">${icon('wait')}${t('scan-pending')}</span>`;
  if (status === 'infected') return html`<span class="state bad">${icon('bad')}${t('scan-infected')}</span>`;
  if (status === 'released') return html`<span class="state odd">${icon('odd')}${t('scan-released')}</span>`;
  return html`<span class="state odd">${icon('odd')}${t('scan-failed')}</span>`;
}

/** Says aloud what a scan has found; what people do tells itself. @param {string} status @param {string} name of the document */
export function tell(status, name) {
  if (/clean|infected|failed/.test(status)) announce(t(status === 'clean' ? 'is-clean' : 'is-locked', { name }));
}
