// Passkeys, as the browser keeps them. Whoever thinks better of it while the browser asks gets null.
import { Problem } from './api.js';
import { t } from './texts.js';

/** @typedef {Record<string, unknown>} Json */

/** Proves that one has a passkey. @param {any} options */
export const byPasskey = (options) =>
  asked(() => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }));

/** Makes a new one. @param {any} options */
export const newPasskey = (options) =>
  asked(() => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }));

/** @param {() => Promise<Credential | null>} ask @returns {Promise<Json | null>} */
async function asked(ask) {
  try {
    const credential = /** @type {PublicKeyCredential | null} */ (await ask());
    return credential && /** @type {any} */ (credential.toJSON());
  } catch (failure) {
    const name = failure instanceof DOMException ? failure.name : '';
    if (name === 'NotAllowedError' || name === 'AbortError') return null;
    throw new Problem(0, { code: 'passkey', detail: t(name === 'InvalidStateError' ? 'passkey-there' : 'passkey-failed') });
  }
}
