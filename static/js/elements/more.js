/** What else can be done with a message: a popover behind its button. Without script its buttons send forms. */

import { find } from "../find.js";
import { stand, step } from "../floating.js";

export class ChatMore extends HTMLElement {
  #ended = new AbortController();
  #closed = new AbortController();

  connectedCallback() {
    this.#ended = new AbortController();
    this.addEventListener("beforetoggle", (event) => this.#turn(event), { signal: this.#ended.signal });
  }

  disconnectedCallback() {
    this.#ended.abort();
    this.#closed.abort();
  }

  /** @param {ToggleEvent} event */
  #turn({ newState }) {
    this.#closed.abort();
    if (newState !== "open") return;
    this.#closed = new AbortController();
    const { signal } = this.#closed;
    // Before whoever acts on the click: a dialog gives the focus back to what had it when it opened.
    this.addEventListener("click", (event) => this.#choose(event), { signal, capture: true });
    this.addEventListener("keydown", (event) => step(this.#items, event), { signal });
    // It stands still while its message would move away under it.
    document.addEventListener("scroll", () => this.hidePopover(), { signal, capture: true });
    window.addEventListener("resize", () => this.hidePopover(), { signal });
    // Not in the page: among a thousand of them the browser would look for one to focus when it loads.
    find(this, "button", HTMLElement).autofocus = true;
    if (this.previousElementSibling) stand(this, this.previousElementSibling);
  }

  /** @param {Event} event */
  #choose({ target }) {
    if (target instanceof Element && target.closest("button")) this.hidePopover();
  }

  get #items() {
    return [.../** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("button"))].filter((item) => item.checkVisibility());
  }
}
