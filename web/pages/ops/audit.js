// What happened, by whom and when: looked for, read, taken away as a file.
import { html, nothing, repeat } from '../../vendor/lit-html.js';
import { people } from '../../app/calls/people.js';
import { running } from '../../app/calls/running.js';
import { startOf } from '../../app/days.js';
import { program } from '../../app/program.js';
import { may } from '../../app/session.js';
import { moment, t } from '../../app/texts.js';
import { button } from '../../parts/button.js';
import { doer } from '../../parts/doer.js';
import { eventGroups, eventText } from '../../parts/event.js';
import { icon } from '../../parts/icon.js';
import { listing } from '../../parts/listing.js';
import { ops } from '../../parts/ops.js';
import { picker } from '../../parts/picker.js';
import { called } from '../../parts/standing.js';
import { time } from '../../parts/time.js';

/** @typedef {import('../../app/calls/running.js').Event} Happened */
/** @typedef {Event & { currentTarget: HTMLInputElement }} Changed */

/** @type {'ops'} */
export const who = 'ops';
export const permission = 'audit';
export const frame = ops;
export const title = () => t('audit');

/** What an event is about. @type {Record<string, () => string>} */
const KINDS = {
  person: () => t('person'), file: () => t('document'), folder: () => t('folder'), group: () => t('group'), job: () => t('job'),
  link: () => t('about-link'), session: () => t('about-session'), token: () => t('about-token'), passkey: () => t('about-passkey'),
};
/** Events that belong together, by what their names begin with. @type {Record<string, () => string>} */
const GROUPS = {
  account: () => t('events-account'), login: () => t('log-in'), session: () => t('sessions'), password: () => t('password'), second_factor: () => t('second-factor'),
  token: () => t('tokens'), file: () => t('documents'), folder: () => t('folders'), link: () => t('links'), group: () => t('groups'), mail: () => t('mails'),
  job: () => t('jobs'), key: () => t('events-key'), backup: () => t('events-backup'),
};

const START = { search: '', event: '', actor: '', person: '', file: '', since: '', until: '' };

