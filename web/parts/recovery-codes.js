import { html } from '../vendor/lit-html.js';
import { t } from '../app/texts.js';
import { button } from './button.js';
import { done } from './profile.js';

/** Codes for the day when the app is gone: shown once. @param {string[]} codes @param {{ copied: unknown, copy: () => void, noted: () => void }} told */
export const recoveryCodes = (codes, { copied, copy, noted }) => html`
  <div class="codes" role="status">
    <p><strong>${t('recovery-codes-new')}</strong></p>
    <p>${t('recovery-codes-more')}</p>
    <ul>${codes.map((code) => html`<li><code>${code}</code></li>`)}</ul>
    <p>${button({ text: t('copy'), press: copy })}
      ${button({ text: t('codes-noted'), look: 'main', press: noted })}</p>
  </div>
  ${done(copied)}`;
