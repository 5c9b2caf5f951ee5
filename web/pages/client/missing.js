// What stands at an address that has nothing: whether it does not exist or is not for whoever asks.
import { html } from '../../vendor/lit-html.js';
import { home, session } from '../../app/session.js';
import { t } from '../../app/texts.js';
import { door } from '../../parts/door.js';

/** @type {'anybody'} */
export const who = 'anybody';
export const frame = door;
export const title = () => t('nothing-here');

export const page = () => () => html`
  <div class="form">
    <h1 tabindex="-1">${t('nothing-here')}</h1>
    <p>${t('nothing-here-more')}</p>
    <a class="button main wide" href=${session.user ? home() : '/sign-in'}>${session.user ? t('to-documents') : t('log-in')}</a>
  </div>`;
