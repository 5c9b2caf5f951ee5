// Every call that the pages make, each a function; and what comes back when one does not go well.

import { spoken } from './language.js';
import { t } from './texts.js';

/** @typedef {import('../types/api.d.ts').SessionView} Session */
/** @typedef {import('../types/api.d.ts').Site} Site */
/** @typedef {import('../types/api.d.ts').MeView} Me */
/** @typedef {import('../types/api.d.ts').FileView} File */
/** @typedef {import('../types/api.d.ts').SignedInView} SignedIn */
/** @typedef {Record<string, unknown>} Fields */

/** Why a call did not go well. `detail` is in the reader's language already. */
export class Problem extends Error {
  /** @param {number} status @param {Partial<import('../types/api.d.ts').Problem>} told @param {number} [wait] @param {string} [limit] */
  constructor(status, told, wait = 0, limit = '') {
    super(told.detail ?? told.title ?? `HTTP ${status}`);
    this.status = status;
    this.code = told.code ?? 'internal';
    this.detail = told.detail ?? '';
    /** What is wrong with which field. @type {Record<string, string[]>} */
    this.errors = /** @type {Record<string, string[]>} */ (told.errors ?? {});
    this.requestId = told.request_id ?? '';
    /** Seconds until it is worth another try. */
    this.wait = wait;
    /** Which limit is reached (`RateLimit-Policy`). */
    this.limit = limit;
    this.told = told;
  }

  /** Nobody answered. */
  get offline() {
    return this.code === 'offline';
  }

  /** What people are told. Where a server in front answers in its place, nobody has said why. */
  get said() {
    return this.offline ? t('offline') : Object.values(this.errors).flat().join(' ') || this.detail || t('no-connection');
  }
}

/** What an answer says that is none. A wait is a day at most, as a timer that is set for too long rings at once; a date of a server in front is none. @param {Response} answer */
export const problemOf = async (answer) =>
  new Problem(answer.status, await answer.json().catch(() => ({})), Math.max(0, Math.min(Number(answer.headers.get('retry-after')) || 0, 86_400)), answer.headers.get('ratelimit-policy') ?? '');

/** Whether the last call found nobody, and when somebody last answered. */
export const line = { down: false, since: new Date() };

/** What happens when a session has ended without anybody's doing here. @type {() => void} */
let ended = () => {};
/** @param {() => void} then */
export function whenEnded(then) {
  ended = then;
}

/**
 * Asks the API. Whatever is wrong comes as a `Problem`.
 * @param {string} method @param {string} path @param {Fields | Blob} [body] @param {AbortSignal} [signal]
 * @returns {Promise<any>} what the API document says of this call
 */
export async function call(method, path, body, signal) {
  /** @type {Record<string, string>} */
  const headers = { accept: 'application/json, application/problem+json' };
  const language = spoken();
  if (language) headers['accept-language'] = language;
  const file = body instanceof Blob;
  if (body) headers['content-type'] = file ? body.type : 'application/json';
  /** @type {RequestInit} */
  const request = { method, headers };
  if (body) request.body = file ? body : JSON.stringify(body);
  if (signal) request.signal = signal;
  let answer, told;
  try {
    answer = await fetch(path, request);
    told = await read(answer);
  } catch (failure) {
    if (signal?.aborted) throw failure;
    line.down = true;
    throw new Problem(0, { code: 'offline' });
  }
  line.down = false;
  line.since = new Date();
  if (!(told instanceof Problem)) return told;
  if (told.code === 'not_authenticated' || told.code === 'invalid_token') ended();
  throw told;
}

/** All that an answer says. @param {Response} answer @returns {Promise<any>} */
async function read(answer) {
  if (answer.status === 204) return null;
  if (!answer.ok) return problemOf(answer);
  return answer.headers.get('content-type')?.startsWith('image/') ? answer.blob() : answer.json();
}

/** What is asked for, without what says nothing and without spaces around it. @param {Record<string, string | number | undefined | null>} values */
export const query = (values) => {
  const given = Object.entries(values).map(([name, value]) => [name, String(value ?? '').trim()]).filter(([, value]) => value);
  return given.length ? `?${new URLSearchParams(given)}` : '';
};

