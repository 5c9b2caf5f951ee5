import { html } from '../vendor/lit-html.js';
import { Problem } from '../app/api.js';
import { t } from '../app/texts.js';
import { button } from './button.js';

/** What stands where a page cannot even begin. @param {unknown} problem */
export const unreachable = (problem) => html`
  <main class="alone" id="content">
    <h1 tabindex="-1">${t('no-connection')}</h1>
    <p>${problem instanceof Problem ? problem.said : t('offline')}</p>
    ${button({ text: t('try-again'), look: 'main', press: () => location.reload() })}
  </main>`;
