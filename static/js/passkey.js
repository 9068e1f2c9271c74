/** Passkeys between the server's JSON and the browser's buffers: what WebAuthn Level 3 calls the JSON form (section 5.1.8). */

/**
 * @param {string} text base64url, without padding
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

/**
 * @param {ArrayBuffer | null | undefined} buffer
 * @returns {string | undefined} base64url, without padding
 */
export function text(buffer) {
  if (!buffer) return undefined;
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/**
 * What the server asks, as `navigator.credentials` takes it.
 *
 * @param {{ publicKey: any }} asked
 * @returns {{ publicKey: any }}
 */
export function options({ publicKey }) {
  const known = (/** @type {any[]} */ keys) => keys.map((key) => ({ ...key, id: bytes(key.id) }));
  const read = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (read.user) read.user = { ...read.user, id: bytes(read.user.id) };
  if (read.excludeCredentials) read.excludeCredentials = known(read.excludeCredentials);
  if (read.allowCredentials) read.allowCredentials = known(read.allowCredentials);
  return { publicKey: read };
}

/**
 * What the server asks for a new key, so that it logs in alone, or beside a password only.
 *
 * @param {{ publicKey: any }} asked
 * @param {boolean} alone
 */
export function forNew(asked, alone) {
  const { publicKey } = options(asked);
  const verified = alone ? { userVerification: "required" } : {};
  const kept = { residentKey: alone ? "required" : "discouraged", requireResidentKey: alone, ...verified };
  return { publicKey: { ...publicKey, authenticatorSelection: { ...publicKey.authenticatorSelection, ...kept } } };
}

/**
 * The browser's answer as the server reads it.
 *
 * @param {any} credential
 * @returns {string}
 */
export function answer(credential) {
  const response = Object.fromEntries(
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]
      .map((name) => [name, text(credential.response[name])])
      .filter(([, value]) => value !== undefined),
  );
  const { id, type } = credential;
  const clientExtensionResults = credential.getClientExtensionResults();
  return JSON.stringify({ id, rawId: text(credential.rawId), type, response, clientExtensionResults });
}

/**
 * Why there is no answer, and what to do: WebAuthn names few reasons, so that pages learn little.
 *
 * @param {unknown} error
 * @returns {string}
 */
export function trouble(error) {
  const { name } = /** @type {Error} */ (error);
  if (name === "SecurityError") return "Passkeys work at https addresses and at localhost, not at this address. Open the site by its name.";
  if (name === "InvalidStateError") return "This device is already added. Use another one.";
  if (name === "NotSupportedError") return "This device cannot do that. Use another one, or a code from an app.";
  return "The browser gave no passkey. Try again, or log in another way.";
}
