// The groups of clients with whom documents are shared.
import { html, nothing, repeat } from '../../vendor/lit-html.js';
import { go } from '../../app/address.js';
import { groups } from '../../app/calls/people.js';
import { draw } from '../../app/draw.js';
import { t } from '../../app/texts.js';
import { button } from '../../parts/button.js';
import { dialog, end } from '../../parts/dialog.js';
import { sending } from '../../parts/form.js';
import { groupFields } from '../../parts/group-fields.js';
import { icon } from '../../parts/icon.js';
import { listing } from '../../parts/listing.js';
import { ops } from '../../parts/ops.js';

/** @typedef {import('../../app/calls/people.js').Group} Group */

/** @type {'ops'} */
export const who = 'ops';
export const permission = 'people';
export const frame = ops;
export const title = () => t('groups');

/** @param {import('../../types/page.d.ts').Visit} visit */
export function page(visit) {
  let open = false;
  const list = listing({ visit, start: { search: '' }, ask: async (wanted, signal) => {
    const { groups: rows, next_cursor: next } = await groups.list(wanted, signal);
    return { rows, next };
  } });
  const form = sending(async ({ name, description }, sent) => {
    const group = await groups.make({ name, description: description || null });
    end(sent.closest('dialog'));
    await go(`/ops/groups/${group.id}`);
  });
  const ask = () => { [open, form.problem] = [true, null]; draw(); };

  /** @param {Group} group */
  const row = (group) => html`<tr data-row>
    <td class="most"><a href=${`/ops/groups/${group.id}`}><bdi>${group.name}</bdi></a>
      ${group.description ? html`<p class="small" dir="auto">${group.description}</p>` : nothing}</td>
    <td class="meta">${t('members', { count: group.members })}</td></tr>`;

  /** @param {Group[]} rows */
  const table = (rows) => html`<table class="table">
    <thead><tr><th scope="col">${t('name')}</th><th scope="col">${t('who-is-in')}</th></tr></thead>
    <tbody>${repeat(rows, ({ id }) => id, row)}</tbody></table>`;

  const making = () => dialog({ id: 'make', title: t('group-make'), close: () => { open = false; draw(); }, content: html`
    <form novalidate @submit=${form.submit}>${form.fault()}${groupFields(form.wrong)}
      ${button({ text: t('group-make'), look: 'main', type: 'submit', busy: form.busy })}</form>` });

  return () => html`
    <div class="head"><div><h1 tabindex="-1">${t('groups')}</h1><p>${t('groups-more')}</p></div>
      <div class="acts">${button({ text: t('group-make'), sign: 'groups', look: 'main', press: ask })}</div></div>
    <section class="card list" aria-label=${t('groups')}>
      <div class="tools">${list.search(t('search-by-name'))}</div>
      ${list.draw(table, html`<div class="empty">${icon('groups')}<p>${t('no-groups')}</p>${button({ text: t('group-make'), press: ask })}</div>`)}
    </section>
    ${open ? making() : nothing}`;
}
