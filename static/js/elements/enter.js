/** What Enter does, as a person prefers it, here and on every other machine. Without script nothing listens to keys. */

import { find } from "../find.js";
import { post } from "../post.js";

export class ChatEnter extends HTMLElement {
  #box = find(this, "input", HTMLInputElement);
  #ended = new AbortController();

  connectedCallback() {
    this.#ended = new AbortController();
    this.hidden = false;
    this.#box.addEventListener("change", () => this.#prefer(this.#box.checked), { signal: this.#ended.signal });
  }

  disconnectedCallback() {
    this.#ended.abort();
  }

  /** @param {boolean} sends */
  async #prefer(sends) {
    const { problem } = await post("/preferences/", { enter_sends: sends ? "on" : "" });
    if (problem) this.#box.checked = !sends;
    else this.closest("[data-enter]")?.setAttribute("data-enter", sends ? "sends" : "breaks");
    const done = sends ? "Enter sends. Shift+Enter makes a line." : "Enter makes a line. Ctrl+Enter sends.";
    this.dispatchEvent(new CustomEvent("say", { bubbles: true, detail: problem || done }));
  }
}
