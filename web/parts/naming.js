import { html, nothing, repeat } from '../vendor/lit-html.js';
import { announce } from '../app/announce.js';
import { named } from '../app/calls/file.js';
import { draw } from '../app/draw.js';
import { may } from '../app/session.js';
import { t } from '../app/texts.js';
import { button } from './button.js';
import { field } from './field.js';
import { icon } from './icon.js';
import { picker } from './picker.js';

/** @typedef {import('./picker.js').Option} Option */

/** Clients and groups, some of whom are named: looked for by those who see all people, else written down. */
export function naming() {
  /** What is named, by `clients` or `groups` and the id of it. @type {Map<string, Option>} */
  const all = new Map();
  const look = picker({ id: 'naming', label: () => t('clients-and-groups'), search: find, pick: (option) => { all.set(option.value, option); announce(t('is-named', { name: option.text })); } });

  /** @param {string} text @param {AbortSignal} signal @returns {Promise<Option[]>} */
  async function find(text, signal) {
    const [{ people }, { groups }] = await Promise.all([named.clients(text, signal), named.groups(text, signal)]);
    return [
      ...groups.map(({ id, name, members }) => ({ value: `groups ${id}`, text: name, more: t('group-of', { count: members }) })),
      ...people.map(({ id, username, email }) => ({ value: `clients ${id}`, text: username ?? email, more: username ? email : undefined })),
    ].filter(({ value }) => !all.has(value));
  }

  /** @param {string} key */
  function drop(key) {
    all.delete(key);
    draw();
    document.getElementById('naming')?.focus();
  }

  /** @param {string} kind */
  const ids = (kind) => [...all.keys()].filter((key) => key.startsWith(kind)).map((key) => key.slice(kind.length + 1));
  const split = (/** @type {string} */ text = '') => text.split(',').map((name) => name.trim()).filter(Boolean);

  return {
    /** @param {Record<string, string>} values what the form has */
    value: (values) => may('people') ? { clients: ids('clients'), groups: ids('groups') } : { clients: split(values.clients), groups: split(values.groups) },
    clear: () => all.clear(),
    /** @param {(name: string) => string | undefined} wrong */
    draw(wrong) {
      if (!may('people')) {
        return html`<div class="naming">${field({ name: 'clients', label: t('share-clients'), hint: t('share-clients-hint'), required: false, wrong: wrong('clients') })}
          ${field({ name: 'groups', label: t('groups'), hint: t('share-groups-hint'), required: false, wrong: wrong('groups') })}</div>`;
      }
      const fault = wrong('clients') ?? wrong('groups');
      return html`<div class="naming">
        ${look(fault)}
        ${all.size ? html`<ul class="chips" aria-label=${t('clients-and-groups')}>${repeat(all, ([key]) => key, ([key, { text }]) => html`<li><bdi>${text}</bdi>
          ${button({ text: '', label: t('drop', { name: text }), sign: 'x', look: 'bare icon small', press: () => drop(key) })}</li>`)}</ul>` : nothing}
        ${fault ? html`<p class="wrong" id="naming-wrong">${icon('bad')}${fault}</p>` : nothing}
      </div>`;
    },
  };
}
