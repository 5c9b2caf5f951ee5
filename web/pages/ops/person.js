// Somebody: what is known of them, what they may, and what can be done with their account.
import { html, nothing } from '../../vendor/lit-html.js';
import { go } from '../../app/address.js';
import { again } from '../../app/again.js';
import { groups, people } from '../../app/calls/people.js';
import { dayOf, endOf } from '../../app/days.js';
import { LANGUAGES, isLanguage } from '../../app/language.js';
import { may, session } from '../../app/session.js';
import { t } from '../../app/texts.js';
import { button } from '../../parts/button.js';
import { confirm } from '../../parts/confirm.js';
import { field } from '../../parts/field.js';
import { sending } from '../../parts/form.js';
import { groupsOf } from '../../parts/groups-of.js';
import { icon } from '../../parts/icon.js';
import { ops } from '../../parts/ops.js';
import { outcome } from '../../parts/outcome.js';
import { permissionNames, permissions, ticked } from '../../parts/permissions.js';
import { done, section } from '../../parts/profile.js';
import { settle } from '../../parts/settle.js';
import { called, role, standing } from '../../parts/standing.js';
import { time } from '../../parts/time.js';

/** @typedef {import('../../app/calls/people.js').Person} Person */

/** @type {'ops'} */
export const who = 'ops';
export const permission = 'people';
export const frame = ops;
export const title = () => t('person');

