import { nothing } from '../vendor/lit-html.js';
import { draw } from '../app/draw.js';
import { session } from '../app/session.js';

/** @type {(() => unknown) | null} */
let lost = null;
let asked = false;

/** What lies over a page whose session has ended. Few ever see it, so it is loaded once it is needed. */
export function signedOut() {
  if (!session.lost) return nothing;
  if (!lost && !asked) {
    asked = true;
    import('./lost.js').then((module) => { lost = module.lost; }, () => { asked = false; }).finally(draw);
  }
  return lost ? lost() : nothing;
}
