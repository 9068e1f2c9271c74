/** What is to be said about a sending, where it is seen: a hint that passes, an error that stays until the next try, a warning. */

import { find } from "../find.js";

/** @import { Problem } from "../sending.js" */

export class ChatNotes extends HTMLElement {
  #error = find(this, "[data-part='error']", HTMLElement);
  #hint = find(this, "[data-part='hint']", HTMLElement);

  #warning = find(this, "[data-part='warning']", HTMLElement);

  /** @param {string} sentence or nothing */
  say(sentence) {
    this.#hint.textContent = sentence;
    this.#hint.hidden = !sentence;
  }

  /** @param {string} sentence of a budget that nears its end, or nothing */
  warn(sentence) {
    find(this.#warning, "span", HTMLElement).textContent = sentence;
    this.#warning.hidden = !sentence;
  }

  /** @param {Problem | null} problem */
  fail(problem) {
    this.say("");
    find(this.#error, "span", HTMLElement).textContent = problem?.message ?? "";
    this.#error.hidden = !problem;
    const link = find(this.#error, "a", HTMLAnchorElement);
    link.hidden = problem?.kind !== "login";
    link.search = `?next=${encodeURIComponent(location.pathname)}`;
  }
}