/** @param {import('../../types/page.d.ts').Visit} visit */
export function page({ params, leave }) {
  const id = params.id ?? '';
  const own = id === session.user?.id;
  let said = '';
  const person = outcome(() => people.one(id));
  const files = outcome(async () => people.files(person.value ?? await people.one(id)));
  const act = sending(async () => {});
  let gone = false;
  const sure = confirm(() => gone || person.load());

  /** Does something at once, and says that it is done. @param {() => Promise<unknown>} work @param {() => string} text */
  const at_once = (work, text) => act.run(async () => {
    said = '';
    await work().finally(person.load);
    said = text();
  });

  const form = sending(async ({ display_name, email, until }, fields, sent) => {
    const it = person.value;
    if (!it) return;
    said = '';
    /** @type {Record<string, unknown>} */
    const change = {};
    if (display_name !== (it.display_name ?? '')) change.display_name = display_name || null;
    if (email !== undefined && email !== it.email) change.email = email;
    if (until !== undefined && until !== dayOf(it.expires_at)) change.expires_at = endOf(until);
    if (it.role === 'ops' && !beyond(it) && ticked(fields).join() !== it.permissions.join()) change.permissions = ticked(fields);
    const now = await people.change(id, change);
    said = change.email ? t('email-pending', { email: now.pending_email ?? '' }) : t('saved');
    settle(fields, sent);
    person.value = now;
  });

  const groupList = groupsOf({ id: 'person-group', linked: true, has: () => person.value?.groups ?? [],
    add: (group) => at_once(() => groups.add(group.id, id), () => t('in-group-now', { name: group.name })),
    remove: (group) => at_once(() => groups.remove(group.id, id), () => t('in-group-no-more', { name: group.name })) });

  /** Whether they may what oneself may not: then nearly nothing of theirs can be changed. @param {Person} it */
  const beyond = (it) => it.permissions.some((name) => !may(name));

  /** @param {string} name @param {unknown} value */
  const fact = (name, value) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

  /** @param {Person} it */
  const facts = (it) => html`<article class="card one"><dl>
    ${fact(t('email'), html`<bdi>${it.email}</bdi>
      ${it.pending_email ? html`<span class="small">${t('email-pending', { email: it.pending_email })}</span>` : nothing}`)}
    ${it.username ? fact(t('username'), html`<bdi>${it.username}</bdi>`) : nothing}
    ${fact(t('role'), role(it.role))}
    ${it.role === 'ops' ? fact(t('may-legend'), permissionNames(it.permissions).join(' · ') || t('may-nothing')) : nothing}
    ${isLanguage(it.language) ? fact(t('language'), LANGUAGES[it.language]) : nothing}
    ${fact(t('here-since'), time(it.created_at))}
    ${it.last_login_at ? fact(t('last-login'), time(it.last_login_at)) : nothing}
    ${it.expires_at ? fact(t('account-until'), time(it.expires_at)) : nothing}
    ${fact(t('second-factor'), it.second_factor.totp || it.second_factor.passkeys ? t('second-factor-on') : t('second-factor-off'))}
  </dl></article>`;

  /** @param {Person} it */
  const change = (it) => html`<form novalidate @submit=${form.submit}>
    ${form.fault()}
    ${field({ name: 'display_name', label: t('person-name'), hint: t('display-name-hint'), value: it.display_name ?? '',
      required: false, most: 80, autocomplete: 'off', wrong: form.wrong('display_name') })}
    ${beyond(it) ? nothing : field({ name: 'email', label: t('email'), type: 'email', value: it.email, hint: t('person-email-hint'),
      most: 254, autocomplete: 'off', wrong: form.wrong('email') })}
    ${own || beyond(it) ? nothing : field({ name: 'until', label: t('account-until'), hint: t('account-until-hint'), type: 'date',
      value: dayOf(it.expires_at), required: false, wrong: form.wrong('expires_at') })}
    ${it.role === 'ops' && !beyond(it) ? permissions(it.permissions, { fixed: own ? ['people'] : [], wrong: form.wrong('permissions') }) : nothing}
    ${button({ text: t('save'), look: 'main', type: 'submit', busy: form.busy })}
  </form>`;

  /** @param {Person} it */
  function acts(it) {
    const name = called(it);
    const has = it.second_factor.totp || it.second_factor.passkeys > 0;
    const ask = (/** @type {import('../../parts/confirm.js').Asked} */ asked) => () => sure.ask(asked);
    const disable = { title: t('disable-who', { name }), text: t('disable-more'), act: t('disable'),
      work: async () => { await people.change(id, { disabled: true }); said = t('disabled-who', { name }); } };
    const refuse = { title: t('refuse-who', { name }), text: t('refuse-more'), act: t('refuse'),
      work: async () => { await people.reject(id); left(); } };
    const erase = { title: t('erase-who', { name }), text: it.role === 'ops' ? t('erase-ops-more') : t('erase-client-more'),
      act: t('erase-who', { name }),
      work: async () => { await people.erase(id); left(); } };
    const reset = { title: t('reset-factor'), text: t('reset-factor-more', { name }), act: t('reset-factor'),
      work: async () => { await people.resetSecondFactor(id); said = t('reset-factor-done'); } };
    return html`<div class="acts">
      ${it.state === 'waiting' ? html`${button({ text: t('approve'), look: 'main', busy: act.busy,
          press: () => at_once(() => people.approve(id), () => t('approved', { name })) })}
        ${button({ text: t('refuse'), look: 'danger', press: ask(refuse) })}` : nothing}
      ${it.state === 'invited' ? button({ text: t('invite-again'), sign: 'mail', busy: act.busy,
        press: () => at_once(() => people.inviteAgain(id), () => t('invite-sent', { email: it.email })) }) : nothing}
      ${it.state === 'unverified' || it.pending_email ? button({ text: t('verify-again'), sign: 'mail', busy: act.busy,
        press: () => at_once(() => people.verifyAgain(id), () => t('verify-sent')) }) : nothing}
      ${own || it.state !== 'active' ? nothing : button({ text: t('end-sessions'), busy: act.busy,
        press: () => at_once(() => people.endSessions(id), () => t('sessions-ended')) })}
      ${own || !has || beyond(it) ? nothing : button({ text: t('reset-factor'), press: ask(reset) })}
      ${it.state === 'disabled' && !beyond(it) ? button({ text: t('enable'), look: 'main', busy: act.busy,
        press: () => at_once(() => people.change(id, { disabled: false }), () => t('enabled-who', { name })) }) : nothing}
      ${own || beyond(it) || it.state === 'disabled' ? nothing : button({ text: t('disable'), look: 'danger', press: ask(disable) })}
      ${own || beyond(it) ? nothing : button({ text: t('erase-account-of'), look: 'danger', press: ask(erase) })}
    </div>
    ${own ? html`<p class="small">${t('own-account')} <a href="/profile">${t('profile')}</a></p>`
      : beyond(it) ? html`<p class="small">${t('person-beyond')}</p>` : nothing}`;
  }

  function left() {
    gone = true;
    go('/ops/people');
  }

  /** @param {Person} it */
  const documents = (it) => section(it.role === 'ops' ? t('their-uploads') : t('their-documents'), files.draw(({ files: list, total }) => html`
    ${list.length ? nothing : html`<p class="small">${t('no-documents-ops')}</p>`}
    <ul class="lines">${list.map((file) => html`
      <li><a href=${`/ops/files/${file.id}`}><bdi>${file.name}</bdi></a><span class="meta">${time(file.uploaded_at)}</span></li>`)}</ul>
    ${(total ?? 0) > list.length ? html`<p><a href=${`/ops/files?${it.role === 'ops' ? 'by' : 'client'}=${id}`}>
      ${t('and-more', { count: (total ?? 0) - list.length })}</a></p>` : nothing}`));

  const audit = () => section(t('audit'), html`<ul class="ways">
    <li><a href=${`/ops/audit?actor=${id}`}>${t('what-they-did')}</a></li>
    <li><a href=${`/ops/audit?actor=${id}&event=file.downloaded`}>${t('what-they-took')}</a></li>
    <li><a href=${`/ops/audit?person=${id}`}>${t('what-was-done')}</a></li></ul>`);

  // It is there from the beginning, so that whoever comes here has the focus on it.
  const head = (it = person.value) => html`
    <div class="head"><div><h1 tabindex="-1"><bdi>${it ? called(it) : t('person')}</bdi></h1><p>${it ? standing(it.state) : '\u00a0'}</p></div></div>`;

  /** @param {Person} it */
  const shown = (it) => html`
    ${done(said)}
    ${act.fault()}
    ${acts(it)}
    ${facts(it)}
    <div class="columns">
      ${section(t('change'), change(it))}
      ${it.role === 'client' ? section(t('groups'), groupList()) : nothing}
      ${may('documents') ? documents(it) : nothing}
      ${may('audit') ? audit() : nothing}
    </div>`;

  const load = () => { person.load(); if (may('documents')) files.load(); };
  again(load, leave);
  load();

  const missing = () => html`<div class="head"><div><h1 tabindex="-1">${t('nothing-here')}</h1><p>${t('person-gone')}</p></div></div>`;

  return () => html`
    <p><a class="back" href="/ops/people">${icon('back')}${t('to-people')}</a></p>
    ${person.problem?.status === 404 ? missing() : html`${head()}${person.draw(shown)}`}
    ${sure.draw()}`;
}
