// What a screen reader is told of what happens elsewhere on the page: together what comes together.

/** @type {HTMLElement | null} */
let region = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;
/** @type {Map<string, string>} */
const said = new Map();

/** @param {string} text @param {string} [about] of several about the same the last one counts */
export function announce(text, about = text) {
  if (!region) {
    region = document.createElement('p');
    region.className = 'unseen';
    region.setAttribute('role', 'status');
    document.body.append(region);
  }
  said.set(about, text);
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    if (region) region.textContent = [...said.values()].join(' ');
    said.clear();
  }, 700);
}
