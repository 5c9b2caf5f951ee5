import { html, nothing } from '../vendor/lit-html.js';
import { people } from '../app/calls/people.js';
import { endOf } from '../app/days.js';
import { draw } from '../app/draw.js';
import { LANGUAGES } from '../app/language.js';
import { t } from '../app/texts.js';
import { button } from './button.js';
import { dialog, end } from './dialog.js';
import { field } from './field.js';
import { sending } from './form.js';
import { groupsOf } from './groups-of.js';
import { permissions, ticked } from './permissions.js';
import { role } from './standing.js';

/** Inviting somebody, in a dialog. @param {(person: import('../app/calls/people.js').Person) => unknown} invited */
export function invite(invited) {
  let open = false;
  let wanted = 'client';
  /** @type {import('../types/api.d.ts').GroupName[]} */
  let groups = [];
  const form = sending(async ({ email, display_name, language, until }, sent) => {
    const own = wanted === 'ops' ? { permissions: ticked(sent) } : { groups: groups.map(({ id }) => id) };
    const person = await people.invite({ email, role: wanted, ...own, expires_at: endOf(until),
      display_name: display_name || null, language: language || null });
    end(sent.closest('dialog'));
    await invited(person);
  });
  const which = groupsOf({ id: 'invite-group', has: () => groups,
    add: (group) => { groups = [...groups, group]; draw(); },
    remove: ({ id }) => { groups = groups.filter((it) => it.id !== id); draw(); } });
  const choose = (/** @type {Event & { currentTarget: HTMLSelectElement }} */ { currentTarget }) => { wanted = currentTarget.value; draw(); };

  return {
    ask: () => { [open, wanted, groups, form.problem] = [true, 'client', [], null]; draw(); },
    /** @returns {unknown} */
    draw: () => open ? dialog({ id: 'invite', title: t('invite'), close: () => { open = false; draw(); }, content: html`
      <p>${t('invite-more')}</p>
      <form novalidate @submit=${form.submit}>
        ${form.fault()}
        ${field({ name: 'email', id: 'invite-email', label: t('email'), type: 'email', autocomplete: 'off', most: 254,
          wrong: form.wrong('email') })}
        <div class="field"><label for="invite-role">${t('role')}</label><select class="select" id="invite-role" @change=${choose}>
          ${['client', 'ops'].map((it) => html`<option value=${it} ?selected=${it === wanted}>${role(it)}</option>`)}</select></div>
        ${field({ name: 'display_name', id: 'invite-name', label: t('person-name'), hint: t('display-name-hint'), required: false, most: 80,
          autocomplete: 'off', wrong: form.wrong('display_name') })}
        ${wanted === 'ops' ? permissions([], { wrong: form.wrong('permissions') })
          : html`<fieldset class="ticks"><legend class="label">${t('groups')}</legend>${which()}</fieldset>`}
        <div class="field"><label for="invite-language">${t('language')}</label><select class="select" id="invite-language" name="language">
          <option value="">${t('language-open')}</option>
          ${Object.entries(LANGUAGES).map(([code, name]) => html`<option value=${code} lang=${code}>${name}</option>`)}</select></div>
        ${field({ name: 'until', id: 'invite-until', label: t('account-until'), hint: t('account-until-hint'), type: 'date', required: false,
          wrong: form.wrong('expires_at') })}
        ${button({ text: t('invite-send'), sign: 'mail', look: 'main', type: 'submit', busy: form.busy })}
      </form>` }) : nothing,
  };
}
