// What happens while one looks: one connection for all tabs of this browser, which tell each other.
import { askAgain } from './again.js';

/** @typedef {'file' | 'upload' | 'job'} Kind */

const KINDS = /** @type {const} */ (['file', 'upload', 'job', 'mail', 'reset']);
const heard = new EventTarget();
const tabs = new BroadcastChannel('live');
let begun = false;

/** Does something at each event of a kind, until the page is left. @param {Kind} kind @param {(told: any) => void} then @param {AbortSignal} leave */
export function on(kind, then, leave) {
  heard.addEventListener(kind, (event) => then(/** @type {CustomEvent} */ (event).detail), { signal: leave });
  if (begun) return;
  begun = true;
  // Whoever has the lock has the connection; when that tab is closed, another one gets both.
  navigator.locks.request('live', () => new Promise(() => look(1))).catch(() => look(1));
}

/** The same, once for several that come one after the other. @param {Kind} kind @param {() => void} then @param {AbortSignal} leave */
export function soon(kind, then, leave) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  on(kind, () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => leave.aborted || then(), 200);
  }, leave);
}

tabs.onmessage = ({ data }) => tell(data.kind, data.told);

/** Tells it to the pages of all tabs. @param {string} kind @param {unknown} [told] */
function tellAll(kind, told) {
  tabs.postMessage({ kind, told });
  tell(kind, told);
}

/** @param {string} kind @param {unknown} told */
function tell(kind, told) {
  // Whoever looks at a hidden one later asks anyway.
  if (kind === 'reset') document.hidden || askAgain();
  // To pages a mail is the job that sends it.
  else heard.dispatchEvent(new CustomEvent(kind === 'mail' ? 'job' : kind, { detail: told }));
}

/** Opens it, and once more after a growing pause where it was refused. Until then all pages ask anew by themselves. @param {number} pause in seconds */
function look(pause) {
  const events = new EventSource('/api/events/');
  const asking = setInterval(() => events.readyState === EventSource.OPEN || tellAll('reset'), 5000);
  let next = Math.min(pause * 2, 60);
  events.onopen = () => {
    next = 1;
    // What happened since each page asked, while nobody had a connection, is told no more. What is being asked comes first.
    setTimeout(tellAll, 300, 'reset');
  };
  for (const kind of KINDS) events.addEventListener(kind, ({ data }) => tellAll(kind, JSON.parse(data)));
  events.onerror = () => {
    if (events.readyState !== EventSource.CLOSED) return;
    clearInterval(asking);
    // Perhaps nobody is logged in any more: whoever asks is told.
    tellAll('reset');
    setTimeout(() => look(next), pause * 1000);
  };
}
