/** Asks the worker for colours, one text after the other, and does without when it fails or takes too long. */

/** @typedef {typeof import("./colouring.js")} Colouring */

const PATIENCE = 3000; // milliseconds for one text; hostile ones can take highlight.js for ever
const LONGEST = 200_000; // characters; what is longer stays plain
/** The name of the one Trusted Types policy, which the content security policy has to allow. */
export const POLICY = "chatsite-worker";

export class Colours {
  #load;
  /** @type {Worker | null} */
  #worker = null;
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();

  /** @param {() => Promise<Colouring>} load the module that the worker runs */
  constructor(load) {
    this.#load = load;
  }

  /**
   * @param {string} language as a fence names it
   * @param {string} text
   * @returns {Promise<string | null>} HTML, or null when it stays plain
   */
  async of(language, text) {
    if (text.length > LONGEST || typeof Worker === "undefined") return null;
    const answer = this.#last.then(() => this.#ask(language, text)).catch(() => null);
    this.#last = answer;
    return answer;
  }

  /**
   * @param {string} language
   * @param {string} text
   * @returns {Promise<string | null>}
   */
  async #ask(language, text) {
    const { known, address } = await this.#load();
    const name = known(language);
    if (!name) return null;
    const worker = (this.#worker ??= start(address));
    const html = await answer(worker, name, text);
    if (html === undefined) this.#stop();
    return html ?? null;
  }

  #stop() {
    this.#worker?.terminate();
    this.#worker = null;
  }
}

/**
 * @param {Worker} worker
 * @param {string} language
 * @param {string} text
 * @returns {Promise<string | null | undefined>} undefined when the worker broke, or still thinks
 */
function answer(worker, language, text) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE);
    worker.onerror = () => resolve(undefined);
    worker.onmessage = ({ data }) => {
      clearTimeout(timer);
      resolve(data);
    };
    worker.postMessage({ language, text });
  });
}

/** @param {string} address */
function start(address) {
  const { trustedTypes } = /** @type {any} */ (globalThis);
  const policy = trustedTypes?.createPolicy(POLICY, { createScriptURL: (/** @type {string} */ url) => (url === address ? url : "") });
  return new Worker(policy?.createScriptURL(address) ?? address, { type: "module" });
}
