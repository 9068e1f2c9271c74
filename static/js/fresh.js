/** Keeps what is shown like what is stored: one question at a time, and no answer that is older than a change. */

/**
 * @import { Turn } from "./branch.js"
 * @import { Used } from "./gauge.js"
 * @typedef {{ title: string, turns: Turn[], used: Used }} Branch
 */

const MOST = 1000; // messages named in a question: more would not fit into an address
const PATIENCE = 15; // seconds

/**
 * @template Found
 */
export class Fresh {
  #ask;
  #show;
  /** @type {Promise<boolean> | null} */
  #asking = null;
  #changes = 0;

  /**
   * @param {() => Promise<Found | null>} ask null when there was no answer
   * @param {(found: Found) => void} show
   */
  constructor(ask, show) {
    this.#ask = ask;
    this.#show = show;
  }

  /**
   * Asks anew: what is on its way may be older than what has happened here.
   *
   * @returns {Promise<boolean>} whether the page shows now what is stored
   */
  refresh() {
    this.#changes += 1;
    this.#asking ??= this.#insist().finally(() => (this.#asking = null));
    return this.#asking;
  }

  async #insist() {
    for (;;) {
      const before = this.#changes;
      const found = await this.#ask();
      if (found === null) return false;
      if (before !== this.#changes) continue;
      this.#show(found);
      return true;
    }
  }
}

/**
 * The branch of a conversation that is shown now.
 *
 * @param {typeof fetch} ask
 * @param {string} path of the conversation
 * @param {number[]} have the messages whose texts are here already
 * @returns {Promise<Branch | null>} null when there was no answer
 */
export async function branchOf(ask, path, have) {
  const known = have.slice(-MOST).join(",");
  try {
    const response = await ask(`${path}turns.json?have=${known}`, {
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(PATIENCE * 1000),
    });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
