/** The column of conversations: the list, its archive, and the person's own menu. Dispatches "logging-out" before they leave. */

import { find } from "../find.js";

/**
 * @import { ChatList } from "./list.js"
 * @import { ChatRest } from "./rest.js"
 */

const PLACE = "list:"; // in the tab's own storage
const MOST = 20; // pages that are read to come back to a place

export class ChatSidebar extends HTMLElement {
  #ended = new AbortController();

  connectedCallback() {
    this.#ended = new AbortController();
    const { signal } = this.#ended;
    this.addEventListener("keydown", (event) => this.#press(event), { signal });
    this.addEventListener("submit", () => this.#leave(), { signal });
    document.addEventListener("click", (event) => this.#look(event), { signal });
    window.addEventListener("pagehide", () => this.#remember(), { signal });
    this.#archive.addEventListener("toggle", () => this.#archive.open && this.#open(), { signal });
    this.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
    // The list has not been defined yet; it is when this script has run to its end.
    queueMicrotask(() => this.#goBack());
  }

  disconnectedCallback() {
    this.#ended.abort();
  }

  /**
   * A conversation was asked.
   *
   * @param {string} url
   * @param {string} title
   */
  begin(url, title) {
    this.#list.begin(url, title);
  }

  /**
   * Nothing is being written there any more.
   *
   * @param {string} url
   */
  settle(url) {
    this.#list.settle(url);
  }

  /** What is stored about conversations has changed. */
  async refresh() {
    await Promise.all(this.#lists.map((list) => list.refresh({ whole: true })));
  }

  /**
   * Where a conversation is listed, if it is.
   *
   * @param {string} conversation
   * @returns {HTMLElement | undefined}
   */
  row(conversation) {
    return this.#lists.map((list) => list.row(conversation)).find(Boolean);
  }

  /** The archive is read when somebody looks into it. */
  #open() {
    const [, archive] = this.#lists;
    if (archive?.dataset.read === undefined) archive?.goOn();
    else archive.refresh();
  }

  #remember() {
    attempt(() => sessionStorage.setItem(PLACE, String(this.#box.scrollTop)));
  }

  /** Who opened a conversation from far down the list finds the list as it was. */
  async #goBack() {
    const box = this.#box;
    const wanted = Number(attempt(() => sessionStorage.getItem(PLACE)));
    const rest = /** @type {ChatRest} */ (find(this.#list, "chat-rest", HTMLElement));
    if (!wanted || !box.clientHeight) return;
    for (let count = 0; count < MOST && box.scrollHeight - box.clientHeight < wanted; count += 1) {
      const { place } = rest;
      if (place) await this.#list.goOn();
      if (place === rest.place) break;
    }
    box.scrollTop = wanted;
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const { target, key } = event;
    // A link that calls itself a button is pressed by the space bar, too.
    if (key === " " && target instanceof HTMLAnchorElement && target.role === "button") {
      event.preventDefault();
      target.click();
    }
    if (key === "Escape" && this.#menu.open) {
      event.preventDefault();
      this.#menu.open = false;
      find(this.#menu, "summary", HTMLElement).focus();
    }
  }

  /** @param {MouseEvent} event */
  #look(event) {
    if (event.target instanceof Node && !this.#menu.contains(event.target)) this.#menu.open = false;
  }

  #leave() {
    this.dispatchEvent(new Event("logging-out", { bubbles: true }));
  }

  get #archive() {
    return find(this, ".archive", HTMLDetailsElement);
  }

  get #box() {
    return find(this, ".sidebar__lists", HTMLElement);
  }

  get #list() {
    return /** @type {ChatList} */ (find(this, "chat-list", HTMLElement));
  }

  get #lists() {
    return [.../** @type {NodeListOf<ChatList>} */ (this.querySelectorAll("chat-list"))];
  }

  get #menu() {
    return find(this, ".person", HTMLDetailsElement);
  }
}

/**
 * @template T
 * @param {() => T} step
 * @returns {T | null}
 */
function attempt(step) {
  try {
    return step();
  } catch {
    return null; // a browser that blocks storage
  }
}
