// Where one is: the address, and going elsewhere.

/** Opens what stands at the address. @type {() => void | Promise<void>} */
let moved = () => {};
let shown = '';
const here = () => location.pathname + location.search;

/** What is done wherever somebody goes, by a link, back or forward. @param {typeof moved} open */
export function onMove(open) {
  moved = () => { shown = here(); return open(); };
  shown = here();
  // A jump within the page goes nowhere.
  addEventListener('popstate', () => here() === shown || moved());
}

/** Goes to a page of ours. @param {string} path @param {{ replace?: boolean }} [how] */
export async function go(path, how = {}) {
  if (how.replace) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  await moved();
}

/** Says where one is in the address alone. @param {URLSearchParams} query */
export function note(query) {
  const text = query.toString();
  history.replaceState(null, '', location.pathname + (text ? `?${text}` : ''));
  shown = here();
}

/** A path, where it is one of ours: an address of others would be a way to lead people astray. @param {string | null} path */
export const ours = (path) => (path && /^\/(?![/\\])/.test(path) ? path : '');
