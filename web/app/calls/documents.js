// Calls about documents and folders that only the company's own people make.
import { call, query } from '../api.js';

/** @typedef {import('../../types/api.d.ts').Page} Page */
/** @typedef {import('../../types/api.d.ts').FolderView} Folder */
/** @typedef {Record<string, string | number | undefined | null>} Wanted */

/** @param {string} id */
const file = (id) => `/api/files/${encodeURIComponent(id)}/`;
/** @param {string} id */
const folder = (id) => `/api/folders/${encodeURIComponent(id)}/`;

export const documents = {
  /** @param {Wanted} wanted @param {AbortSignal} signal @returns {Promise<Page>} */
  list: (wanted, signal) => call('GET', `/api/list-uploaded-files/${query({ ...wanted, total: 'true' })}`, undefined, signal),
  /** How many there are. @param {Wanted} wanted @param {AbortSignal} signal @returns {Promise<number>} */
  count: async (wanted, signal) => (await documents.list({ ...wanted, limit: 1 }, signal)).total ?? 0,
  /** @param {string} id @param {import('../api.js').Fields} change @returns {Promise<import('../api.js').File>} */
  change: (id, change) => call('PATCH', file(id), change),
  /** Into the trash. @param {string} id */
  trash: (id) => call('DELETE', file(id)),
  /** @param {string} id */
  erase: (id) => call('DELETE', `${file(id)}?forever=true`),
  /** @param {string} id */
  restore: (id) => call('POST', `${file(id)}restore/`),
};

export const folders = {
  /** All of them. @returns {Promise<Folder[]>} */
  async all() {
    /** @type {Folder[]} */
    const all = [];
    /** @type {string | null | undefined} */
    let cursor;
    do {
      /** @type {import('../../types/api.d.ts').FoldersPage} */
      const page = await call('GET', `/api/folders/${query({ limit: 200, cursor })}`);
      all.push(...page.folders);
      cursor = page.next_cursor;
    } while (cursor);
    return all;
  },
  /** @param {string} name @param {string | null} parent @returns {Promise<Folder>} */
  make: (name, parent) => call('POST', '/api/folders/', { name, parent }),
  /** @param {string} id @param {import('../api.js').Fields} change @returns {Promise<Folder>} */
  change: (id, change) => call('PATCH', folder(id), change),
  /** With those beneath; what lies in them goes into the trash where that is said. @param {string} id @param {boolean} documentsToo */
  remove: (id, documentsToo) => call('DELETE', `${folder(id)}${documentsToo ? '?documents=trash' : ''}`),
};
