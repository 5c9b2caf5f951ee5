// From a path to a page: links, focus, title.
import { go, onMove } from './address.js';
import { again } from './again.js';
import { api } from './api.js';
import { draw, drawn, show } from './draw.js';
import { PAGES } from './pages.js';

/** @typedef {import('../types/page.d.ts').PageModule} PageModule */

let visit = new AbortController();
/** What comes before a page: it lets it be drawn, or another in its place, or sends elsewhere. @type {(page: PageModule) => PageModule | string} */
let guard = (page) => page;
/** @type {PageModule} */
let missing;
/** @type {() => string} */
let title = () => '';

/** Loads the page that comes first, so that it is here in time. */
export function prepare() {
  match(location.pathname)?.load().catch(() => {});
}

/** @param {{ guard: typeof guard, missing: PageModule }} told */
export async function start(told) {
  ({ guard, missing } = told);
  onMove(() => open(false));
  document.addEventListener('click', follow);
  await open(true);
}

/** @param {boolean} first */
async function open(first) {
  visit.abort();
  visit = new AbortController();
  const { signal } = visit;
  const found = match(location.pathname);
  const loaded = found ? await found.load().catch(reload) : missing;
  if (!loaded || signal.aborted) return;
  sessionStorage.removeItem('reloaded');
  const module = guard(loaded);
  if (typeof module === 'string') return go(module, { replace: true });
  const view = module.page({ params: found?.params ?? {}, query: new URLSearchParams(location.search), leave: signal });
  ({ title } = module);
  show(() => {
    document.title = `${title()} · Strongroom`;
    return module.frame(view);
  });
  await drawn();
  if (first || signal.aborted) return;
  scrollTo(0, 0);
  const heading = document.querySelector('h1');
  if (!document.activeElement || document.activeElement === document.body || !document.activeElement.closest('main')) {
    heading?.focus();
  }
}

/** @param {string} path @returns {{ load: () => Promise<PageModule>, params: Record<string, string> } | null} */
export function match(path) {
  const parts = path.split('/').filter(Boolean);
  for (const [pattern, load] of PAGES) {
    const own = pattern.split('/').filter(Boolean);
    /** @type {Record<string, string>} */
    const params = {};
    const fits = own.length === parts.length && own.every((part, at) => {
      if (!part.startsWith('{')) return part === parts[at];
      params[part.slice(1, -1)] = parts[at] ?? '';
      return true;
    });
    if (fits) return { load, params };
  }
  return null;
}

/** A module that is not there any more belongs to an older version: the page begins anew, once. */
async function reload() {
  const path = location.pathname;
  // Without a connection that would only lose what is under way: what is shown stays until there is one.
  if (!(await api.session().catch(() => null))) {
    again(() => open(false), visit.signal);
    draw();
    return null;
  }
  if (sessionStorage.getItem('reloaded') === path) {
    sessionStorage.removeItem('reloaded');
    return missing;
  }
  sessionStorage.setItem('reloaded', path);
  location.reload();
  return null;
}

/** @param {MouseEvent} event */
function follow(event) {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (link.origin !== location.origin || link.target || link.hasAttribute('download') || !match(link.pathname)) return;
  if (link.pathname === location.pathname && link.hash) return;
  event.preventDefault();
  go(link.pathname + link.search);
}

