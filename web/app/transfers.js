// Large documents that are being fetched: which, how far, and what people do with them. What one has to know to go on after
// the page was closed stands in the browser, too.
import { announce } from './announce.js';
import { api } from './api.js';
import { draw } from './draw.js';
import { run } from './fetch.js';
import { remove, room, sweep } from './kept.js';
import { session } from './session.js';
import { t } from './texts.js';

/** @typedef {import('./api.js').Problem} Problem */

/** Smaller ones the browser has faster than anybody presses Pause. */
const LARGE = 20_000_000;
const NOTED = 'fetching';

/** @typedef {Pick<import('./api.js').File, 'id' | 'name' | 'size' | 'sha256' | 'content_type'>} Wanted */
/** @typedef {Wanted & { user: string, link: string, linkId: string, paused: boolean }} Noted */
/**
 * @typedef {Noted & { got: number, state: 'runs' | 'waits' | 'paused',
 *   stop: AbortController, since: { at: number, got: number }, rate: number }} Transfer
 */

/** By the id of the document. @type {Map<string, Transfer>} */
export const transfers = new Map();

/** Why one came to nothing. @type {Map<string, Problem>} */
export const failures = new Map();

/** @returns {Record<string, Noted>} */
const noted = () => JSON.parse(localStorage.getItem(NOTED) ?? '{}');

/** @param {string} sha256 */
const isNoted = (sha256) => Object.values(noted()).some((it) => it.sha256 === sha256);

/** @param {Noted} it */
function note({ id, name, size, sha256, content_type, user, link, linkId, paused }) {
  localStorage.setItem(NOTED, JSON.stringify({ ...noted(), [id]: { id, name, size, sha256, content_type, user, link, linkId, paused } }));
}

/** @param {string} id */
function forget(id) {
  const { [id]: _, ...others } = noted();
  localStorage.setItem(NOTED, JSON.stringify(others));
}

/** Shows it no more, here and when the page is opened again. @param {Transfer} it */
function drop(it) {
  it.stop.abort();
  forget(it.id);
  if (transfers.get(it.id) === it) transfers.delete(it.id);
  draw();
}

/** What is needed no more: bytes that were handed over are left for so many seconds. @param {Transfer} it @param {number} [seconds] */
async function end(it, seconds = 0) {
  drop(it);
  // A link that nobody needs is open to nobody.
  if (it.linkId) api.removeLink(it.linkId).catch(() => {});
  await navigator.locks.request(`kept ${it.sha256}`, async () => {
    await new Promise((done) => setTimeout(done, seconds * 1000));
    if (!isNoted(it.sha256)) await remove(it.sha256);
  });
}

/** What may not be had any more does not stay here either. @param {Transfer} it @param {Problem} problem */
function fail(it, problem) {
  failures.set(it.id, problem);
  announce(t('download-failed', { name: it.name }));
  return end(it);
}

/** Fetches a large document, and says whether that can be done: some browsers have no such store, or no room in it. @param {Wanted} file */
export async function fetchLarge(file) {
  if (file.size < LARGE || !await room(file.size)) return false;
  if (!transfers.has(file.id)) start({ ...file, user: session.user?.id ?? '', link: '', linkId: '', paused: false });
  return true;
}

let cameBack = false;

/** Goes on with what was begun before the page was closed. What somebody else has begun here is none of their business. */
export function goOnWithAll() {
  if (cameBack) return;
  cameBack = true;
  for (const it of Object.values(noted())) {
    if (it.user === session.user?.id) start(it);
    else forget(it.id);
  }
  sweep(isNoted);
}

/** @param {Noted} what */
function start(what) {
  /** @type {Transfer} */
  const it = { ...what, got: 0, state: what.paused ? 'paused' : 'waits', stop: new AbortController(), since: { at: 0, got: 0 }, rate: 0 };
  transfers.set(it.id, it);
  failures.delete(it.id);
  note(it);
  draw();
  // One tab fetches; another one goes on when that is closed.
  navigator.locks.request(`fetch ${it.sha256}`, { signal: it.stop.signal }, () => run(it, { isWanted: () => it.id in noted() && it.user === session.user?.id, note: () => note(it), end, fail }))
    .catch((failure) => { if (!it.stop.signal.aborted) throw failure; });
}

/** @param {string} id */
export function pause(id) {
  const it = transfers.get(id);
  if (!it) return;
  Object.assign(it, { paused: true, state: 'paused' });
  note(it);
  it.stop.abort();
  draw();
}

/** @param {string} id */
export function goOn(id) {
  const it = transfers.get(id);
  if (it) start({ ...it, paused: false });
}

/** @param {string} id */
export async function cancel(id) {
  const it = transfers.get(id);
  if (!it) return;
  drop(it);
  await navigator.locks.request(`fetch ${it.sha256}`, () => end(it));
}
