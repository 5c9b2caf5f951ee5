// The calls about people and groups.
import { call, query } from '../api.js';

/** @typedef {import('../../types/api.d.ts').PersonView} Person */
/** @typedef {import('../../types/api.d.ts').GroupView} Group */
/** @typedef {Record<string, string | null>} Wanted */
/** @typedef {import('../api.js').Fields} Fields */

/** @param {string} id */
const person = (id) => `/api/ops/people/${encodeURIComponent(id)}/`;
/** @param {string} id */
const group = (id) => `/api/ops/groups/${encodeURIComponent(id)}/`;

export const people = {
  /** @param {Wanted} wanted @param {AbortSignal} [signal] @returns {Promise<import('../../types/api.d.ts').PeoplePage>} */
  list: (wanted, signal) => call('GET', `/api/ops/people/${query({ ...wanted, total: 'true' })}`, undefined, signal),
  /** @param {string} id @returns {Promise<Person>} */
  one: (id) => call('GET', person(id)),
  /** The last documents that a client has, or that one of us uploaded. @param {Person} person @returns {Promise<import('../../types/api.d.ts').Page>} */
  files: ({ id, role }) => call('GET', `/api/list-uploaded-files/${query({ [role === 'ops' ? 'uploaded_by' : 'client']: id, limit: 10, total: 'true' })}`),
  /** @param {Fields} form @returns {Promise<Person>} */
  invite: (form) => call('POST', '/api/ops/people/', form),
  /** @param {string} id @param {Fields} form @returns {Promise<Person>} */
  change: (id, form) => call('PATCH', person(id), form),
  /** @param {string} id */
  erase: (id) => call('DELETE', person(id)),
  /** @param {string} id @returns {Promise<Person>} */
  approve: (id) => call('POST', `${person(id)}approve/`),
  /** @param {string} id */
  reject: (id) => call('POST', `${person(id)}reject/`),
  /** @param {string} id @returns {Promise<Person>} */
  inviteAgain: (id) => call('POST', `${person(id)}invite-again/`),
  /** @param {string} id */
  verifyAgain: (id) => call('POST', `${person(id)}verify-again/`),
  /** @param {string} id */
  endSessions: (id) => call('POST', `${person(id)}end-sessions/`),
  /** @param {string} id @returns {Promise<Person>} */
  resetSecondFactor: (id) => call('POST', `${person(id)}reset-second-factor/`),
};

export const groups = {
  /** @param {Wanted} wanted @param {AbortSignal} [signal] @returns {Promise<import('../../types/api.d.ts').GroupsPage>} */
  list: (wanted, signal) => call('GET', `/api/ops/groups/${query(wanted)}`, undefined, signal),
  /** @param {string} id @returns {Promise<Group>} */
  one: (id) => call('GET', group(id)),
  /** @param {Fields} form @returns {Promise<Group>} */
  make: (form) => call('POST', '/api/ops/groups/', form),
  /** @param {string} id @param {Fields} form @returns {Promise<Group>} */
  change: (id, form) => call('PATCH', group(id), form),
  /** @param {string} id */
  erase: (id) => call('DELETE', group(id)),
  /** @param {string} id @param {Wanted} wanted @param {AbortSignal} [signal] @returns {Promise<import('../../types/api.d.ts').MembersPage>} */
  members: (id, wanted, signal) => call('GET', `${group(id)}members/${query(wanted)}`, undefined, signal),
  /** @param {string} id @param {string} client */
  add: (id, client) => call('PUT', `${group(id)}members/${encodeURIComponent(client)}/`),
  /** @param {string} id @param {string} client */
  remove: (id, client) => call('DELETE', `${group(id)}members/${encodeURIComponent(client)}/`),
};
