/**
 * The prompt that waits for the end of a reply: it stands on the field and outlives the page. Dispatches "next-left"
 * when it is not to be sent, with its text if that is to be edited.
 */

import { Drafts } from "../drafts.js";
import { find } from "../find.js";
import { uuid4 } from "../ids.js";

/** @import { Draft } from "../drafts.js" */

const STALE = 15 * 60; // seconds after which a prompt that waited is not sent without being asked for

export class ChatNext extends HTMLElement {
  /** @type {Drafts | undefined} */
  #kept;
  #place = "";
  /** @type {Draft | null} */
  #waiting = null;
  #ended = new AbortController();

  connectedCallback() {
    this.#ended = new AbortController();
    this.addEventListener("click", (event) => this.#click(event), { signal: this.#ended.signal });
  }

  disconnectedCallback() {
    this.#ended.abort();
  }

  /** What waits, if something does. */
  get waiting() {
    return this.#waiting;
  }

  /**
   * Takes over what waited here when the page was left.
   *
   * @param {string} person
   * @param {string} place the conversation, or "new"
   * @returns {string} a text that waited for too long: it is for the field
   */
  begin(person, place) {
    this.#kept = new Drafts(() => localStorage, person, "next");
    this.#place = place;
    const found = this.#kept.load(place);
    const isStale = found !== null && Date.now() - (found.at ?? 0) > STALE * 1000;
    if (isStale) this.#kept.drop(place);
    else this.#show(found);
    return isStale ? found.text : "";
  }

  /**
   * @param {string} place where it waits
   * @param {string} text
   * @param {string} model
   */
  put(place, text, model) {
    this.#place = place;
    this.#show({ text, model, id: uuid4() });
    this.#kept?.save(place, /** @type {Draft} */ (this.#waiting));
  }

  /** @returns {Draft | null} what waited, which waits no longer */
  take() {
    const waited = this.#waiting;
    this.#kept?.drop(this.#place);
    this.#show(null);
    return waited;
  }

  /** Nothing stays on a machine that somebody else may use next. */
  forget() {
    this.#kept?.clear();
    this.#show(null);
  }

  /** @param {Draft | null} waiting */
  #show(waiting) {
    this.#waiting = waiting;
    this.hidden = !waiting;
    find(this, ".queue__text span", HTMLElement).textContent = waiting?.text ?? "";
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-act]") : null;
    if (!(button instanceof HTMLElement)) return;
    const text = this.take()?.text ?? "";
    this.dispatchEvent(new CustomEvent("next-left", { bubbles: true, detail: button.dataset.act === "edit" ? text : "" }));
  }
}
