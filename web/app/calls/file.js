// What one document is asked and told by those who look after it.
import { call, query } from '../api.js';

/** @typedef {import('../api.js').File} File */
/** @typedef {import('../api.js').Fields} Fields */
/** @typedef {string | null | undefined} Cursor */

/** @param {string} id @param {string} [rest] */
const at = (id, rest = '') => `/api/files/${encodeURIComponent(id)}/${rest}`;

export const files = {
  /** @param {string} id @param {Fields} form @returns {Promise<File>} */
  release: (id, form) => call('POST', at(id, 'release/'), form),
  /** @param {string} id @returns {Promise<File>} */
  rescan: (id) => call('POST', at(id, 'rescan/')),

  /** @param {string} id @param {Cursor} cursor @returns {Promise<import('../../types/api.d.ts').AccessPage>} */
  access: (id, cursor) => call('GET', at(id, `access/${query({ cursor })}`)),
  /** @param {string} id @param {string} client @returns {Promise<import('../../types/api.d.ts').OneClient>} */
  why: (id, client) => call('GET', at(id, `access/${query({ client })}`)),
  /** @param {string} id @param {Cursor} cursor @returns {Promise<import('../../types/api.d.ts').Downloads>} */
  downloads: (id, cursor) => call('GET', at(id, `downloads/${query({ cursor })}`)),
  /** @param {string} id @param {Cursor} cursor @returns {Promise<import('../../types/api.d.ts').AuditPage>} */
  happened: (id, cursor) => call('GET', `/api/ops/audit/${query({ file: id, cursor })}`),

  /** @param {string} id @param {Cursor} cursor @returns {Promise<import('../../types/api.d.ts').FileLinks>} */
  links: (id, cursor) => call('GET', at(id, `links/${query({ cursor })}`)),
  /** @param {string} id @param {Fields} form @returns {Promise<import('../../types/api.d.ts').MadeLink>} */
  makeLink: (id, form) => call('POST', `/api/download-file/${encodeURIComponent(id)}/`, form),
  /** @param {string} id */
  revokeAll: (id) => call('DELETE', at(id, 'links/')),

  /** @param {string} id @param {Cursor} cursor @returns {Promise<import('../../types/api.d.ts').Versions>} */
  versions: (id, cursor) => call('GET', at(id, `versions/${query({ cursor })}`)),
  /** @param {string} id @param {number} version @returns {Promise<import('../../types/api.d.ts').Minted>} */
  versionLink: (id, version) => call('GET', `/api/download-file/${encodeURIComponent(id)}/${query({ version })}`),
  /** @param {string} id @param {number} version */
  restoreVersion: (id, version) => call('POST', at(id, `versions/${version}/restore/`)),
};

/** Those of the calls about shares, for a document or a folder. @param {'files' | 'folders'} of @param {string} id */
export function shares(of, id) {
  const path = `/api/${of}/${encodeURIComponent(id)}/shares/`;
  return {
    /** @param {Cursor} cursor @returns {Promise<import('../../types/api.d.ts').SharesPage>} */
    list: (cursor) => call('GET', path + query({ cursor })),
    /** @param {Fields} form @returns {Promise<import('../../types/api.d.ts').SharesMade>} */
    add: (form) => call('POST', path, form),
    /** @param {string} share */
    remove: (share) => call('DELETE', `${path}${encodeURIComponent(share)}/`),
  };
}

/** Who can be named as one of those with whom something is shared. */
export const named = {
  /** @param {string} search @param {AbortSignal} signal @returns {Promise<import('../../types/api.d.ts').PeoplePage>} */
  clients: (search, signal) => call('GET', `/api/ops/people/${query({ search, role: 'client', limit: 8 })}`, undefined, signal),
  /** @param {string} search @param {AbortSignal} signal @returns {Promise<import('../../types/api.d.ts').GroupsPage>} */
  groups: (search, signal) => call('GET', `/api/ops/groups/${query({ search, limit: 8 })}`, undefined, signal),
};