export const api = {
  /** @returns {Promise<Session>} */
  session: () => call('GET', '/api/session/'),
  /** @returns {Promise<Site>} */
  site: () => call('GET', '/api/site/'),
  /** @param {Fields} form @returns {Promise<SignedIn>} */
  login: (form) => call('POST', '/api/login/', { ...form, cookie: true }),
  /** @param {Fields} form @returns {Promise<SignedIn>} */
  secondFactor: (form) => call('POST', '/api/login/second-factor/', { ...form, cookie: true }),
  passkeyOptions: () => call('POST', '/api/login/passkey/options/', {}),
  /** @param {Fields} credential @param {boolean} remember @returns {Promise<SignedIn>} */
  passkeyLogin: (credential, remember) =>
    call('POST', '/api/login/passkey/', { credential, remember, cookie: true }),
  logout: () => call('POST', '/api/logout/', {}),
  /** @param {Fields} form */
  signUp: (form) => call('POST', '/api/signup/', form),
  /** @param {string} email */
  resend: (email) => call('POST', '/api/verify-email/resend/', { email }),
  /** @param {string} email */
  forgot: (email) => call('POST', '/api/password/forgot/', { email }),

  /** @param {{ search?: string, sort?: string, folder?: string, cursor?: string | null }} wanted @param {AbortSignal} signal
   * @returns {Promise<import('../types/api.d.ts').Page>} */
  files: (wanted, signal) => call('GET', `/api/list-uploaded-files/${query({ ...wanted, total: 'true' })}`, undefined, signal),
  /** @param {string} id @returns {Promise<File>} */
  file: (id) => call('GET', `/api/files/${encodeURIComponent(id)}/`),
  /** @param {string} id @returns {Promise<import('../types/api.d.ts').Minted>} */
  link: (id) => call('GET', `/api/download-file/${encodeURIComponent(id)}/`),
  /** The picture of a page, or a word that it is being made. @param {string} id @param {number} page @returns {Promise<Blob | {}>} */
  preview: (id, page) => call('GET', `/api/files/${encodeURIComponent(id)}/preview/${query({ page })}`),
  /** Asks whoever uploaded it for a document that is over for whoever asks. @param {string} id */
  ask: (id) => call('POST', `/api/files/${encodeURIComponent(id)}/ask/`),
  /** A link with a life of its own. @param {string} id @param {number} seconds @returns {Promise<import('../types/api.d.ts').MadeLink>} */
  ownLink: (id, seconds) => call('POST', `/api/download-file/${encodeURIComponent(id)}/`, { expires_in: seconds }),
  /** @param {string} id */
  removeLink: (id) => call('DELETE', `/api/me/links/${encodeURIComponent(id)}/`),
  /** @param {string[]} files @param {string} name @returns {Promise<import('../types/api.d.ts').MintedZip>} */
  zip: (files, name) => call('POST', '/api/download-zip/', { files, name }),

  /** @returns {Promise<Me>} */
  me: () => call('GET', '/api/me/'),
  /** @param {Fields} form @returns {Promise<Me>} */
  changeMe: (form) => call('PATCH', '/api/me/', form),
  /** @returns {Promise<Blob>} */
  picture: () => call('GET', '/api/me/picture/'),
  /** @param {Blob} image @returns {Promise<Me>} */
  setPicture: (image) => call('PUT', '/api/me/picture/', image),
  removePicture: () => call('DELETE', '/api/me/picture/'),
  /** @param {Fields} form */
  changePassword: (form) => call('POST', '/api/password/change/', form),
  /** @param {string} password @returns {Promise<import('../types/api.d.ts').TotpSetUp>} */
  setUpTotp: (password) => call('POST', '/api/me/totp/', { password }),
  /** @param {string} code @returns {Promise<import('../types/api.d.ts').RecoveryCodes>} */
  confirmTotp: (code) => call('POST', '/api/me/totp/confirm/', { code }),
  /** @param {Fields} form */
  removeTotp: (form) => call('DELETE', '/api/me/totp/', form),
  /** @param {string} password @returns {Promise<import('../types/api.d.ts').RecoveryCodes>} */
  newRecoveryCodes: (password) => call('POST', '/api/me/recovery-codes/', { password }),
  /** @returns {Promise<import('../types/api.d.ts').Passkeys>} */
  passkeys: () => call('GET', '/api/me/passkeys/'),
  /** @param {string} password */
  newPasskeyOptions: (password) => call('POST', '/api/me/passkeys/options/', { password }),
  /** @param {Fields} credential @param {string} name */
  addPasskey: (credential, name) => call('POST', '/api/me/passkeys/', { credential, ...(name ? { name } : {}) }),
  /** @param {string} id @param {string} password */
  removePasskey: (id, password) => call('DELETE', `/api/me/passkeys/${encodeURIComponent(id)}/`, { password }),
  /** @returns {Promise<import('../types/api.d.ts').Sessions>} */
  sessions: () => call('GET', '/api/me/sessions/'),
  /** @param {string} id */
  endSession: (id) => call('DELETE', `/api/me/sessions/${encodeURIComponent(id)}/`),
  endOtherSessions: () => call('DELETE', '/api/me/sessions/'),
  /** @param {string} password */
  eraseMe: (password) => call('DELETE', '/api/me/', { password }),
};
