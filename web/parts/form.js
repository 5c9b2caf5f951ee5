import { html, nothing } from '../vendor/lit-html.js';
import { Problem } from '../app/api.js';
import { draw, drawn } from '../app/draw.js';
import { duration, t } from '../app/texts.js';
import { icon } from './icon.js';

/** @typedef {{ code: string, field: string }} Fault which field a code is about that names none */

/** @type {Record<string, string>} */
const ABOUT = { username_taken: 'username', email_taken: 'email', email_domain_not_allowed: 'email' };

/**
 * What a form sends: once at a time, and what was wrong with it is shown and gets the focus.
 * @param {(values: Record<string, string>, form: HTMLFormElement, sent: FormData) => Promise<unknown>} work
 */
export function sending(work) {
  const form = {
    busy: false,
    /** @type {Problem | null} */
    problem: null,
    /** Seconds for which nobody needs to try. */
    wait: 0,
    /** @param {string} name */
    wrong: (name) => form.problem?.errors[name]?.[0] ?? (form.problem && ABOUT[form.problem.code] === name ? form.problem.detail : undefined),
    /** @param {SubmitEvent} event */
    async submit(event) {
      event.preventDefault();
      if (form.busy || form.wait) return;
      const it = /** @type {HTMLFormElement} */ (event.currentTarget);
      const sent = new FormData(it);
      const values = /** @type {Record<string, string>} */ (Object.fromEntries(sent));
      await form.run(() => work(values, it, sent));
    },
    /** Does the same with what is no form. @param {() => Promise<unknown>} what */
    async run(what) {
      form.busy = true;
      form.problem = null;
      draw();
      try {
        await what();
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        form.problem = problem;
        if (problem.wait) hold(problem.wait);
      } finally {
        form.busy = false;
        draw();
      }
      if (!form.problem) return;
      await drawn();
      /** @type {HTMLElement | null} */
      const at = document.querySelector('[aria-invalid=true]') ?? document.querySelector('.notice.bad');
      at?.focus();
    },
    /** What went wrong, where no field says it. */
    fault: () => {
      if (form.wait) return fault(t('wait-so-long', { time: duration(form.wait) }));
      if (!form.problem) return nothing;
      const fields = Object.keys(form.problem.errors).length || ABOUT[form.problem.code];
      return fault(fields ? t('look-at-fields') : form.problem.offline ? t('offline') : form.problem.detail);
    },
  };
  /** @param {number} seconds */
  function hold(seconds) {
    form.wait = seconds;
    const tick = setInterval(() => {
      form.wait -= 1;
      if (form.wait <= 0) {
        form.wait = 0;
        form.problem = null;
        clearInterval(tick);
      }
      draw();
    }, 1000);
  }
  return form;
}

/** @param {unknown} text */
export const fault = (text) => html`<div class="notice bad" role="alert" tabindex="-1">${icon('bad')}<span>${text}</span></div>`;
