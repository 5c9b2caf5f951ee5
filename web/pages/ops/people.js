// The people who have an account, are invited or wait to be let in.
import { html, nothing, repeat } from '../../vendor/lit-html.js';
import { again } from '../../app/again.js';
import { announce } from '../../app/announce.js';
import { people } from '../../app/calls/people.js';
import { draw } from '../../app/draw.js';
import { count, t } from '../../app/texts.js';
import { button } from '../../parts/button.js';
import { confirm } from '../../parts/confirm.js';
import { sending } from '../../parts/form.js';
import { icon } from '../../parts/icon.js';
import { invite } from '../../parts/invite.js';
import { listing } from '../../parts/listing.js';
import { ops } from '../../parts/ops.js';
import { outcome } from '../../parts/outcome.js';
import { done } from '../../parts/profile.js';
import { called, role, standing, standings } from '../../parts/standing.js';
import { time } from '../../parts/time.js';

/** @typedef {import('../../app/calls/people.js').Person} Person */

/** @type {'ops'} */
export const who = 'ops';
export const permission = 'people';
export const frame = ops;
export const title = () => t('people');

/** @param {import('../../types/page.d.ts').Visit} visit */
export function page(visit) {
  let said = '';
  const list = listing({ visit, start: { search: '', role: '', state: '', sort: '-created_at' },
    ask: async (wanted, signal) => {
      const { people: rows, next_cursor: next, total } = await people.list(wanted, signal);
      return { rows, next, total };
    } });
  const waiting = outcome(() => people.list({ state: 'waiting', sort: 'created_at' }, visit.leave));
  const fresh = () => Promise.all([list.list.load(), waiting.load()]);
  const sure = confirm(fresh);
  const act = sending(async () => {});
  const inviting = invite(async (person) => { say(t('invite-sent', { email: person.email })); await fresh(); });

  /** @param {string} text */
  function say(text) {
    said = text;
    draw();
  }

  /** @param {Person} person */
  const approve = (person) => act.run(async () => {
    await people.approve(person.id).finally(fresh);
    say(t('approved', { name: called(person) }));
    // The row with the button is gone then.
    document.querySelector('h1')?.focus();
  });

  /** @param {Person} person */
  const refuse = (person) => sure.ask({ title: t('refuse-who', { name: called(person) }), text: t('refuse-more'), act: t('refuse'),
    work: async () => { await people.reject(person.id); announce(t('refused-who', { name: called(person) })); } });

  /** @param {Person} person */
  const applicant = (person) => html`<li data-row>
    <div><a href=${`/ops/people/${person.id}`}><strong><bdi>${called(person)}</bdi></strong></a>
      <p class="small"><bdi>${person.email}</bdi> · ${time(person.created_at)}</p></div>
    <div class="both">
      ${button({ text: t('approve'), look: 'main small', label: t('approve-who', { name: called(person) }), busy: act.busy, press: () => approve(person) })}
      ${button({ text: t('refuse'), look: 'danger small', label: t('refuse-who', { name: called(person) }), press: () => refuse(person) })}
    </div></li>`;

  /** @param {Person} person */
  const row = (person) => html`<tr data-row>
    <td class="most"><div class="named"><span class="face" aria-hidden="true">${called(person).slice(0, 2).toUpperCase()}</span>
      <div><a href=${`/ops/people/${person.id}`}><bdi>${called(person)}</bdi></a>
        <span class="meta"><bdi>${person.email}</bdi></span></div></div></td>
    <td>${standing(person.state)}</td>
    <td class="meta">${role(person.role)}</td>
    <td class="meta less"><bdi>${person.groups.slice(0, 2).map(({ name }) => name).join(', ')}</bdi>
      ${person.groups.length > 2 ? `+${count(person.groups.length - 2)}` : nothing}</td>
    <td class="meta less">${person.last_login_at ? time(person.last_login_at) : '–'}</td></tr>`;

  /** @param {Person[]} rows */
  const table = (rows) => html`<table class="table">
    <thead><tr><th scope="col">${t('name')}</th><th scope="col">${t('state')}</th><th scope="col">${t('role')}</th>
      <th scope="col" class="less">${t('groups')}</th><th scope="col" class="less">${t('last-login')}</th></tr></thead>
    <tbody>${repeat(rows, ({ id }) => id, row)}</tbody></table>`;

  const orders = () => [['-created_at', t('newest-first')], ['created_at', t('oldest-first')], ['name', t('by-name')], ['email', t('by-address')]];

  again(waiting.load, visit.leave);
  waiting.load();

  return () => html`
    <div class="head"><div><h1 tabindex="-1">${t('people')}</h1>
        <p>${list.list.value?.total != null ? t('people-found', { count: list.list.value.total }) : '\u00a0'}</p></div>
      <div class="acts">${button({ text: t('invite'), sign: 'mail', look: 'main', press: inviting.ask })}</div></div>
    ${done(said)}
    ${act.fault()}
    ${waiting.value?.people.length ? html`<section class="card part"><h2>${t('waiting-for-you')}
        <span class="fresh">${count(waiting.value.total ?? waiting.value.people.length)}</span></h2>
      <ul class="lines">${repeat(waiting.value.people, ({ id }) => id, applicant)}</ul></section>` : nothing}
    <section class="card list" aria-label=${t('people')}>
      <div class="tools">${list.search(t('search-people'))}
        ${list.choose('role', t('role'), [['', t('every-role')], ['client', role('client')], ['ops', role('ops')]])}
        ${list.choose('state', t('state'), [['', t('every-state')], .../** @type {string[][]} */ (standings())])}
        ${list.choose('sort', t('sort-by'), orders())}</div>
      ${list.draw(table, html`<div class="empty">${icon('people')}<p>${t('no-people-yet')}</p></div>`)}
    </section>
    ${inviting.draw()}${sure.draw()}`;
}
