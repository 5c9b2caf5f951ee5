import { html } from '../vendor/lit-html.js';
import { cancel, goOn, pause } from '../app/transfers.js';
import { bytes, duration, percent, t } from '../app/texts.js';
import { button } from './button.js';

/** @typedef {import('../app/transfers.js').Transfer} Transfer */

/** How far a large document has come. @param {Transfer} it */
export const progress = (it) => html`
  <div class="run">
    <progress class=${it.state === 'runs' ? '' : 'stuck'} max=${it.size} value=${it.got} aria-label=${it.name}></progress>
    <p class="small figures">${said(it)}</p>
  </div>`;

/** @param {Transfer} it */
function said(it) {
  const share = percent(it.got / it.size);
  if (it.state === 'paused') return t('fetch-paused', { share });
  if (it.state === 'waits') return t('fetch-waits', { share });
  if (!it.rate) return share;
  return t('fetch-runs', { share, rate: bytes(it.rate), time: duration(Math.ceil((it.size - it.got) / it.rate)) });
}

/** What one can do with it meanwhile. @param {Transfer} it @param {boolean} [small] where there is little room */
export const holds = (it, small = false) => html`
  <div class="holds">
    ${it.state === 'paused'
      ? hold('play', t('go-on'), t('go-on-what', { name: it.name }), () => goOn(it.id), small)
      : hold('pause', t('pause'), t('pause-what', { name: it.name }), () => pause(it.id), small)}
    ${button({ text: '', label: t('cancel-what', { name: it.name }), sign: 'x', look: small ? 'bare icon small' : 'bare icon', press: () => cancel(it.id) })}
  </div>`;

/** @param {string} sign @param {string} text @param {string} label @param {() => void} press @param {boolean} small */
const hold = (sign, text, label, press, small) =>
  button({ text: small ? '' : text, label, sign, look: small ? 'bare icon small' : '', press, key: 'd' });
