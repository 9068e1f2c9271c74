/**
 * The search of conversations: while there is a text in its field, what was found has the place of the list. Without
 * script the field leads to a page of its own.
 */

import { find } from "../find.js";
import { drawn } from "../hits.js";
import { Searching, told } from "../searching.js";

/** @import { Found } from "../searching.js" */

const PAUSE = 120; // milliseconds without a key before the server is asked
const KEPT = "search"; // in the tab's own storage: the text goes along to the message that was found

export class ChatSearch extends HTMLElement {
  #searching = new Searching((...request) => fetch(...request));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #pause;
  #more = "";
  #ended = new AbortController();

  connectedCallback() {
    this.#ended = new AbortController();
    const { signal } = this.#ended;
    this.addEventListener("input", () => this.#typed(), { signal });
    this.addEventListener("submit", (event) => this.#submit(event), { signal });
    this.addEventListener("click", (event) => this.#click(event), { signal });
    this.addEventListener("keydown", (event) => this.#press(event), { signal });
    document.addEventListener("keydown", (event) => this.#hear(event), { signal });
    document.addEventListener("click", ({ target }) => isFind(target) && this.open(true), { signal });
    this.#goOn();
  }

  disconnectedCallback() {
    this.#ended.abort();
    this.#leave();
  }

  /**
   * Takes the focus; `within` searches the open conversation alone.
   *
   * @param {boolean} [within]
   */
  open(within = false) {
    const side = this.closest("[popover]");
    if (side instanceof HTMLElement && getComputedStyle(side).display === "none") side.showPopover();
    if (within) this.#within.checked = true;
    this.#field.focus();
    this.#field.select();
    if (this.#field.value) this.#search();
  }

  #typed() {
    clearTimeout(this.#pause);
    if (!this.#field.value.trim()) return this.#leave();
    this.#pause = setTimeout(() => this.#search(), PAUSE);
  }

  /** Back to the list. */
  #leave() {
    clearTimeout(this.#pause);
    this.#searching.forget();
    this.toggleAttribute("data-asking", false);
    this.#found.hidden = this.#button("leave").hidden = true;
    this.#hits.replaceChildren();
    this.#say("");
  }

  async #search(before = "") {
    const text = this.#field.value.trim();
    this.toggleAttribute("data-asking", true);
    this.#found.hidden = this.#button("leave").hidden = false;
    find(this, ".search__within", HTMLElement).hidden = !conversation();
    this.#found.toggleAttribute("data-waiting", true);
    const found = await this.#searching.find({ text, within: this.#within.checked ? conversation() : "", before });
    if (found === null) return;
    this.#found.toggleAttribute("data-waiting", false);
    this.#button("again").hidden = typeof found !== "string";
    if (typeof found === "string") this.#say(found);
    else this.#show(text, found, before);
  }

  /**
   * @param {string} text
   * @param {Found} found
   * @param {string} before
   */
  #show(text, { hits, more }, before) {
    const rows = hits.map(drawn);
    if (before) this.#hits.append(...rows);
    else this.#hits.replaceChildren(...rows);
    // Who asked for more by the keyboard goes on with what is new.
    if (before && document.activeElement === this.#button("more")) rows[0]?.querySelector("a")?.focus();
    if (!before) this.#found.scrollTop = 0;
    this.#more = more;
    this.#button("more").hidden = !more;
    this.#say(told(text, this.#hits.childElementCount, Boolean(more)));
  }

  /** @param {string} sentence */
  #say(sentence) {
    find(this, ".search__note", HTMLElement).textContent = sentence;
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    const first = this.#links[0];
    if (first && this.dataset.asking !== undefined) first.click();
    else this.#typed();
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const target = event.target instanceof Element ? event.target.closest("button, a") : null;
    if (target instanceof HTMLAnchorElement) this.#keep();
    else if (target === this.#button("leave")) this.#clear();
    else if (target === this.#button("again")) this.#search();
    else if (target === this.#button("more")) this.#search(this.#more);
  }

  #clear() {
    this.#field.value = "";
    this.#leave();
    this.#field.focus();
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const links = [this.#field, ...this.#links];
    const at = links.findIndex((link) => link === document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
    if (event.isComposing) return;
    if (event.key === "Escape" && this.#field.value) {
      event.preventDefault();
      event.stopPropagation();
      this.#clear();
    } else if (to !== undefined && at >= 0 && links[to]) {
      event.preventDefault();
      links[to].focus();
    }
  }

  /** @param {KeyboardEvent} event anywhere on the page */
  #hear(event) {
    const { key, ctrlKey, metaKey, altKey, target } = event;
    const isTyping = target instanceof Element && target.matches("input, textarea, select, [contenteditable]");
    const isWanted = key.toLowerCase() === "k" ? (ctrlKey || metaKey) && !altKey : key === "/" && !isTyping && !ctrlKey && !metaKey;
    if (!isWanted || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    this.open();
  }

  #keep() {
    const kept = { text: this.#field.value, within: this.#within.checked };
    attempt(() => sessionStorage.setItem(KEPT, JSON.stringify(kept)));
  }

  /** Whoever came here from what was found finds it again beside the message. */
  #goOn() {
    const kept = attempt(() => JSON.parse(sessionStorage.getItem(KEPT) ?? "null"));
    attempt(() => sessionStorage.removeItem(KEPT));
    if (!kept?.text || !new URLSearchParams(location.search).has("at")) return;
    this.#field.value = String(kept.text);
    this.#within.checked = Boolean(kept.within);
    this.#search();
  }

  /** @param {string} name */
  #button(name) {
    return find(this, `.search__${name}`, HTMLButtonElement);
  }

  get #field() {
    return find(this, "[name='q']", HTMLInputElement);
  }

  get #found() {
    return find(this, ".search__found", HTMLElement);
  }

  get #hits() {
    return find(this, ".search__hits", HTMLElement);
  }

  get #links() {
    return [.../** @type {NodeListOf<HTMLAnchorElement>} */ (this.querySelectorAll(".hit__row"))];
  }

  get #within() {
    return find(this, "[name='within']", HTMLInputElement);
  }
}

/** @param {EventTarget | null} target */
function isFind(target) {
  return target instanceof Element && target.closest(".bar__find") !== null;
}

/** The id of the conversation that is open, or nothing. */
function conversation() {
  return /^\/c\/([^/]+)\//.exec(location.pathname)?.[1] ?? "";
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
