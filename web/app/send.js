// What is being sent: three documents at a time, wherever one goes meanwhile. A broken line or a server that starts anew only lets
// them wait: they go on by themselves, from where they stood.
import { rest } from './again.js';
import { announce } from './announce.js';
import { Problem, api } from './api.js';
import { draw } from './draw.js';
import { session } from './session.js';
import { bytes, t } from './texts.js';
import { transfer } from './tus.js';

/** @typedef {'waiting' | 'sending' | 'lost' | 'paused' | 'checking' | 'stored' | 'refused'} Step */
/** @typedef {import('./tus.js').Terms} Terms */

const AT_ONCE = 3;
/** Seconds between two tries, at the most. */
const LONGEST = 30;

/** All that is shown of it, the first one first. @type {Sending[]} */
export const sendings = [];

/** @typedef {ReturnType<typeof sending>} Sending */

/** @param {File} file @param {Terms} terms */
function sending(file, terms) {
  const it = {
    file,
    terms,
    sent: 0,
    /** So much has arrived for certain. */
    kept: 0,
    step: /** @type {Step} */ ('waiting'),
    /** For so many seconds there may be no further try. */
    wait: 0,
    /** Why it was refused, or went no further for now. @type {Problem | null} */
    problem: null,
    /** How much room there is, where that was too little. @type {import('../types/api.d.ts').RoomView | null} */
    room: null,
    /** What it has become. @type {import('./api.js').File | null} */
    stored: null,
    stop: new AbortController(),
    way: transfer(file, terms, (sent) => { count(sent - it.sent); it.sent = sent; draw(); }),
  };
  return it;
}

/** Sends documents. @param {Iterable<File>} files @param {Terms} [terms] @returns {Sending[]} */
export function send(files, terms = {}) {
  const more = [...files].map((file) => sending(file, terms));
  sendings.push(...more);
  if (more.length) announce(t('sending', { count: more.length }));
  next();
  return more;
}

/** What is on its way, or will be. */
export const onTheWay = () => sendings.filter(({ step }) => ['waiting', 'sending', 'lost', 'checking'].includes(step));

/** @param {BeforeUnloadEvent} event */
const hold = (event) => event.preventDefault();

/** Begins as many as there may be, and draws how it stands. */
function next() {
  const busy = onTheWay();
  const free = AT_ONCE - busy.filter(({ step }) => step !== 'waiting').length;
  for (const it of busy.filter(({ step }) => step === 'waiting').slice(0, Math.max(0, free))) run(it);
  // Whoever closes the page is asked while something is under way.
  if (busy.length) addEventListener('beforeunload', hold);
  else removeEventListener('beforeunload', hold);
  draw();
}

/** @param {Sending} it */
async function run(it) {
  const { signal } = (it.stop = new AbortController());
  let pause = 1;
  while (it.step !== 'stored' && it.step !== 'refused') {
    const before = it.kept;
    [it.step, it.problem] = ['sending', null];
    try {
      await whole(it, signal);
      it.step = 'stored';
    } catch (problem) {
      if (signal.aborted) return;
      if (!(problem instanceof Problem)) throw problem;
      if (problem.code === 'quota_exceeded') it.room = (await api.me().catch(() => null))?.room ?? null;
      if (isFinal(problem, it) || !(await canBeRead(it.file))) {
        [it.step, it.problem] = ['refused', isFinal(problem, it) ? problem : new Problem(0, { code: 'unreadable' })];
        break;
      }
      // Whoever must log in for it is asked to.
      if (problem.status === 401) api.me().catch(() => {});
      [it.step, it.problem] = ['lost', problem];
      pause = it.kept > before ? 1 : Math.min(pause * 2, LONGEST);
      const end = Date.now() + Math.max(pause, problem.wait) * 1000;
      do {
        const left = (end - Date.now()) / 1000;
        // After too many, whoever comes sooner is refused once more.
        it.wait = problem.status === 429 ? Math.ceil(left) : 0;
        draw();
        await rest(it.wait ? 1 : left, signal);
      } while (it.wait && Date.now() < end && !signal.aborted);
      if (signal.aborted) return;
    }
  }
  // Once there is room, the same file goes on; taken off the list, it makes some.
  if (it.problem?.status !== 507) it.way.forget();
  const left = onTheWay().length;
  const said = it.problem ? t('refused-what', { name: it.file.name, why: why(it) }) : t('stored-what', { name: it.file.name });
  announce(left ? said : `${said} ${t('all-sent')}`);
  next();
}

