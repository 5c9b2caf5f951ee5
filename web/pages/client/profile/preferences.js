// In which language one is spoken to, and what one gets mails about.
import { html } from '../../../vendor/lit-html.js';
import { api } from '../../../app/api.js';
import { draw } from '../../../app/draw.js';
import { keysAreOn, turnKeys } from '../../../app/keys.js';
import { LANGUAGES, isLanguage } from '../../../app/language.js';
import { may } from '../../../app/session.js';
import { shown, speakFromNowOn, t } from '../../../app/texts.js';
import { tick } from '../../../parts/field.js';
import { sending } from '../../../parts/form.js';
import { outcome } from '../../../parts/outcome.js';
import { done, profile, section } from '../../../parts/profile.js';

/** @typedef {import('../../../app/api.js').Me} Me */
/** @typedef {Event & { currentTarget: HTMLSelectElement }} Chosen */

/** @type {'somebody'} */
export const who = 'somebody';
export const frame = profile;
export const title = () => t('preferences');

export function page() {
  let saved = false;
  const me = outcome(api.me);
  const form = sending(async () => {});
  let turn = 0;
  /** @param {Record<string, unknown>} change */
  const save = (change) => form.run(async () => {
    const mine = ++turn;
    saved = false;
    const now = await api.changeMe(change);
    if (mine === turn) me.value = now;
    saved = true;
  });
  /** Shows it at once, and what was before where it is refused. @param {Partial<Me['notify']>} change */
  async function wish(change) {
    const before = me.value;
    if (!before) return;
    me.value = { ...before, notify: { ...before.notify, ...change } };
    await save({ notify: change });
    if (!form.problem) return;
    me.value = before;
    draw();
  }
  /** @param {Chosen} event */
  async function speakOther({ currentTarget: { value } }) {
    if (!isLanguage(value)) return;
    await save({ language: value });
    await speakFromNowOn(value).catch(() => form.problem ?? location.reload());
    draw();
  }
  const receipts = () => [['off', t('receipts-off')], ['at_once', t('receipts-at-once')], ['daily', t('receipts-daily')]];

  me.load();

  /** @param {Me} it */
  const shownOf = ({ notify }) => html`
    ${form.fault()}
    ${section(t('language'), html`
      <label class="choose"><span class="unseen">${t('language')}</span><select class="select" @change=${speakOther}>
        ${Object.entries(LANGUAGES).map(([code, name]) => html`<option value=${code} lang=${code} .selected=${code === shown()}>${name}</option>`)}
      </select></label>`)}
    ${section(t('mails'), html`<fieldset class="ticks"><legend class="unseen">${t('mails')}</legend>
      ${tick({ name: 'documents', label: t('mail-documents'), checked: notify.documents, change: (on) => wish({ documents: on }) })}
      ${tick({ name: 'reminders', label: t('mail-reminders'), checked: notify.reminders, change: (on) => wish({ reminders: on }) })}
      ${tick({ name: 'announcements', label: t('mail-announcements'), checked: notify.announcements, change: (on) => wish({ announcements: on }) })}
      ${may('upload') ? html`<label class="choose">${t('mail-receipts')}<select class="select" @change=${(/** @type {Chosen} */ event) => wish({ receipts: event.currentTarget.value })}>
        ${receipts().map(([value, name]) => html`<option value=${value} .selected=${value === notify.receipts}>${name}</option>`)}
      </select></label>` : ''}
      </fieldset><p class="small">${t('mails-always')}</p>`)}
    ${section(t('keys'), html`${tick({ name: 'keys', label: t('keys-on'), checked: keysAreOn(), change: turnKeys })}<p class="small">${t('keys-on-hint')}</p>`)}
    ${done(saved ? t('saved') : '')}`;

  return () => me.draw(shownOf);
}
