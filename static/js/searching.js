/** What the server finds, and what to say about it. Only the newest question has an answer. */

/**
 * @typedef {[string, boolean][]} Marked pieces of a text, and whether they match
 * @typedef {{ message: number, url: string, role: string, created: string, title: Marked, text: Marked }} Hit
 * @typedef {{ hits: Hit[], more: string }} Found `more` is the place after which older ones follow, or empty
 * @typedef {{ text: string, within: string, before: string }} Question within the conversation of that id, if any
 */

const PATIENCE = 15; // seconds
const UNREACHED = "The server did not answer, so nothing was searched. Check the connection, then try again.";
const LOGGED_OUT = "You are logged out. Reload the page to log in.";
const UNKNOWN = "The server could not search now. Try again in a moment.";

export class Searching {
  #ask;
  /** @type {AbortController | null} */
  #asking = null;

  /** @param {typeof fetch} ask */
  constructor(ask) {
    this.#ask = ask;
  }

  /** What is on its way is not wanted any more. */
  forget() {
    this.#asking?.abort();
    this.#asking = null;
  }

  /**
   * @param {Question} question
   * @returns {Promise<Found | string | null>} a sentence when it went wrong, null when a newer question was asked
   */
  async find({ text, within, before }) {
    this.forget();
    const mine = (this.#asking = new AbortController());
    const found = await this.#answer(new URLSearchParams({ q: text, in: within, before }), mine.signal);
    return this.#asking === mine ? found : null;
  }

  /**
   * @param {URLSearchParams} query
   * @param {AbortSignal} signal
   */
  async #answer(query, signal) {
    try {
      const response = await this.#ask(`/search/?${query}`, {
        headers: { Accept: "application/json" },
        signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE * 1000)]),
      });
      if (response.status === 401) return LOGGED_OUT;
      return response.ok ? /** @type {Found} */ (await response.json()) : UNKNOWN;
    } catch {
      return UNREACHED;
    }
  }
}

/**
 * @param {string} text
 * @param {number} count of hits that are shown
 * @param {boolean} more
 * @returns {string}
 */
export function told(text, count, more) {
  if (!count) return `Nothing was found for “${text}”. Shorter words, or fewer of them, find more.`;
  if (more) return `The newest ${count} are shown.`;
  return count === 1 ? "Found once." : `Found ${count} times.`;
}
