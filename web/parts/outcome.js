import { html } from '../vendor/lit-html.js';
import { onceAgain } from '../app/again.js';
import { Problem } from '../app/api.js';
import { draw } from '../app/draw.js';
import { t } from '../app/texts.js';
import { button } from './button.js';
import { fault } from './form.js';

/**
 * What came of asking: nothing yet, a problem, or what was asked for. What was there before stays until the new is here.
 * @template T
 * @param {() => Promise<T>} ask
 */
export function outcome(ask) {
  let turn = 0;
  /** What was asked last. */
  let last = Promise.resolve();
  const it = {
    /** @type {T | null} */
    value: null,
    /** @type {Problem | null} */
    problem: null,
    slow: false,
    /** Comes to its end once what was asked last did: until then what is shown may be older than what was asked here. */
    load: () => (last = it.answered(++turn)),
    /** @param {number} mine @returns {Promise<void>} */
    async answered(mine) {
      const late = setTimeout(() => { it.slow = true; draw(); }, 5000);
      try {
        const value = await ask();
        if (mine !== turn) return last;
        [it.value, it.problem] = [value, null];
      } catch (problem) {
        // Whoever has asked anew, or has left, does not care any more.
        if (mine !== turn) return last;
        if (problem instanceof DOMException && problem.name === 'AbortError') return;
        if (!(problem instanceof Problem)) throw problem;
        it.problem = problem;
        const [next, page] = [() => { if (mine === turn && it.problem) it.load(); }, location.pathname];
        // The line comes back, and whoever is logged out logs in over the page.
        if (problem.offline || problem.status === 401) onceAgain(next);
        // What is only too much for the moment is asked for again when it may be, while somebody still looks.
        if (problem.wait) setTimeout(() => { if (page === location.pathname) next(); }, problem.wait * 1000);
      } finally {
        clearTimeout(late);
        if (mine === turn) it.slow = false;
        draw();
      }
    },
    /** Adds what follows, unless something else was asked for meanwhile. @param {(before: T | null) => Promise<T>} more */
    async longer(more) {
      const before = it.value;
      const value = await more(before);
      if (it.value === before) it.value = value;
    },
    /** @param {(value: T) => unknown} show */
    draw(show) {
      // A page that is shown already says itself that there is no connection, or nobody logged in any more.
      const said = it.problem?.offline || it.problem?.status === 401;
      const late = html`<p class="end" role="status">${it.slow ? t('takes-longer') : ''}</p>`;
      if (it.value !== null) return html`${it.problem && !said ? trouble(it.problem, it.load) : it.slow ? late : ''}${show(it.value)}`;
      if (it.problem) return trouble(it.problem, it.load);
      return html`<div class="grey" aria-busy="true"><span></span><span></span><span></span></div>${late}`;
    },
  };
  return it;
}

/** @param {Problem} problem @param {() => void} again */
export const trouble = (problem, again) => html`
  <div class="trouble">
    ${fault(problem.said)}
    ${button({ text: t('try-again'), press: again })}
    ${problem.requestId ? html`<p class="small">${t('request-id')} <code>${problem.requestId}</code></p>` : ''}
  </div>`;
