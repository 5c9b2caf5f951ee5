import { html } from '../vendor/lit-html.js';
import { again } from '../app/again.js';
import { api } from '../app/api.js';
import { t } from '../app/texts.js';
import { button } from './button.js';
import { sending } from './form.js';

/** One's own picture, and how to have another. @param {AbortSignal} leave */
export function picture(leave) {
  let shown = '';
  const form = sending(async () => {});
  const load = async () => {
    const image = await api.picture();
    URL.revokeObjectURL(shown);
    shown = URL.createObjectURL(image);
  };
  const remove = () => form.run(async () => { await api.removePicture(); await load(); });

  /** @param {Event & { currentTarget: HTMLInputElement }} event */
  function choose({ currentTarget }) {
    const image = currentTarget.files?.[0];
    if (image) form.run(async () => { await api.setPicture(image); await load(); });
    currentTarget.value = '';
  }

  again(() => { if (!shown) form.run(load); }, leave);
  form.run(load);

  return () => html`
    ${form.fault()}
    <div class="portrait">
      ${shown ? html`<img src=${shown} alt=${t('your-picture')} width="96" height="96">` : html`<span class="face"></span>`}
      <div>
        <p>
          <input class="unseen" type="file" id="picture" accept="image/png,image/jpeg,image/webp" aria-describedby="picture-hint" @change=${choose}>
          <label class="button" for="picture">${t('choose-picture')}</label>
          ${button({ text: t('remove-picture'), look: 'bare', busy: form.busy, press: remove })}
        </p>
        <p class="small" id="picture-hint">${t('picture-hint')}</p>
      </div>
    </div>`;
}
