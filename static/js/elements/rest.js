/**
 * The end of a list: whether there is more, is being loaded, or could not be. Dispatches "page-wanted" when it comes
 * into sight, and when somebody asks.
 */

import { find } from "../find.js";

const EARLY = 400; // pixels before the end is in sight

export class ChatRest extends HTMLElement {
  /** @type {IntersectionObserver | undefined} */
  #sight;

  connectedCallback() {
    const root = this.closest(".sidebar__lists");
    this.#sight = new IntersectionObserver((seen) => seen.at(-1)?.isIntersecting && this.#scrolled(), {
      root,
      rootMargin: `${EARLY}px 0px`,
    });
    this.#sight.observe(this);
    this.addEventListener("click", this.#click);
  }

  disconnectedCallback() {
    this.#sight?.disconnect();
    this.removeEventListener("click", this.#click);
  }

  /** The place after which the list goes on; empty at its very end. */
  get place() {
    return this.dataset.after ?? "";
  }

  set place(place) {
    this.dataset.after = place;
    delete this.dataset.state;
    find(this, ".rest__more", HTMLAnchorElement).search = place && `?after=${place}`;
    // When the end is still in sight, nothing else would say so.
    this.#sight?.unobserve(this);
    this.#sight?.observe(this);
  }

  get isLoading() {
    return this.dataset.state === "loading";
  }

  load() {
    this.dataset.state = "loading";
  }

  /** @param {string} sentence */
  fail(sentence) {
    this.dataset.state = "failed";
    find(this, ".rest__trouble span", HTMLElement).textContent = sentence;
  }

  #scrolled() {
    if (this.place && !this.dataset.state) this.#want();
  }

  /** @param {MouseEvent} event */
  #click = (event) => {
    const target = event.target instanceof Element && event.target.closest("a, button");
    if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.#want();
  };

  #want() {
    this.dispatchEvent(new CustomEvent("page-wanted", { bubbles: true }));
  }
}
