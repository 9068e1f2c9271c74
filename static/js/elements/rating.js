/**
 * The thumbs of one reply, and the comment that goes with them. Dispatches "told" with a sentence, and the way back
 * where a comment is lost.
 */

import { clone, find } from "../find.js";
import { show, shown } from "../opinion.js";
import { post } from "../post.js";
import { sends } from "../prompt.js";

/** @import { Opinion } from "../opinion.js" */

const TAKEN_BACK = "The rating and its comment were taken back.";
const ASKED = { up: "What was good about it?", down: "What was wrong with it?" };

export class ChatRating extends HTMLElement {
  #ended = new AbortController();

  connectedCallback() {
    this.#ended = new AbortController();
    const { signal } = this.#ended;
    this.addEventListener("click", (event) => this.#click(event), { signal });
    const comment = this.#turn.querySelector("[data-part='comment'] button");
    comment?.addEventListener("click", () => this.#ask(shown(this.#turn)), { signal });
  }

  disconnectedCallback() {
    this.#ended.abort();
  }

  /** @param {MouseEvent} event */
  async #click(event) {
    const thumb = event.target instanceof Element ? event.target.closest("[data-rating]") : null;
    if (!(thumb instanceof HTMLElement)) return;
    event.preventDefault(); // without script the same buttons send a form
    if (event.detail > 1) return; // the second half of a double click would take back the first
    const typed = this.#close();
    const before = shown(this.#turn);
    const is_good = thumb.dataset.rating === "up";
    const isPressed = before?.is_good === is_good;
    const kept = await this.#keep(isPressed ? null : { is_good, words: "" });
    if (kept && !isPressed) this.#ask({ is_good, words: typed });
    if (kept && before?.words) this.#tell(TAKEN_BACK, () => this.#keep(before));
  }

  /**
   * Shown at once, and taken back when the server could not keep it.
   *
   * @param {Opinion | null} opinion
   */
  async #keep(opinion) {
    const [turn, before] = [this.#turn, shown(this.#turn)];
    show(turn, opinion);
    this.toggleAttribute("data-keeping", true);
    const way = opinion ? (opinion.is_good ? "up" : "down") : "";
    const { said, problem } = await post(`/m/${turn.dataset.message}/rate/`, { way, words: opinion?.words ?? "" });
    this.toggleAttribute("data-keeping", false);
    const trouble = problem || said.error?.message;
    if (trouble) {
      show(turn, before);
      this.#tell(trouble, null);
    }
    return !trouble;
  }

  /**
   * Opens the field for a comment.
   *
   * @param {Opinion | null} opinion with the comment that is there, or what was typed about the other thumb
   */
  #ask(opinion) {
    if (!opinion || this.#form) return;
    const form = /** @type {HTMLFormElement} */ (clone("turn-comment"));
    const field = find(form, "textarea", HTMLTextAreaElement);
    field.value = opinion.words;
    field.placeholder = ASKED[opinion.is_good ? "up" : "down"];
    form.addEventListener("submit", (event) => this.#submit(event, opinion.is_good));
    form.addEventListener("keydown", (event) => this.#press(event, form));
    find(form, "[type='button']", HTMLElement).addEventListener("click", () => this.#close());
    find(this.#turn, ".turn__end", HTMLElement).append(form);
    form.scrollIntoView({ block: "nearest" });
    // Under a finger that would open the keyboard.
    if (!matchMedia("(pointer: coarse)").matches) field.focus({ preventScroll: true });
  }

  /**
   * @param {Event} event
   * @param {boolean} is_good
   */
  async #submit(event, is_good) {
    event.preventDefault();
    const words = this.#form?.querySelector("textarea")?.value.trim() ?? "";
    if (await this.#keep({ is_good, words })) this.#close();
  }

  /**
   * @param {KeyboardEvent} event
   * @param {HTMLFormElement} form
   */
  #press(event, form) {
    if (sends(event)) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === "Escape" && !event.isComposing && event.keyCode !== 229) {
      event.preventDefault(); // or it would stop a reply, too
      this.#close();
    }
  }

  /** @returns {string} what was typed, and not kept */
  #close() {
    const form = this.#form;
    const hadFocus = form?.contains(document.activeElement);
    const typed = form?.querySelector("textarea")?.value ?? "";
    form?.remove();
    const pressed = this.querySelector("[aria-pressed='true']") ?? this.querySelector("[data-rating]");
    if (hadFocus && pressed instanceof HTMLElement) pressed.focus({ preventScroll: true });
    return typed;
  }

  /**
   * @param {string} sentence
   * @param {(() => void) | null} undo
   */
  #tell(sentence, undo) {
    this.dispatchEvent(new CustomEvent("told", { bubbles: true, detail: { sentence, undo } }));
  }

  get #form() {
    return this.#turn.querySelector("form.comment");
  }

  get #turn() {
    return /** @type {HTMLElement} */ (this.closest("article"));
  }
}
