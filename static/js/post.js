/** A form to the server and its answer, for what is settled at once: no repetition, no id. */

import { token } from "./verbs.js";

const PATIENCE = 15; // seconds
const LOGGED_OUT = "You are logged out, and nothing was changed. Reload the page to log in.";
const GONE = "This is no longer there: it was deleted elsewhere. Reload the page to see what is stored.";
const UNREACHED = "The server did not answer, and nothing was changed. Check the connection, then try again.";

/**
 * @param {string} path
 * @param {Record<string, string>} form
 * @returns {Promise<{ said: any, problem: string }>} what the server says, of a form with errors, too; or a sentence
 */
export async function post(path, form) {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token(document.cookie) },
      body: new URLSearchParams(form),
      signal: AbortSignal.timeout(PATIENCE * 1000),
    });
    if (response.ok || response.status === 400) return { said: await response.json(), problem: "" };
    return { said: null, problem: { 401: LOGGED_OUT, 404: GONE }[response.status] ?? UNREACHED };
  } catch {
    return { said: null, problem: UNREACHED };
  }
}
