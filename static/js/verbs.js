/** The verbs by which a person keeps order among conversations, as requests. What is seen of them is others' work. */

/**
 * @typedef {"rename" | "pin" | "archive" | "delete" | "restore" | "see"} Verb
 * @typedef {{ kind: string, message: string }} Problem
 * @typedef {{ said: any } | { problem: Problem }} Outcome
 * @typedef {{ fetch: typeof fetch, cookies: () => string }} World
 */

const PATIENCE = 15; // seconds

/** @type {Record<number, Problem>} */
const REFUSALS = {
  401: { kind: "login", message: "You are logged out, and nothing was changed. Reload the page to log in." },
  403: { kind: "csrf", message: "This page was open too long, and nothing was changed. Reload it, then try again." },
  404: {
    kind: "gone",
    message: "This conversation is no longer there: it was deleted elsewhere. You can only undo that where it was done.",
  },
};
const UNREACHED = "The server did not answer, so this is as it was before. Check the connection, then try again.";
const UNKNOWN =
  "The server could not do this, and nothing was changed. Try again in a moment; if it happens again, tell whoever runs this site.";

/**
 * @param {World} world
 * @param {string} conversation
 * @param {Verb} verb
 * @param {Record<string, string>} [form]
 * @returns {Promise<Outcome>}
 */
export function tell(world, conversation, verb, form = {}) {
  return post(world, `/c/${conversation}/${verb}/`, form);
}

/**
 * @param {World} world
 * @param {string} path
 * @param {Record<string, string>} [form]
 * @returns {Promise<Outcome>}
 */
export async function post(world, path, form = {}) {
  try {
    const response = await world.fetch(path, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token(world.cookies()) },
      body: new URLSearchParams(form),
      signal: AbortSignal.timeout(PATIENCE * 1000),
    });
    if (response.ok) return { said: await response.json() };
    return { problem: REFUSALS[response.status] ?? { kind: "unknown", message: UNKNOWN } };
  } catch {
    return { problem: { kind: "unreached", message: UNREACHED } };
  }
}

/**
 * The token against forged requests as it is now: another login in this browser changes it.
 *
 * @param {string} cookies
 */
export function token(cookies) {
  return /(?:^|; )(?:__Host-)?csrftoken=(\w+)/.exec(cookies)?.[1] ?? "";
}