/** @param {import('../../types/page.d.ts').Visit} visit */
export function page(visit) {
  // The days are those of whoever looks; both of them belong to what is wanted.
  const asked = (/** @type {typeof START} */ wanted) => ({ ...wanted, since: startOf(wanted.since), until: startOf(wanted.until, 1) });
  const list = listing({ visit, start: START, ask: async ({ cursor, ...wanted }, signal) => {
    const { events: rows, next_cursor: next } = await running.audit({ ...asked(/** @type {typeof START} */ (wanted)), cursor }, signal);
    return { rows, next };
  } });
  const find = picker({ id: 'actor', label: () => t('by-whom'), pick: ({ value }) => list.look({ actor: value }),
    search: async (text, signal) => (await people.list({ search: text, sort: 'name', limit: '20' }, signal)).people
      .map((person) => ({ value: person.id, text: called(person), more: person.email })) });

  /** @param {string} name @param {unknown} value */
  const fact = (name, value) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

  /** Where there is a page of it. @param {string} kind @param {string} id */
  function link(kind, id) {
    /** @type {Record<string, string>} */
    const at = { person: '/ops/people/', file: '/ops/files/', group: '/ops/groups/', job: '/ops/jobs/' };
    return at[kind] ? html`<a href=${at[kind] + id}><code>${id}</code></a>` : html`<code>${id}</code>`;
  }

  /** @param {Happened} it */
  const outcome = ({ outcome }) => outcome === 'ok' ? html`<span class="state good">${icon('clean')}${t('outcome-ok')}</span>`
    : outcome === 'refused' ? html`<span class="state wait">${icon('lock')}${t('outcome-refused')}</span>`
      : html`<span class="state bad">${icon('bad')}${t('outcome-failed')}</span>`;

  /** @param {Happened} it */
  const row = (it) => html`<li data-row><details>
    <summary><span class="what"><strong>${eventText(it.event)}</strong> <code>${it.event}</code></span>${outcome(it)}
      <span class="meta">${doer(it)} · ${time(it.at)}</span></summary>
    <dl>
      ${fact(t('time'), moment(new Date(it.at)))}
      ${it.actor ? fact(t('by-whom'), html`
        ${it.actor.username ? html`<bdi>${it.actor.username}</bdi> ` : nothing}${link('person', it.actor.id)}`) : nothing}
      ${it.on ? fact(`${t('about')} (${KINDS[it.on.kind]?.() ?? it.on.kind})`, link(it.on.kind, it.on.id)) : nothing}
      ${Object.entries(it.detail).map(([name, value]) =>
        fact(name, html`<code>${typeof value === 'object' ? JSON.stringify(value) : String(value)}</code>`))}
      ${it.address ? fact(t('address'), html`<bdi>${it.address}</bdi>`) : nothing}
      ${it.client ? fact(t('program'), html`<bdi title=${it.client}>${program(it.client)}</bdi>`) : nothing}
      ${it.request_id ? fact(t('request'), html`<code>${it.request_id}</code>`) : nothing}
      ${fact(t('number'), html`<code>${it.id}</code>`)}
    </dl></details></li>`;

  /** Whom or what the list is about, where one came here from there. */
  const about = () => {
    const all = [['actor', t('by-whom')], ['person', t('person')], ['file', t('document')]];
    const set = all.filter(([name]) => list.wanted[/** @type {keyof typeof START} */ (name)]);
    const known = (/** @type {string} */ id) => list.list.value?.rows.find((it) => it.actor?.id === id)?.actor?.username ?? id;
    return set.length ? html`<ul class="labels">${set.map(([name = '', text = '']) => html`
      <li>${text}: <bdi>${known(list.wanted[/** @type {keyof typeof START} */ (name)])}</bdi>
        ${button({ text: '', sign: 'x', label: t('filter-off', { name: text }), look: 'bare icon small',
          press: () => list.look({ [name]: '' }) })}</li>`)}</ul>` : nothing;
  };

  const events = () => html`<select class="select" aria-label=${t('event')}
    @change=${(/** @type {Event & { currentTarget: HTMLSelectElement }} */ event) => list.set('event', event)}>
    <option value="">${t('every-event')}</option>
    ${eventGroups().map(([group, names]) => html`<optgroup label=${GROUPS[group]?.() ?? group}>
      <option value=${group} .selected=${group === list.wanted.event}>${GROUPS[group]?.() ?? group}</option>
      ${names.map((name) => html`<option value=${name} .selected=${name === list.wanted.event}>${eventText(name)}</option>`)}</optgroup>`)}
  </select>`;

  /** @param {'since' | 'until'} name @param {string} label */
  const day = (name, label) => html`<label class="choose">${label}
    <input class="select" type="date" .value=${list.wanted[name]} @change=${(/** @type {Changed} */ event) => list.set(name, event)}></label>`;

  /** @param {'csv' | 'jsonl'} format @param {string} text */
  const file = (format, text) => html`<a class="button" download href=${running.auditFile(asked(list.wanted), format)}>${icon('down')}${text}</a>`;

  return () => html`
    <div class="head"><div><h1 tabindex="-1">${t('audit')}</h1><p>${t('audit-more')}</p></div>
      <div class="acts">${file('csv', t('export-csv'))}${file('jsonl', t('export-jsonl'))}</div></div>
    <section class="card list" aria-label=${t('audit')}>
      <div class="tools">${list.search(t('search-audit'))}${events()}${day('since', t('since-day'))}${day('until', t('until-day'))}</div>
      <div class="tools">${may('people') ? find() : nothing}${about()}</div>
      ${list.draw((rows) => html`<ul class="events">${repeat(rows, ({ id }) => id, row)}</ul>`,
        html`<div class="empty">${icon('audit')}<p>${t('nothing-happened')}</p></div>`)}
    </section>`;
}
