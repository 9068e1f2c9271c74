/** A title's field, in the place of the title. Dispatches "named" with what was typed, or nothing when all stays. */

import { find } from "../find.js";

export class ChatRename extends HTMLElement {
  #title = "";
  #over = false;
  #ended = new AbortController();

  connectedCallback() {
    this.#ended = new AbortController();
    const { signal } = this.#ended;
    this.addEventListener("keydown", (event) => this.#press(event), { signal });
    this.addEventListener("submit", (event) => this.#submit(event), { signal });
    // A window that loses the focus loses no field; a click elsewhere keeps what was typed.
    this.addEventListener("focusout", () => document.hasFocus() && this.#keep(), { signal });
  }

  disconnectedCallback() {
    this.#ended.abort();
  }

  /** @param {string} title */
  begin(title) {
    this.#title = title;
    this.#field.value = title;
    this.#field.focus();
    this.#field.select();
  }

  /** It was not kept: what was typed is still here for another try. */
  again() {
    this.#over = this.#field.readOnly = false;
    this.#field.focus();
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.key !== "Escape" || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#end(null);
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    event.stopPropagation();
    this.#keep();
  }

  #keep() {
    const typed = this.#field.value;
    this.#end(typed === this.#title ? null : typed);
  }

  /** @param {string | null} title */
  #end(title) {
    if (this.#over) return;
    this.#over = this.#field.readOnly = true;
    this.dispatchEvent(new CustomEvent("named", { bubbles: true, detail: title }));
  }

  get #field() {
    return find(this, "input", HTMLInputElement);
  }
}
