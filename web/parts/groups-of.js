import { html } from '../vendor/lit-html.js';
import { groups } from '../app/calls/people.js';
import { t } from '../app/texts.js';
import { button } from './button.js';
import { picker } from './picker.js';

/** @typedef {import('../types/api.d.ts').GroupName} GroupName */

/**
 * The groups of somebody: look for more, take one away.
 * @param {{ id: string, has: () => GroupName[], add: (group: GroupName) => void, remove: (group: GroupName) => void, linked?: boolean }} told
 */
export function groupsOf({ id, has, add, remove, linked = false }) {
  const find = picker({
    id, label: () => t('group-add'), pick: ({ value, text }) => add({ id: value, name: text }),
    async search(text, signal) {
      const found = (await groups.list({ search: text, limit: '20' }, signal)).groups;
      return found.filter((group) => !has().some((it) => it.id === group.id))
        .map((group) => ({ value: group.id, text: group.name, more: t('members', { count: group.members }) }));
    },
  });
  // The button that was pressed is gone then.
  const leave = (/** @type {GroupName} */ group) => { remove(group); document.getElementById(id)?.focus(); };

  return () => html`
    ${has().length ? html`<ul class="labels">${has().map((group) => html`
      <li>${linked ? html`<a href=${`/ops/groups/${group.id}`}><bdi>${group.name}</bdi></a>` : html`<bdi>${group.name}</bdi>`}
        ${button({ text: '', label: t('group-leave', { name: group.name }), sign: 'x', look: 'bare icon small',
          press: () => leave(group) })}</li>`)}</ul>`
      : html`<p class="small">${t('in-no-group')}</p>`}
    ${find()}`;
}
