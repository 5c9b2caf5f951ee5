// Passkeys, as the browser keeps them. Whoever thinks better of it while the browser asks gets null.

/** @typedef {Record<string, unknown>} Json */

/** Proves that one has a passkey. @param {any} options @returns {Promise<Json | null>} */
export async function byPasskey(options) {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return asked(() => navigator.credentials.get({ publicKey }));
}

/** Makes a new one. @param {any} options @returns {Promise<Json | null>} */
export async function newPasskey(options) {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  return asked(() => navigator.credentials.create({ publicKey }));
}

/** @param {() => Promise<Credential | null>} ask @returns {Promise<Json | null>} */
async function asked(ask) {
  try {
    const credential = /** @type {PublicKeyCredential | null} */ (await ask());
    return credential && /** @type {any} */ (credential.toJSON());
  } catch (failure) {
    if (failure instanceof DOMException && ['NotAllowedError', 'AbortError', 'InvalidStateError'].includes(failure.name)) return null;
    throw failure;
  }
}
