import { html } from '../vendor/lit-html.js';
import { t } from '../app/texts.js';
import { button } from './button.js';
import { sending } from './form.js';
import { outcome } from './outcome.js';

/**
 * A list that comes a page at a time, each after the other.
 * @template T
 * @param {(cursor: string | null) => Promise<{ rows: T[], next: string | null | undefined }>} ask
 */
export function pages(ask) {
  const more = sending(async () => {});
  const list = outcome(() => ask(null));
  const goOn = () => more.run(async () => {
    const { value } = list;
    if (!value?.next) return;
    const { rows, next } = await ask(value.next);
    // What was asked anew meanwhile has begun from the start.
    if (list.value === value) list.value = { rows: [...value.rows, ...rows], next };
  });
  return {
    load: list.load,
    get value() { return list.value; },
    /** @param {(rows: T[]) => unknown} show */
    draw: (show) => list.draw(({ rows, next }) => html`${show(rows)}${more.fault()}
      ${next ? button({ text: t('show-more'), look: 'wide', busy: more.busy, press: goOn }) : ''}`),
  };
}
