import { html } from '../vendor/lit-html.js';
import { t } from '../app/texts.js';
import { button } from './button.js';

/** Codes for the day when the app is gone: shown once. @param {string[]} codes @param {() => void} noted */
export const recoveryCodes = (codes, noted) => html`
  <div class="codes" role="status">
    <p><strong>${t('recovery-codes-new')}</strong></p>
    <p>${t('recovery-codes-more')}</p>
    <ul>${codes.map((code) => html`<li><code>${code}</code></li>`)}</ul>
    <p>${button({ text: t('copy'), press: () => navigator.clipboard.writeText(codes.join('\n')) })}
      ${button({ text: t('codes-noted'), look: 'main', press: noted })}</p>
  </div>`;
