/** A page of the review: J and K lead on and back, times are the reader's, and what is open only for a while closes. */

import { localise } from "../times.js";

const LONGEST = 2 ** 31 - 1; // milliseconds that a timer can wait

export class ReviewPage extends HTMLElement {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #ended = new AbortController();

  connectedCallback() {
    this.#ended = new AbortController();
    const { signal } = this.#ended;
    document.addEventListener("keydown", (event) => this.#press(event), { signal });
    this.querySelectorAll("time").forEach(localise);
    this.#close();
    // A page that comes back out of the browser's memory may be open no longer.
    window.addEventListener("pageshow", (event) => event.persisted && location.reload(), { signal });
  }

  disconnectedCallback() {
    this.#ended.abort();
    clearTimeout(this.#timer);
  }

  /** When the access ends, the text leaves the page too. */
  #close() {
    const end = this.querySelector("time[data-ends]");
    if (!(end instanceof HTMLTimeElement)) return;
    const left = Date.parse(end.dateTime) - Date.now();
    this.#timer = setTimeout(() => location.reload(), Math.min(Math.max(left, 1000), LONGEST));
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const isTyping = event.target instanceof Element && event.target.closest("input, textarea, select");
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const way = { j: 1, k: -1 }[event.key.toLowerCase()];
    if (!way) return;
    event.preventDefault();
    if (this.#rows.length) this.#step(way);
    else this.#link(way)?.click();
  }

  /** @param {number} way */
  #step(way) {
    const at = this.#rows.findIndex((row) => row === document.activeElement);
    const to = at < 0 ? (way > 0 ? 0 : this.#rows.length - 1) : at + way;
    if (this.#rows[to]) this.#rows[to].focus();
    else this.#link(way)?.click();
  }

  /** @param {number} way */
  #link(way) {
    const link = this.querySelector(way > 0 ? "a[rel='next']" : "a[rel='prev']");
    return link instanceof HTMLElement ? link : null;
  }

  get #rows() {
    return [.../** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[data-row]"))];
  }
}
