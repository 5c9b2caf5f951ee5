import { html } from '../vendor/lit-html.js';
import { again } from '../app/again.js';
import { t } from '../app/texts.js';
import { button } from './button.js';
import { sending } from './form.js';
import { outcome } from './outcome.js';

/**
 * A list that comes a page at a time, each after the other, and is asked anew when that is worth it.
 * @template T
 * @param {(cursor: string | null) => Promise<{ rows: T[], next: string | null | undefined }>} ask
 * @param {AbortSignal} leave
 */
export function pages(ask, leave) {
  const more = sending(async () => {});
  const list = outcome(() => ask(null));
  const goOn = () => more.run(async () => {
    const { value } = list;
    if (!value?.next) return;
    const { rows, next } = await ask(value.next);
    // What was asked anew meanwhile has begun from the start.
    if (list.value === value) list.value = { rows: [...value.rows, ...rows], next };
  });
  // Whoever has asked for more keeps what they see.
  again(() => { if ((list.value?.rows.length ?? 0) <= 50) list.load(); }, leave);
  list.load();
  return {
    load: list.load,
    get value() { return list.value; },
    get problem() { return list.problem; },
    /** @param {(rows: T[]) => unknown} show */
    draw: (show) => list.draw(({ rows, next }) => html`${show(rows)}${more.fault()}
      ${next ? button({ text: t('show-more'), look: 'wide', busy: more.busy, press: goOn }) : ''}`),
  };
}
