import { nothing } from '../vendor/lit-html.js';
import { announce } from '../app/announce.js';
import { Problem } from '../app/api.js';
import { download } from '../app/download.js';
import { draw } from '../app/draw.js';
import { t } from '../app/texts.js';
import { failures, fetchLarge, goOnWithAll } from '../app/transfers.js';
import { fault } from './form.js';

/** Which documents are being fetched, and what went wrong with which. @param {() => void} begun */
export function fetching(begun) {
  /** @type {Map<string, Problem | null>} */
  const under = new Map();
  /** @param {string} id */
  const why = (id) => failures.get(id) ?? under.get(id);
  goOnWithAll();
  return {
    /** @param {string} id */
    busy: (id) => under.get(id) === null,
    /** @param {string} id */
    fault(id) {
      const problem = why(id);
      return problem ? fault(problem.said) : nothing;
    },
    /** @param {import('../app/api.js').File} file */
    async fetch(file) {
      const { id, name } = file;
      if (under.get(id) === null) return;
      under.set(id, null);
      draw();
      try {
        if (!await fetchLarge(file)) await download(id);
        announce(t('download-begins', { name }));
        under.delete(id);
        begun();
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        under.set(id, problem);
      }
      draw();
    },
    /** Why it could not be fetched. @param {string} id */
    code: (id) => why(id)?.code,
  };
}
