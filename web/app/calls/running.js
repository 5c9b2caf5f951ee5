// The calls about running it: how things stand, jobs, what happened.
import { call, query } from '../api.js';

/** @typedef {import('../../types/api.d.ts').JobView} Job */
/** @typedef {import('../../types/api.d.ts').EventLine} Event */
/** @typedef {Record<string, string | null>} Wanted */

/** @param {string} id */
const job = (id) => `/api/ops/jobs/${encodeURIComponent(id)}/`;

export const running = {
  /** @param {string} days @returns {Promise<import('../../types/api.d.ts').Summary>} */
  summary: (days) => call('GET', `/api/ops/summary/${query({ days })}`),

  /** @param {Wanted} wanted @param {AbortSignal} [signal] @returns {Promise<import('../../types/api.d.ts').JobsPage>} */
  jobs: (wanted, signal) => call('GET', `/api/ops/jobs/${query(wanted)}`, undefined, signal),
  /** @param {string} id @returns {Promise<Job>} */
  job: (id) => call('GET', job(id)),
  /** @param {string} id @returns {Promise<Job>} */
  retry: (id) => call('POST', `${job(id)}retry/`),
  /** @param {string} id @returns {Promise<Job>} */
  cancel: (id) => call('POST', `${job(id)}cancel/`),
  /** @param {string} state @param {string} age @returns {Promise<import('../../types/api.d.ts').Purged>} */
  purge: (state, age) => call('POST', '/api/ops/jobs/purge/', { state, older_than: age }),

  /** @param {Wanted} wanted @param {AbortSignal} [signal] @returns {Promise<import('../../types/api.d.ts').AuditPage>} */
  audit: (wanted, signal) => call('GET', `/api/ops/audit/${query(wanted)}`, undefined, signal),
  /** Where the same events are to be had as a file. @param {Wanted} wanted @param {'csv' | 'jsonl'} format */
  auditFile: (wanted, format) => `/api/ops/audit/export/${query({ ...wanted, format })}`,
};
