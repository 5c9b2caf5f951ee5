// What a screen reader is told of what happens elsewhere on the page: the last of it, every second at most.

/** @type {HTMLElement | null} */
let region = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;

/** @param {string} text */
export function announce(text) {
  if (!region) {
    region = document.createElement('p');
    region.className = 'unseen';
    region.setAttribute('role', 'status');
    document.body.append(region);
  }
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    if (region) region.textContent = text;
  }, 700);
}
