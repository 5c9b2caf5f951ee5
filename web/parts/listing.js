import { html, nothing } from '../vendor/lit-html.js';
import { note } from '../app/address.js';
import { again } from '../app/again.js';
import { announce } from '../app/announce.js';
import { draw } from '../app/draw.js';
import { t } from '../app/texts.js';
import { button } from './button.js';
import { sending } from './form.js';
import { icon } from './icon.js';
import { outcome } from './outcome.js';

/** @typedef {Event & { currentTarget: HTMLInputElement | HTMLSelectElement }} Changed */
/** @template R @typedef {{ rows: R[], next: string | null | undefined, total?: number | null | undefined }} Found */

/**
 * A list that comes a page at a time. What is asked for stands in the address, so that it can be kept and sent.
 * @template {Record<string, string>} W @template R
 * @param {object} told
 * @param {import('../types/page.d.ts').Visit} told.visit
 * @param {W} told.start what is asked for at first
 * @param {(wanted: W & { cursor: string | null }, signal: AbortSignal) => Promise<Found<R>>} told.ask
 */
export function listing({ visit: { query, leave }, start, ask }) {
  const wanted = /** @type {W} */ (Object.fromEntries(Object.entries(start).map(([name, value]) => [name, query.get(name) ?? value])));
  const list = outcome(() => page(null));
  const more = sending(async () => {});
  const named = () => Object.entries(wanted).filter(([name, value]) => value !== start[name]);

  /** @param {{ rows: R[], next: string | null } | null} before */
  async function page(before) {
    const { rows, next, total } = await ask({ ...wanted, cursor: before?.next ?? null }, leave);
    return { rows: [...(before?.rows ?? []), ...rows], next: next ?? null, total: total ?? null };
  }

  /** @param {Partial<W>} change */
  function look(change) {
    Object.assign(wanted, change);
    note(new URLSearchParams(named()));
    draw();
    list.load().then(() => list.value && announce(t('shown', { count: list.value.rows.length }), 'found'));
  }

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let typing;
  /** @param {string} name @param {Changed} event @param {number} [pause] */
  function set(name, { currentTarget: { value } }, pause = 0) {
    clearTimeout(typing);
    typing = setTimeout(() => look(/** @type {Partial<W>} */ ({ [name]: value })), pause);
  }

  const loadMore = () => more.run(() => list.longer(page));
  // Whoever has asked for more keeps what they see.
  const fresh = () => { if ((list.value?.rows.length ?? 0) <= 50) list.load(); };
  again(fresh, leave);
  list.load();

  return {
    wanted, list, look, set, fresh,
    /** @param {string} label */
    search: (label) => html`<div class="search" role="search">${icon('search')}
      <input class="input" type="search" aria-label=${label} placeholder=${label} .value=${wanted.search ?? ''}
        @input=${(/** @type {Changed} */ event) => set('search', event, 250)}></div>`,
    /** @param {string} name @param {string} label @param {string[][]} options */
    choose: (name, label, options) => html`<select class="select" aria-label=${label} @change=${(/** @type {Changed} */ event) => set(name, event)}>
      ${options.map(([value, text]) => html`<option value=${value} .selected=${value === wanted[name]}>${text}</option>`)}</select>`,
    /** @param {(rows: R[]) => unknown} table @param {unknown} empty what is said where there is nothing at all */
    draw: (table, empty) => list.draw(({ rows, next }) => rows.length ? html`${table(rows)}${more.fault()}
      <div class="foot"><span>${t('shown', { count: rows.length })}</span>
        ${next ? button({ text: t('show-more'), look: 'small', busy: more.busy, press: loadMore }) : nothing}</div>`
      : named().length ? html`<div class="empty">${icon('search')}<p>${t('none-of-that')}</p>
        ${button({ text: t('show-all'), press: () => look(start) })}</div>` : empty),
  };
}
