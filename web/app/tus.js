// How a document is handed over in parts, by tus 1.0: what goes over the line, and what is remembered of it here.
import { Problem } from './api.js';
import { spoken } from './language.js';

/** @typedef {import('../types/api.d.ts').UploadView} UploadView */
/** @typedef {{ document?: string, folder?: string, audience?: string }} Terms what is said of a document; `document` is the one of which it is a newer version */

const PART = 32 * 1024 * 1024;
/** The first part after one that failed: the line may be bad, or the place still held by what came before. */
const SMALL = 256 * 1024;
/** Milliseconds for which nothing at all may happen. A last part is answered when the document has been looked at. */
const PATIENCE = 60_000;

const fresh = () => crypto.getRandomValues(new Uint32Array(4)).join('-');

/**
 * One transfer. Where it is done is remembered in this browser by what the file is, so that the same file goes on when it is chosen again.
 * The token lets it go on when nobody is logged in any more; it is remembered by the page alone.
 * @param {File} file @param {Terms} terms @param {(sent: number) => void} moved
 */
export function transfer(file, terms, moved) {
  const kept = `upload:${JSON.stringify([file.name, file.size, file.lastModified, terms])}`;
  let place = localStorage.getItem(kept) ?? '';
  let token = '';
  let most = PART;
  // For a beginning whose answer was lost.
  let key = fresh();

  /** @param {string} method @param {string} path @param {Record<string, string>} headers @param {AbortSignal} signal @param {Blob} [body] @param {number} [at]
   * @returns {Promise<any>} what the API document says of this call */
  const ask = (method, path, headers, signal, body, at = 0) => new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    const began = Date.now();
    const broken = () => fail(new Problem(0, { code: 'offline' }));
    if (signal.aborted) return broken();
    request.open(method, path);
    const language = spoken();
    const all = { accept: 'application/json, application/problem+json', 'tus-resumable': '1.0.0', ...(language && { 'accept-language': language }), ...headers };
    for (const [name, value] of Object.entries(all)) request.setRequestHeader(name, value);
    if (token) request.setRequestHeader('upload-token', token);
    request.timeout = PATIENCE;
    if (body) {
      request.upload.onprogress = ({ loaded }) => {
        request.timeout = Date.now() - began + PATIENCE;
        moved(at + loaded);
      };
    }
    request.onload = () => {
      const told = read(request.responseText);
      if (request.status < 400) return done(told);
      // The session of whoever sends may still be good.
      if (request.status === 401) token = '';
      fail(new Problem(request.status, told, Number(request.getResponseHeader('retry-after') ?? 0)));
    };
    request.onerror = request.ontimeout = request.onabort = broken;
    const stop = () => request.abort();
    signal.addEventListener('abort', stop);
    request.onloadend = () => signal.removeEventListener('abort', stop);
    request.send(body ?? null);
  });

  const it = {
    get begun() { return place !== ''; },
    forget() {
      place = '';
      key = fresh();
      localStorage.removeItem(kept);
    },
    /** How it stands there. @param {AbortSignal} signal @returns {Promise<UploadView>} */
    look: (signal) => ask('GET', place, {}, signal),
    /** @param {AbortSignal} signal @returns {Promise<UploadView>} */
    async begin(signal) {
      const said = Object.entries({ filename: file.name, ...terms }).filter(([, value]) => value);
      const metadata = said.map(([name, value]) => `${name} ${base64(value)}`).join(',');
      const { location, upload_token, ...view } =
        await ask('POST', '/api/uploads/', { 'upload-length': String(file.size), 'upload-metadata': metadata, 'idempotency-key': key }, signal);
      [place, token] = [new URL(location).pathname, upload_token];
      localStorage.setItem(kept, place);
      return view;
    },
    /** Sends the next part, and says how far it has come. @param {number} from @param {AbortSignal} signal */
    async part(from, signal) {
      const part = file.slice(from, from + most);
      most = SMALL;
      const headers = { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(from) };
      await ask('PATCH', place, headers, signal, part, from);
      most = Math.min(PART, part.size * 8);
      return from + part.size;
    },
    /** Gives it up. */
    giveUp: () => ask('DELETE', place, {}, AbortSignal.timeout(PATIENCE)),
  };
  return it;
}

/** @param {string} text */
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** @param {string} text */
function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
