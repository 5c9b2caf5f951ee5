// What a screen reader is told of what happens elsewhere on the page: together what comes together.

/** @type {HTMLElement | null} */
let region = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;
/** @type {Map<string, string>} */
const said = new Map();

/** @param {string} text @param {string} [about] of several about the same the last one counts */
export function announce(text, about = text) {
  said.set(about, text);
  clearTimeout(waiting);
  place();
  waiting = setTimeout(() => {
    const it = place();
    // One that has only just come to its place is not heard yet.
    setTimeout(() => {
      if (said.size) it.textContent = [...said.values()].join(' ');
      said.clear();
    }, 100);
  }, 600);
}

/** Where it is heard: beside an open dialog nothing is. */
function place() {
  if (!region) {
    region = document.createElement('p');
    region.className = 'unseen';
    region.setAttribute('role', 'status');
  }
  const host = document.querySelector('dialog:modal') ?? document.body;
  if (region.parentElement !== host) host.append(region);
  return region;
}
