// When it is worth to ask again: the line is back, somebody has signed in again, the page is looked at again.

const worth = new EventTarget();

/** Does something each time until the page is left. @param {() => void} then @param {AbortSignal} leave */
export function again(then, leave) {
  worth.addEventListener('again', then, { signal: leave });
}

/** Does something the next time. @param {() => void} then */
export const onceAgain = (then) => worth.addEventListener('again', then, { once: true });

export function askAgain() {
  worth.dispatchEvent(new Event('again'));
}

/** Waits so many seconds, or less where it is worth to ask again, or as soon as nobody waits any more. @param {number} seconds @param {AbortSignal} stop */
export const rest = (seconds, stop) => /** @type {Promise<void>} */ (new Promise((done) => {
  const over = new AbortController();
  const end = () => { clearTimeout(timer); over.abort(); done(); };
  const timer = setTimeout(end, seconds * 1000);
  again(end, over.signal);
  stop.addEventListener('abort', end, { signal: over.signal });
}));

addEventListener('online', askAgain);
document.addEventListener('visibilitychange', () => document.hidden || askAgain());
