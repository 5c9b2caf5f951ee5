import { html, nothing } from '../vendor/lit-html.js';
import { Problem } from '../app/api.js';
import { draw, drawn } from '../app/draw.js';
import { duration, t } from '../app/texts.js';
import { icon } from './icon.js';

/** Which field a code is about that names none. @type {Record<string, string>} */
const ABOUT = { username_taken: 'username', email_taken: 'email', email_domain_not_allowed: 'email' };

/**
 * What a form sends: once at a time, and what was wrong with it is shown and gets the focus.
 * @param {(values: Record<string, string>, form: HTMLFormElement, sent: FormData) => Promise<unknown>} work
 */
export function sending(work) {
  let working = false;
  /** The fields that say themselves what is wrong with them. @type {Set<string>} */
  const fields = new Set();
  const about = (/** @type {string} */ name) => form.problem?.errors[name]?.[0] ?? (form.problem && ABOUT[form.problem.code] === name ? form.problem.detail : undefined);
  const form = {
    /** Whether nothing can be sent now. */
    get busy() { return working || form.wait > 0; },
    problem: /** @type {Problem | null} */ (null),
    /** Seconds for which nobody needs to try. */
    wait: 0,
    wrong: (/** @type {string} */ name) => { fields.add(name); return about(name); },
    async submit(/** @type {SubmitEvent} */ event) {
      event.preventDefault();
      if (form.busy) return;
      const it = /** @type {HTMLFormElement} */ (event.currentTarget);
      const sent = new FormData(it);
      const values = /** @type {Record<string, string>} */ (Object.fromEntries(sent));
      await form.run(() => work(values, it, sent), it);
    },
    /** Does the same with what is no form. @param {() => Promise<unknown>} what @param {ParentNode} [within] where what is wrong is said */
    async run(what, within = document.querySelector('dialog:modal') ?? document) {
      if (form.wait) return;
      working = true;
      form.problem = null;
      draw();
      try {
        await what();
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        form.problem = problem;
        if (problem.wait) hold(problem.wait);
      } finally {
        working = false;
        draw();
      }
      if (!form.problem) return;
      await drawn();
      /** @type {HTMLElement | null} */ (within.querySelector('[aria-invalid=true]') ?? within.querySelector('[role=alert].notice'))?.focus();
    },
    /** What went wrong, where no field says it. */
    fault: () => {
      if (form.wait) return fault(counting(form.wait));
      if (!form.problem) return nothing;
      const names = [...Object.keys(form.problem.errors), ABOUT[form.problem.code] ?? []].flat();
      const near = names.some((name) => fields.has(name)) ? [t('look-at-fields')] : [];
      return fault([...near, ...names.filter((name) => !fields.has(name)).map(about)].join(' ') || form.problem.said);
    },
  };
  /** @param {number} seconds */
  async function hold(seconds) {
    const end = Date.now() + seconds * 1000;
    while ((form.wait = Math.max(0, Math.ceil((end - Date.now()) / 1000))) > 0) {
      draw();
      await new Promise((done) => setTimeout(done, 1000));
    }
    form.problem = null;
    draw();
  }
  return form;
}

/** Only the beginning is said aloud, and not each second. @param {number} seconds */
const counting = (seconds) => t('wait-so-long', { time: '|' }).split('|').map((part, at) => html`${at ? html`<span aria-live="off">${duration(seconds)}</span>` : nothing}${part}`);

/** @param {unknown} text */
export const fault = (text) => html`<div class="notice bad" role="alert" tabindex="-1">${icon('bad')}<span>${text}</span></div>`;
