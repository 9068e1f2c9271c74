/**
 * What else can be done with a message: one menu for all of them, which opens beside the link that it is asked from.
 * Dispatches "chosen" on the turn. Without script the link leads to a page.
 */

import { find } from "../find.js";
import { stand, step } from "../floating.js";

export class ChatMore extends HTMLElement {
  /** @type {HTMLElement | null} */
  #opener = null;
  #isClosing = false;
  #ended = new AbortController();
  #closed = new AbortController();

  connectedCallback() {
    this.#ended = new AbortController();
    const { signal } = this.#ended;
    document.addEventListener("pointerdown", (event) => this.#note(event), { signal });
    document.addEventListener("click", (event) => this.#ask(event), { signal });
    document.addEventListener("keydown", (event) => this.#press(event), { signal });
    this.addEventListener("beforetoggle", (event) => this.#turn(event.newState === "open"), { signal });
    this.addEventListener("click", (event) => this.#choose(event), { signal });
    this.addEventListener("keydown", (event) => step(this.#items, event), { signal });
  }

  disconnectedCallback() {
    this.#ended.abort();
    this.#closed.abort();
  }

  /**
   * A press on the link of an open menu closes it, and the click behind it shall not open it again.
   *
   * @param {Event} event
   */
  #note({ target }) {
    this.#isClosing = this.#isOpen && openerIn(target) === this.#opener;
  }

  /** @param {MouseEvent} event */
  #ask(event) {
    const opener = openerIn(event.target);
    if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (this.#isOpen) this.hidePopover();
    else if (!this.#isClosing) this.#open(opener);
    this.#isClosing = false;
  }

  /** @param {KeyboardEvent} event a link that is a button is pressed by the space bar, too */
  #press(event) {
    if (event.key !== " " || !openerIn(event.target)) return;
    event.preventDefault();
    openerIn(event.target)?.click();
  }

  /** @param {HTMLElement} opener */
  #open(opener) {
    this.#opener = opener;
    const { message = "", role = "" } = this.#subject?.dataset ?? {};
    this.dataset.of = role;
    this.toggleAttribute("data-empty", !this.#subject?.querySelector(".turn__text:not(:empty)"));
    this.ariaLabel = opener.ariaLabel;
    find(this, "[data-action='fork']", HTMLElement).setAttribute("formaction", `/m/${message}/fork/`);
    this.showPopover(/** @type {any} */ ({ source: opener }));
    stand(this, opener);
    this.#items[0]?.focus({ preventScroll: true });
  }

  /** @param {boolean} open */
  #turn(open) {
    this.#opener?.setAttribute("aria-expanded", String(open));
    this.#closed.abort();
    if (!open) return;
    this.#closed = new AbortController();
    const { signal } = this.#closed;
    // It stands still while its message would move away under it.
    document.addEventListener("scroll", () => this.hidePopover(), { signal, capture: true });
    window.addEventListener("resize", () => this.hidePopover(), { signal });
  }

  /** @param {MouseEvent} event */
  #choose(event) {
    const item = event.target instanceof Element ? event.target.closest("[data-action]") : null;
    if (!(item instanceof HTMLElement)) return;
    // Before anything is done: a dialog gives the focus back to what had it when it opened.
    this.hidePopover();
    this.#opener?.focus({ preventScroll: true });
    const { action } = item.dataset;
    if (action === "fork") return; // it leads to another page, as its form does
    const detail = { action, byKey: event.detail === 0 }; // a click that a key made counts no clicks
    this.#subject?.dispatchEvent(new CustomEvent("chosen", { bubbles: true, detail }));
  }

  get #isOpen() {
    return this.matches(":popover-open");
  }

  get #items() {
    const items = /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[data-action]"));
    return [...items].filter((item) => item.checkVisibility());
  }

  /** @returns {HTMLElement | null | undefined} the turn that is asked about */
  get #subject() {
    return this.#opener?.closest("article");
  }
}

/**
 * @param {EventTarget | null} target
 * @returns {HTMLElement | null}
 */
function openerIn(target) {
  return target instanceof Element ? target.closest(".turn__more") : null;
}
