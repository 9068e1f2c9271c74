/** How long to wait before the next try: full jitter, so that a thousand tabs do not come back together. */

const FIRST = 0.5; // seconds
const LONGEST = 30; // seconds

export class Backoff {
  #tries = 0;
  #random;

  /** @param {() => number} [random] */
  constructor(random = Math.random) {
    this.#random = random;
  }

  /** @returns {number} seconds */
  next() {
    const most = Math.min(LONGEST, FIRST * 2 ** this.#tries);
    this.#tries += 1;
    return this.#random() * most;
  }

  reset() {
    this.#tries = 0;
  }
}
