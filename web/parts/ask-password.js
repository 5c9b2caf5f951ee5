import { html, nothing } from '../vendor/lit-html.js';
import { draw } from '../app/draw.js';
import { t } from '../app/texts.js';
import { button } from './button.js';
import { field } from './field.js';
import { sending } from './form.js';

/**
 * A button that asks for the password, and whatever else is needed, before it does something.
 * @param {object} told
 * @param {string} told.id what the ids of the fields begin with
 * @param {() => string} told.text
 * @param {string} [told.look]
 * @param {(wrong: (name: string) => string | undefined) => unknown} [told.more] further fields
 * @param {(values: Record<string, string>) => Promise<unknown>} told.work
 */
export function askPassword({ id, text, look = '', more, work }) {
  let open = false;
  const form = sending(async (values) => {
    await work(values);
    open = false;
  });
  const set = (/** @type {boolean} */ now) => () => { open = now; form.problem = null; draw(); };
  return () => open ? html`
    <form novalidate class="ask" @submit=${form.submit}>
      ${form.fault()}
      ${more?.(form.wrong) ?? nothing}
      ${field({ name: 'password', id: `${id}-password`, label: t('password'), hint: t('password-again-hint'), type: 'password', autocomplete: 'current-password', wrong: form.wrong('password') })}
      <p>${button({ text: text(), look: look || 'main', type: 'submit', busy: form.busy })} ${button({ text: t('not-now'), look: 'bare', press: set(false) })}</p>
    </form>` : button({ text: text(), look, press: set(true) });
}
