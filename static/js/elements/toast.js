/** A quiet bar for a sentence, and for a while a way back. */

import { find } from "../find.js";

const SHOWN = 10; // seconds

export class ChatToast extends HTMLElement {
  /** @type {(() => void) | null} */
  #undo = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #ended = new AbortController();

  connectedCallback() {
    this.#ended = new AbortController();
    const { signal } = this.#ended;
    this.addEventListener("click", (event) => this.#click(event), { signal });
    document.addEventListener("keydown", (event) => this.#press(event), { signal });
    // Nobody loses it while reaching for it.
    for (const name of ["pointerenter", "focusin"]) this.#bar.addEventListener(name, () => clearTimeout(this.#timer), { signal });
    for (const name of ["pointerleave", "focusout"]) this.#bar.addEventListener(name, () => this.#count(SHOWN), { signal });
  }

  disconnectedCallback() {
    this.#ended.abort();
    clearTimeout(this.#timer);
  }

  /**
   * @param {string} sentence
   * @param {(() => void) | null} [undo]
   * @param {number} [seconds]
   */
  say(sentence, undo = null, seconds = SHOWN) {
    this.close();
    this.#undo = undo;
    find(this.#bar, ".toast__text", HTMLElement).textContent = sentence;
    this.#button.hidden = !undo;
    this.#bar.showPopover();
    this.#count(seconds);
  }

  /** Puts the focus on the way back, for who works without a pointer. */
  reach() {
    this.#button.focus();
  }

  close() {
    clearTimeout(this.#timer);
    this.#undo = null;
    if (this.isOpen) this.#bar.hidePopover();
  }

  get isOpen() {
    return this.#bar.matches(":popover-open");
  }

  /** @param {number} seconds */
  #count(seconds) {
    clearTimeout(this.#timer);
    if (this.isOpen) this.#timer = setTimeout(() => this.close(), seconds * 1000);
  }

  /** @param {Event} event */
  #click(event) {
    const button = event.target instanceof Element && event.target.closest("button");
    if (button) this.#end(button === this.#button);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (!this.isOpen || event.defaultPrevented) return;
    const isTyping = event.target instanceof Element && event.target.closest("input, textarea, select");
    const isUndo = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !isTyping;
    if (event.key !== "Escape" && !(isUndo && this.#undo)) return;
    // Another popover closes first.
    if (event.key === "Escape" && document.querySelector(":popover-open:not(.toast), dialog[open]")) return;
    event.preventDefault();
    this.#end(isUndo);
  }

  /** @param {boolean} back */
  #end(back) {
    const undo = this.#undo;
    const hadFocus = this.contains(document.activeElement);
    this.close();
    if (back) undo?.();
    else if (hadFocus) this.dispatchEvent(new CustomEvent("let-go", { bubbles: true }));
  }

  get #bar() {
    return find(this, ".toast", HTMLElement);
  }

  get #button() {
    return find(this, "[data-act='undo']", HTMLButtonElement);
  }
}
