// When it is worth to ask again: the line is back, somebody has signed in again, the page is looked at again.

const worth = new EventTarget();

/** Does something each time until the page is left. @param {() => void} then @param {AbortSignal} leave */
export function again(then, leave) {
  worth.addEventListener('again', then, { signal: leave });
}

export function askAgain() {
  worth.dispatchEvent(new Event('again'));
}

addEventListener('online', askAgain);
document.addEventListener('visibilitychange', () => document.hidden || askAgain());
