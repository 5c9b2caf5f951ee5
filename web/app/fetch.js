// Fetches a document that may take long. What has come stays in the browser's own store until all is here; a line that is
// cut, a server that is away and a link that has run out hold it up, and no more.
import { announce } from './announce.js';
import { Problem, api, problemOf } from './api.js';
import { follow } from './download.js';
import { draw } from './draw.js';
import { kept, part, whole } from './kept.js';
import { rest } from './again.js';
import { t } from './texts.js';

/** @typedef {import('./transfers.js').Transfer} Transfer */
/**
 * @typedef {{ isWanted: () => boolean, note: () => void, end: (it: Transfer, seconds?: number) => Promise<void>,
 *   fail: (it: Transfer, problem: Problem) => Promise<void> }} Home
 */

/** How long a link is made to live, in seconds: by one link a download counts once, however often it goes on. */
const LINK = 86_400;
const LONGEST_PAUSE = 30;

/** @param {Transfer} it @param {Home} home */
export async function run(it, home) {
  const gone = () => it.stop.signal.aborted || it.paused;
  let pause = 1;
  /** Whether nothing has come by the link that was made last. */
  let vain = false;
  it.got = (await kept(it.sha256)).size;
  draw();
  while (!gone()) {
    // Another tab has brought it to its end, or somebody else has logged in here.
    if (!home.isWanted()) return home.end(it);
    const before = it.got;
    try {
      if (!it.link) {
        await renew(it);
        vain = true;
        home.note();
      }
      await receive(it);
      return home.isWanted() ? handOver(it, home) : home.end(it);
    } catch (failure) {
      if (gone()) return;
      if (it.got > before) [pause, vain] = [1, false];
      const why = judge(failure, it.link, vain);
      if (why === 'browser') return byBrowser(it, home);
      if (why === 'failed') return home.fail(it, /** @type {Problem} */ (failure));
      if (why === 'link') {
        it.link = '';
        continue;
      }
      it.state = 'waits';
      draw();
      await rest(Math.max(pause, failure instanceof Problem ? failure.wait : 0), it.stop.signal);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
  }
}

/** What is to be done after a failure. @param {unknown} failure @param {string} link @param {boolean} vain */
function judge(failure, link, vain) {
  if (failure instanceof DOMException && failure.name === 'QuotaExceededError') return 'browser';
  // `fetch` throws what a line does to it.
  if (!(failure instanceof Problem) || failure.offline || failure.status === 429 || failure.status >= 500) return 'wait';
  if (failure.code === 'elsewhere') return 'browser';
  // Whoever is logged out logs in over the page, which wakes what waits.
  if (!link) return failure.status === 401 ? 'wait' : 'failed';
  return vain ? 'failed' : 'link';
}

/** Makes a link. What has changed meanwhile is fetched from its beginning. @param {Transfer} it */
async function renew(it) {
  const { id, download_link, file } = await api.ownLink(it.id, LINK);
  const { name, size, sha256, content_type } = file;
  Object.assign(it, { name, size, sha256, content_type, link: new URL(download_link).pathname, linkId: id });
}

/** Takes what is still missing, a part at a time: only what is closed is there when the page is not. @param {Transfer} it */
async function receive(it) {
  it.got = (await kept(it.sha256)).size;
  if (it.got >= it.size) return;
  const headers = { range: `bytes=${it.got}-`, 'if-range': `"${it.sha256}"` };
  const answer = await fetch(it.link, { headers, redirect: 'manual', signal: it.stop.signal });
  // It is kept where only the browser itself may fetch it.
  if (answer.type === 'opaqueredirect') throw new Problem(0, { code: 'elsewhere' });
  if (answer.ok && answer.status !== 206) throw new Problem(answer.status, {});
  if (!answer.body || !answer.ok) throw await problemOf(answer);
  Object.assign(it, { state: 'runs', since: { at: performance.now(), got: it.got }, rate: 0 });
  draw();
  const reader = answer.body.getReader();
  /** @type {Awaited<ReturnType<typeof part>> | null} */
  let open = null;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      open ??= await part(it.sha256, it.got);
      await open.write(next.value);
      it.got += next.value.length;
      if (open.isFull(it.got)) {
        await open.close();
        open = null;
      }
      measure(it);
    }
  } finally {
    await open?.close();
    reader.cancel().catch(() => {});
  }
  if (it.got < it.size) throw new Problem(0, { code: 'offline' });
}

/** How fast it goes: of late more than before. @param {Transfer} it */
function measure(it) {
  const [now, { at, got }] = [performance.now(), it.since];
  if (now - at < 500) return;
  const rate = (it.got - got) * 1000 / (now - at);
  it.rate = it.rate ? it.rate * 0.7 + rate * 0.3 : rate;
  it.since = { at: now, got: it.got };
  draw();
}

/** @param {Transfer} it @param {Home} home */
async function handOver(it, home) {
  const address = URL.createObjectURL(await whole(it.sha256, it.content_type));
  follow(address, it.name);
  announce(t('download-is-here', { name: it.name }));
  // The browser copies it from there, and does not say when it has.
  const over = home.end(it, 60 + it.size / 20_000_000);
  over.finally(() => URL.revokeObjectURL(address));
}

/** @param {Transfer} it @param {Home} home */
function byBrowser(it, home) {
  follow(it.link);
  announce(t('download-begins', { name: it.name }));
  it.linkId = '';
  home.end(it);
}
