/** Asks the worker for colours, one text after the other, and does without when it fails or takes too long. */

/** @typedef {{ address: string, known: (language: string) => string | undefined }} Colouring what the page needs of that module */

const LOADING = 20_000; // milliseconds for the worker and a language to come
const PATIENCE = 3000; // and then for one text; a hostile one can take highlight.js for ever
const LONGEST = 200_000; // characters; what is longer stays plain
const POLICY = "chatsite-worker"; // the one Trusted Types policy, which the content security policy allows
/** @type {any} */
let policy = null;

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
   * @param {number[]} ends of its parts
   * @returns {Promise<string[] | null>} the HTML of the parts, or null when the text stays plain
   */
  of(language, text, ends) {
    const answer = this.#last.then(() => this.#ask(language, text, ends)).catch(() => null);
    this.#last = answer;
    return answer;
  }

  /**
   * @param {string} language
   * @param {string} text
   * @param {number[]} ends
   * @returns {Promise<string[] | null>}
   */
  async #ask(language, text, ends) {
    if (text.length > LONGEST || typeof Worker === "undefined") return null;
    const { known, address } = await this.#load();
    const name = known(language);
    if (!name) return null;
    this.#worker ??= start(address);
    const pieces = await answer(this.#worker, { language: name, text, ends });
    if (pieces === undefined) this.#stop();
    return pieces ?? null;
  }

  #stop() {
    this.#worker?.terminate();
    this.#worker = null;
  }
}

/**
 * @param {Worker} worker
 * @param {{ language: string, text: string, ends: number[] }} question
 * @returns {Promise<string[] | null | undefined>} undefined when the worker broke, or still thinks
 */
function answer(worker, question) {
  return new Promise((resolve) => {
    const end = (/** @type {any} */ pieces) => {
      clearTimeout(timer);
      resolve(pieces);
    };
    let timer = setTimeout(end, LOADING);
    worker.onerror = () => end(undefined);
    worker.onmessage = ({ data }) => {
      clearTimeout(timer);
      if (data === "loaded") timer = setTimeout(end, PATIENCE);
      else end(data);
    };
    worker.postMessage(question);
  });
}

/** @param {string} address */
function start(address) {
  const { trustedTypes } = /** @type {any} */ (globalThis);
  policy ??= trustedTypes?.createPolicy(POLICY, { createScriptURL: (/** @type {string} */ url) => (url === address ? url : "") });
  return new Worker(policy?.createScriptURL(address) ?? address, { type: "module" });
}
