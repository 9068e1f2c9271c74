/**
 * A form that is sent with a passkey's answer. What the server asks lies in the form, or at the address `data-ask`;
 * with `data-new` a key is made.
 */

import { find } from "../find.js";
import { answer, forNew, options, trouble } from "../passkey.js";

export class ChatPasskey extends HTMLElement {
  #ended = new AbortController();

  connectedCallback() {
    this.#ended = new AbortController();
    this.addEventListener("submit", (event) => this.#submit(event), { signal: this.#ended.signal });
  }

  disconnectedCallback() {
    this.#ended.abort();
  }

  /** @param {Event} event */
  async #submit(event) {
    event.preventDefault();
    this.#say("");
    try {
      this.#field.value = answer(await this.#credential());
      find(this, "form", HTMLFormElement).submit();
    } catch (error) {
      this.#say(trouble(error));
    }
  }

  async #credential() {
    // Off https and localhost the browser has no such thing at all.
    if (!navigator.credentials) throw new DOMException("no credentials here", "SecurityError");
    const asked = await this.#asked();
    if (!("new" in this.dataset)) return navigator.credentials.get(options(asked));
    return navigator.credentials.create(forNew(asked, find(this, "[name=passwordless]", HTMLInputElement).checked));
  }

  async #asked() {
    const { ask } = this.dataset;
    const told = ask ? await fetched(ask) : JSON.parse(find(this, "#passkey-asked", HTMLElement).textContent ?? "");
    return told.request_options ?? told.creation_options;
  }

  /** @param {string} sentence */
  #say(sentence) {
    const alert = find(this, "[data-part=trouble]", HTMLElement);
    alert.textContent = sentence;
    alert.hidden = !sentence;
  }

  get #field() {
    return find(this, "[name=credential]", HTMLInputElement);
  }
}

/** @param {string} url */
async function fetched(url) {
  const response = await fetch(url, { headers: { Accept: "application/json" } });
  return response.json();
}
