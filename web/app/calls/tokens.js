// Tokens by which programs act for an account.
import { call } from '../api.js';

export const tokens = {
  /** @returns {Promise<import('../../types/api.d.ts').Tokens>} */
  list: () => call('GET', '/api/me/tokens/'),
  /** @param {{ name: string, scopes: string[], expires_at: string }} form @returns {Promise<import('../../types/api.d.ts').Made>} */
  make: (form) => call('POST', '/api/me/tokens/', form),
  /** @param {string} id */
  remove: (id) => call('DELETE', `/api/me/tokens/${encodeURIComponent(id)}/`),
};
