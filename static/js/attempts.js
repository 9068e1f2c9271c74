/**
 * Calls to the provider that are repeated: a countdown in the reply's place while one is waited for, a quiet word once
 * there is an answer. Dispatches "say" with the sentence when a countdown begins.
 */

import { Lines } from "./lines.js";
import { pauseOf } from "./said.js";

/**
 * @import { Entry } from "./lines.js"
 * @import { Pause } from "./said.js"
 */

const TICK = 250; // milliseconds

export class Attempts {
  #lines = new Lines();
  #element;
  #broken = "";
  /** @type {Pause | null} */
  #pause = null;
  #over = false;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /** @param {HTMLElement} element that is filled */
  constructor(element) {
    this.#element = element;
  }

  /** @param {string} text */
  append(text) {
    this.#hear(this.#lines.take(text));
  }

  /** The answer has begun, or there will be none. */
  end() {
    if (this.#over) return;
    this.#hear(this.#lines.end());
    this.#over = true;
    this.#tick();
  }

  reset() {
    clearInterval(this.#timer);
    this.#lines = new Lines();
    this.#pause = null;
    this.#over = false;
    this.#broken = "";
    this.#element.replaceChildren();
  }

  /** @param {Entry[]} entries */
  #hear(entries) {
    for (const entry of entries) {
      const pause = pauseOf(entry);
      if (pause) this.#wait(pause);
      else this.#broken += `${entry.text ?? JSON.stringify(entry)} `;
    }
    this.#tick();
  }

  /** @param {Pause} pause */
  #wait(pause) {
    this.#pause = pause;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#tick(), TICK);
    if (this.#left() > 0) {
      this.#element.dispatchEvent(new CustomEvent("say", { bubbles: true, detail: this.#sentence() }));
    }
  }

  #tick() {
    if (this.#over || this.#left() <= 0 || !this.#element.isConnected) clearInterval(this.#timer);
    const sentence = `${this.#broken}${this.#sentence()}`;
    this.#element.toggleAttribute("data-waiting", !this.#over && this.#pause !== null);
    if (this.#element.textContent !== sentence) this.#element.textContent = sentence;
  }

  #sentence() {
    if (!this.#pause) return "";
    const { attempt, why } = this.#pause;
    if (this.#over) return `Asked ${attempt} times. ${why}`;
    const seconds = Math.ceil(this.#left());
    return `${why} ${seconds > 0 ? `Asking again in ${seconds}\u00a0s.` : "Asking again now."}`;
  }

  /** @returns {number} seconds */
  #left() {
    const skew = Number(this.#element.closest("chat-thread")?.getAttribute("data-skew") ?? 0);
    return ((this.#pause?.until ?? 0) - Date.now() - skew) / 1000;
  }
}
