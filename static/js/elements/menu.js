/**
 * The one menu of all conversations: a popover that opens beside the button it is asked from. Dispatches "verb" with
 * what to do and with whom.
 */

import { find } from "../find.js";
import { stand, step } from "../floating.js";

export class ChatMenu extends HTMLElement {
  /** @type {HTMLElement | null} */
  #subject = null;
  #ended = new AbortController();

  connectedCallback() {
    this.#ended = new AbortController();
    const { signal } = this.#ended;
    this.addEventListener("click", (event) => this.#choose(event), { signal });
    this.addEventListener("keydown", (event) => this.#press(event), { signal });
    this.addEventListener("beforetoggle", (event) => this.#mark(event.newState === "open"), { signal });
    // It stands still while its row would move away under it.
    document.addEventListener("scroll", () => this.#isOpen && this.hidePopover(), { signal, capture: true });
    window.addEventListener("resize", () => this.#isOpen && this.hidePopover(), { signal });
  }

  disconnectedCallback() {
    this.#ended.abort();
  }

  /**
   * The button is about to open this: it gets ready for that button's conversation.
   *
   * @param {HTMLElement} button
   * @param {HTMLElement} subject what has the conversation's data
   */
  prepare(button, subject) {
    // Without this the button of a second row would close the menu of the first.
    if (this.#isOpen && subject !== this.#subject) this.hidePopover();
    this.#subject = subject;
    const { pinned, archived, conversation } = subject.dataset;
    this.#offer("pin", archived === undefined && pinned === undefined);
    this.#offer("unpin", archived === undefined && pinned !== undefined);
    this.#offer("archive", archived === undefined);
    this.#offer("unarchive", archived !== undefined);
    for (const link of this.querySelectorAll("a")) link.href = `/c/${conversation}/${link.dataset.export}`;
    stand(this, button);
  }

  /**
   * @param {string} verb
   * @param {boolean} offered
   */
  #offer(verb, offered) {
    find(this, `[data-verb='${verb}']`, HTMLElement).hidden = !offered;
  }

  /** @param {boolean} open */
  #mark(open) {
    this.#subject?.toggleAttribute("data-open", open);
  }

  /** @param {MouseEvent} event */
  #choose(event) {
    const item = event.target instanceof Element ? event.target.closest("[role='menuitem']") : null;
    if (!(item instanceof HTMLElement)) return;
    this.hidePopover();
    const { verb } = item.dataset;
    // A click that a key made counts no clicks.
    const detail = { verb, subject: this.#subject, byKey: event.detail === 0 };
    if (verb) this.dispatchEvent(new CustomEvent("verb", { bubbles: true, detail }));
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (step(this.#items, event)) return;
    if (event.key === "Escape" || event.key === "Tab") {
      if (event.key === "Escape") event.preventDefault();
      this.hidePopover();
    } else if (event.key === " " && document.activeElement instanceof HTMLAnchorElement) {
      event.preventDefault();
      document.activeElement.click();
    }
  }

  get #isOpen() {
    return this.matches(":popover-open");
  }

  get #items() {
    return [.../** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[role='menuitem']:not([hidden])"))];
  }
}