/** From where it stands to the end. @param {Sending} it @param {AbortSignal} signal */
async function whole(it, signal) {
  if (it.file.size > session.site.max_upload) throw new Problem(413, { code: 'file_too_large' });
  let view = it.way.begun ? await it.way.look(signal) : await it.way.begin(signal);
  while (view.state !== 'stored') {
    if (view.state === 'refused') throw new Problem(400, view.problem ?? {});
    it.sent = it.kept = view.offset;
    if (view.state === 'receiving') {
      const offset = await it.way.part(view.offset, signal);
      view = offset < it.file.size ? { ...view, offset } : await it.way.look(signal);
    } else {
      it.step = 'checking';
      draw();
      await rest(1, signal);
      view = await it.way.look(signal);
    }
  }
  [it.sent, it.stored] = [it.file.size, view.file ?? null];
}

/** Whether no further try would help. @param {Problem} problem @param {Sending} it */
function isFinal({ status }, it) {
  if (status === 404 && it.way.begun) {
    // Nobody there knows of it any more: it begins anew.
    it.way.forget();
    return false;
  }
  return status === 507 || (status >= 400 && status < 500 && ![401, 408, 409, 423, 429, 460].includes(status));
}

/** A file that was changed or removed since it was chosen looks like a broken line. @param {File} file */
const canBeRead = (file) => file.slice(0, 1).arrayBuffer().then(() => true, () => false);

/** @param {Sending} it @param {Step} step */
function turn(it, step) {
  it.stop.abort();
  it.step = step;
  next();
}

/** @param {Sending} it */
export const pause = (it) => turn(it, 'paused');

/** Goes on now. @param {Sending} it */
export const goOn = (it) => turn(it, 'waiting');

/** Takes it off the list; what is not here whole is given up. @param {Sending} it */
export function drop(it) {
  it.stop.abort();
  sendings.splice(sendings.indexOf(it), 1);
  if (it.way.begun && !it.stored) giveUp(it);
  next();
}

/** What arrived last may still be held for a moment. @param {Sending} it */
async function giveUp(it, tries = 5) {
  const { status } = await it.way.giveUp().catch((problem) => problem) ?? {};
  if (status === 423 && tries) setTimeout(() => giveUp(it, tries - 1), 1000);
  else it.way.forget();
}

/** Why a document was refused, in a few words. @param {Sending} it */
export function why({ problem, room, file }) {
  if (!problem) return '';
  const wrongKind = problem.code === 'unsupported_file_type';
  // A name that says so is refused before anybody looks for them.
  if (problem.code === 'macros_not_allowed' || (wrongKind && /\.(doc|xls|ppt)m$/i.test(file.name))) return t('has-macros');
  if (problem.code === 'encrypted_file') return t('is-encrypted');
  if (problem.code === 'invalid_file') return t('is-damaged');
  if (wrongKind) return t('is-no-document');
  if (problem.code === 'file_too_large') return t('is-too-large', { size: bytes(session.site.max_upload) });
  if (room) return t('no-room', { used: bytes(room.used), most: bytes(room.most) });
  if (problem.code === 'unreadable') return t('cannot-be-read');
  return problem.detail;
}

/** What went over the line in the last seconds. @type {[at: number, count: number][]} */
let lately = [];
/** @param {number} some */
const count = (some) => lately.push([Date.now(), Math.max(0, some)]);

/** Bytes in a second, as it was in the last five. */
export function rate() {
  const now = Date.now();
  lately = lately.filter(([at]) => now - at < 5000);
  const since = now - (lately[0]?.[0] ?? now);
  return since < 500 ? 0 : (lately.reduce((sum, [, some]) => sum + some, 0) * 1000) / since;
}
