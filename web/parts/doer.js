import { html } from '../vendor/lit-html.js';
import { t } from '../app/texts.js';

/** Who did it: an account, somebody without one, or nobody but Strongroom. @param {import('../types/api.d.ts').EventLine} event */
export const doer = ({ actor, address }) =>
  actor ? html`<bdi>${actor.username ?? t('account-gone')}</bdi>` : t(address ? 'by-somebody' : 'by-itself');
