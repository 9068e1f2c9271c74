/**
 * The field for a prompt: it grows with its text, keeps that as a draft of its conversation, and hears the keys.
 * Dispatches "typed", and "edit-last-wanted". Who sends what is in it is the composer.
 */

import { Drafts } from "../drafts.js";
import { find } from "../find.js";
import { sends } from "../prompt.js";

/**
 * @import { Draft } from "../drafts.js"
 * @typedef {(text: string) => Pick<Draft, "id" | "model">} Sign what is kept beside a text
 */

const PAUSE = 0.3; // seconds of silence after which a draft is stored
const LINES = 12; // that a field has at most where it cannot grow by itself

export class ChatField extends HTMLElement {
  #text = find(this, "textarea", HTMLTextAreaElement);
  /** @type {Drafts | undefined} */
  #drafts;
  /** @type {Sign} */
  #sign = () => ({ id: "", model: "" });
  #place = "new";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #ended = new AbortController();

  connectedCallback() {
    this.#ended = new AbortController();
    const { signal } = this.#ended;
    this.#text.addEventListener("keydown", (event) => this.#press(event), { signal });
    this.#text.addEventListener("input", () => this.#typed(), { signal });
    window.addEventListener("pagehide", () => this.keep(), { signal });
  }

  disconnectedCallback() {
    this.#ended.abort();
    clearTimeout(this.#timer);
  }

  /**
   * What the server drew after an error comes before what was stored.
   *
   * @param {string} person
   * @param {string} place the conversation, or "new"
   * @param {Sign} sign
   * @returns {Draft | null} what was stored, if that is in the field now
   */
  begin(person, place, sign) {
    this.#drafts = new Drafts(() => localStorage, person);
    [this.#place, this.#sign] = [place, sign];
    const draft = this.#text.value ? null : this.#drafts.load(place);
    if (draft) this.#text.value = draft.text;
    this.#fit();
    return draft;
  }

  get value() {
    return this.#text.value;
  }

  set value(text) {
    this.#text.value = text;
    this.#typed();
  }

  /** Takes the focus; under a finger that would open the keyboard. */
  take() {
    if (!matchMedia("(pointer: coarse)").matches) this.#text.focus({ preventScroll: true });
  }

  /** @param {string} text that goes back into the field, before what is there */
  giveBack(text) {
    this.value = [text, this.value].filter(Boolean).join("\n\n");
    this.take();
  }

  /**
   * Who went on typing behind what was sent keeps that; who changed it meanwhile keeps everything.
   *
   * @param {string} sent
   */
  clear(sent) {
    if (this.value.startsWith(sent)) this.value = this.value.slice(sent.length);
    this.keep();
  }

  /** Stores what was typed, now. */
  keep() {
    clearTimeout(this.#timer);
    this.#drafts?.save(this.#place, { text: this.value, ...this.#sign(this.value) });
  }

  /** @param {string} place where what is typed from now on belongs; what was stored so far was sent */
  moveTo(place) {
    this.#drafts?.drop(this.#place);
    this.#place = place;
  }

  /** @param {string} text that waits in a new chat, because its conversation is gone */
  leave(text) {
    this.#drafts?.save("new", { text: this.value || text, id: "", model: "" });
  }

  /** Forgets every draft of this person on this machine. */
  forget() {
    this.#text.value = "";
    this.#drafts?.clear();
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (sends(event)) {
      event.preventDefault();
      this.#text.form?.requestSubmit();
    } else if (event.key === "ArrowUp" && (event.ctrlKey || event.metaKey) && !this.value) {
      event.preventDefault();
      this.#tell("edit-last-wanted");
    }
  }

  #typed() {
    this.#fit();
    this.#tell("typed");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.isConnected && this.keep(), PAUSE * 1000);
  }

  /** A field that does not grow by itself is given the lines it has. */
  #fit() {
    if (CSS.supports("field-sizing", "content")) return;
    this.#text.rows = Math.min(LINES, this.value.split("\n").length);
  }

  /** @param {string} name */
  #tell(name) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true }));
  }
}
