// A group: what it is called, and who is in it.
import { html, nothing, repeat } from '../../vendor/lit-html.js';
import { go } from '../../app/address.js';
import { again } from '../../app/again.js';
import { groups, people } from '../../app/calls/people.js';
import { t } from '../../app/texts.js';
import { button } from '../../parts/button.js';
import { confirm } from '../../parts/confirm.js';
import { sending } from '../../parts/form.js';
import { groupFields } from '../../parts/group-fields.js';
import { icon } from '../../parts/icon.js';
import { listing } from '../../parts/listing.js';
import { ops } from '../../parts/ops.js';
import { outcome } from '../../parts/outcome.js';
import { picker } from '../../parts/picker.js';
import { done, section } from '../../parts/profile.js';
import { settle } from '../../parts/settle.js';
import { called, standing } from '../../parts/standing.js';

/** @typedef {import('../../app/calls/people.js').Person} Person */
/** @typedef {import('../../app/calls/people.js').Group} Group */

/** @type {'ops'} */
export const who = 'ops';
export const permission = 'people';
export const frame = ops;
export const title = () => t('group');

/** @param {import('../../types/page.d.ts').Visit} visit */
export function page(visit) {
  const id = visit.params.id ?? '';
  let said = '';
  let gone = false;
  const group = outcome(() => groups.one(id));
  const members = listing({ visit, start: {}, ask: async (wanted, signal) => {
    const { people: rows, next_cursor: next } = await groups.members(id, wanted, signal);
    return { rows, next };
  } });
  const fresh = () => Promise.all([group.load(), members.list.load()]);
  const sure = confirm(() => gone || group.load());
  const act = sending(async () => {});
  const form = sending(async ({ name, description }, it, sent) => {
    said = '';
    group.value = await groups.change(id, { name, description });
    settle(it, sent);
    said = t('saved');
  });

  /** @param {() => Promise<unknown>} work @param {string} text */
  const at_once = (work, text) => act.run(async () => {
    said = '';
    await work().finally(fresh);
    said = text;
  });

  const find = picker({ id: 'member', label: () => t('member-add'),
    pick: ({ value, text }) => at_once(() => groups.add(id, value), t('member-added', { name: text })),
    async search(text, signal) {
      const found = await people.list({ search: text, role: 'client', sort: 'name', limit: '20' }, signal);
      return found.people.map((person) => ({ value: person.id, text: called(person), more: person.email }));
    } });

  /** @param {Person} person */
  function remove(person) {
    at_once(() => groups.remove(id, person.id), t('member-removed', { name: called(person) }));
    // The button that was pressed goes with its row.
    document.getElementById('member')?.focus();
  }

  const erase = (/** @type {Group} */ { name }) => sure.ask({ title: t('group-erase', { name }), text: t('group-erase-more'), act: t('group-erase', { name }),
    work: async () => { await groups.erase(id); gone = true; go('/ops/groups'); } });

  /** @param {Person} person */
  const row = (person) => html`<tr data-row>
    <td class="most"><a href=${`/ops/people/${person.id}`}><bdi>${called(person)}</bdi></a><p class="small"><bdi>${person.email}</bdi></p></td>
    <td>${standing(person.state)}</td>
    <td class="end">${button({ text: t('remove'), look: 'small', label: t('member-remove', { name: called(person) }), press: () => remove(person) })}</td></tr>`;

  /** @param {Person[]} rows */
  const table = (rows) => html`<table class="table">
    <thead><tr><th scope="col">${t('name')}</th><th scope="col">${t('state')}</th><th scope="col"><span class="unseen">${t('remove')}</span></th></tr></thead>
    <tbody>${repeat(rows, (person) => person.id, row)}</tbody></table>`;

  // It is there from the beginning, so that whoever comes here has the focus on it.
  const head = (it = group.value) => html`
    <div class="head"><div><h1 tabindex="-1"><bdi>${it?.name ?? t('group')}</bdi></h1><p>${it ? t('members', { count: it.members }) : '\u00a0'}</p></div>
      ${it ? html`<div class="acts">${button({ text: t('group-erase', { name: it.name }), look: 'danger', press: () => erase(it) })}</div>` : nothing}</div>`;

  /** @param {Group} it */
  const shown = (it) => html`
    ${done(said)}
    ${act.fault()}
    <div class="columns">
      ${section(t('who-is-in'), find())}
      ${section(t('change'), html`<form novalidate @submit=${form.submit}>
        ${form.fault()}${groupFields(form.wrong, it)}${button({ text: t('save'), look: 'main', type: 'submit', busy: form.busy })}</form>`)}
    </div>
    <section class="card list" aria-label=${t('who-is-in')}>
      ${members.draw(table, html`<div class="empty">${icon('people')}<p>${t('group-empty')}</p></div>`)}
    </section>`;

  again(group.load, visit.leave);
  group.load();

  const missing = () => html`<div class="head"><div><h1 tabindex="-1">${t('nothing-here')}</h1><p>${t('group-gone')}</p></div></div>`;

  return () => html`
    <p><a class="back" href="/ops/groups">${icon('back')}${t('to-groups')}</a></p>
    ${group.problem?.status === 404 ? missing() : html`${head()}${group.draw(shown)}`}
    ${sure.draw() ?? nothing}`;
}
