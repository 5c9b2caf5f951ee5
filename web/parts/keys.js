import { html } from '../vendor/lit-html.js';
import { draw } from '../app/draw.js';
import { t } from '../app/texts.js';
import { dialog } from './dialog.js';

let open = false;

export function showKeys() {
  open = true;
  draw();
}

const all = () => [
  ['/', t('key-search')], ['j', t('key-next')], ['k', t('key-previous')], ['Enter', t('key-open')], ['d', t('download')],
];

/** Which keys there are, where one asks. @param {string[][]} [more] what a page has besides */
export const keys = (more = []) => open ? dialog({
  id: 'keys', title: t('keys'), close: () => { open = false; draw(); },
  content: html`<dl class="keys">${[...all(), ...more, ['?', t('key-help')]].map(([key, what]) => html`
      <div><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`)}</dl>
    <p class="small">${t('keys-off-hint')}</p>`,
}) : '';
