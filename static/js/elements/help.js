/** The sheet that lists the keys, behind "?" and a link in the person's menu. Without script the link leads to a page. */

import { find } from "../find.js";

const TYPING = "input, textarea, select, [contenteditable]";
const APPLE = /Mac|iPhone|iPad/;

export class ChatHelp extends HTMLElement {
  #ended = new AbortController();

  connectedCallback() {
    this.#ended = new AbortController();
    const { signal } = this.#ended;
    document.addEventListener("keydown", (event) => this.#press(event), { signal });
    document.addEventListener("click", (event) => this.#click(event), { signal });
    if (APPLE.test(navigator.platform)) this.#rename("Ctrl", "⌘");
  }

  disconnectedCallback() {
    this.#ended.abort();
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const isTyping = event.target instanceof Element && event.target.closest(TYPING);
    if (event.key !== "?" || isTyping || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return;
    event.preventDefault();
    this.#dialog.showModal();
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const { target } = event;
    const link = target instanceof Element ? target.closest("a[data-act='help']") : null;
    if (target === this.#dialog) this.#dialog.close(); // the ground around a dialog belongs to the dialog
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    leave(link);
    this.#dialog.showModal();
  }

  /**
   * @param {string} key
   * @param {string} name that it has here
   */
  #rename(key, name) {
    for (const one of this.querySelectorAll("kbd")) if (one.textContent === key) one.textContent = name;
  }

  get #dialog() {
    return find(this, "dialog", HTMLDialogElement);
  }
}

/**
 * Closes the menu that a link is in: the dialog gives the focus back to what opens that.
 *
 * @param {Element} link
 */
function leave(link) {
  const menu = link.closest("details");
  if (!menu) return;
  find(menu, "summary", HTMLElement).focus();
  menu.open = false;
}
