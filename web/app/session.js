// Who is signed in, in all tabs of this browser.
import { Problem, api, whenEnded } from './api.js';
import { draw } from './draw.js';
import { keysAreOn, turnKeys } from './keys.js';
import { choose, isLanguage, spoken } from './language.js';
import { alsoSay, speak } from './texts.js';

/** @typedef {import('../types/api.d.ts').UserView} User */
/** @typedef {import('./api.js').Site} Site */

/** What is known of whoever is here. `lost` says that they were signed in until a moment ago. */
export const session = {
  /** @type {User | null} */
  user: null,
  /** @type {string[]} */
  may: [],
  lost: false,
  /** Why a log-out ended nothing. @type {Problem | null} */
  stuck: null,
  /** @type {Site} */
  site: { name: 'Strongroom', languages: ['en'], signup: 'open', log_in: ['password'], max_upload: 0, kinds: [], links: [] },
  /** A log-in of which a second factor is still due. @type {{ ticket: string, methods: string[], options: any, remember: boolean } | null} */
  half: null,
};

const tabs = new BroadcastChannel('session');

/** Asks who is here, and speaks their language. */
export async function load() {
  const [now, site] = await Promise.all([api.session(), api.site()]);
  session.site = site;
  session.user = now.user ?? null;
  session.may = now.may;
  session.lost = false;
  if (isOps()) alsoSay('ops');
  if (isLanguage(now.language)) await speak(now.language);
}

/** Somebody has just signed in here. */
export async function signedIn() {
  session.half = null;
  const before = session.user?.id;
  try {
    await load();
  } catch (failure) {
    if (failure instanceof Problem) throw failure;
    // The texts that are needed now are of another version.
    return location.reload();
  }
  tabs.postMessage('in');
  // What is shown here was for whoever it was before.
  if (before && before !== session.user?.id) location.reload();
  else draw();
}

/** Ends it here and in all tabs. Where nothing has ended, the page says why. */
export async function logOut() {
  // What is stored here is removed with the answer. This belongs to the browser, whoever is in.
  const [language, keys] = [spoken(), keysAreOn()];
  try {
    await api.logout();
    if (language) choose(language);
    turnKeys(keys);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    // Whoever is out already is out.
    if (problem.status !== 401) {
      session.stuck = problem;
      return draw();
    }
  }
  tabs.postMessage('out');
  location.assign('/sign-in');
}

/** @param {string} what */
export const may = (what) => session.may.includes(what);

/** Whether one of the company's own people is here. */
export const isOps = () => session.user?.role === 'ops';

/** Whether whoever is here may change a document: their own, or all. @param {import('./api.js').File} file */
export const canChange = (file) => may('manage') && (may('documents') || file.uploaded_by.id === session.user?.id);

/** Where whoever is in begins. */
export const home = () => (isOps() ? (may('operate') ? '/ops' : '/ops/files') : '/files');

whenEnded(() => {
  if (!session.user) return;
  session.lost = true;
  draw();
});

tabs.onmessage = ({ data }) => {
  if (data === 'out' && session.user) location.assign('/sign-in');
  // Another tab has signed in again, perhaps as somebody else: what is shown here was for whoever it was before.
  if (data === 'in') {
    const before = session.user?.id;
    load().then(() => (before && before !== session.user?.id ? location.reload() : draw()), () => {});
  }
};
