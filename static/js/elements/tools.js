/** The row under the field: who is asked, with what, and how much room is left. Keeps the three in step. */

import { find } from "../find.js";

/**
 * @import { Used } from "../gauge.js"
 * @import { ChatGauge } from "./gauge.js"
 * @import { ChatParameters } from "./parameters.js"
 * @import { ChatPicker } from "./picker.js"
 */

export class ChatTools extends HTMLElement {
  #ended = new AbortController();

  connectedCallback() {
    this.#ended = new AbortController();
    this.addEventListener("model-chosen", () => this.#meet(), { signal: this.#ended.signal });
    this.#meet();
  }

  disconnectedCallback() {
    this.#ended.abort();
  }

  /** The id of the chosen model. */
  get model() {
    return this.#picker.value;
  }

  /** The chosen model, by the name that people read. */
  get label() {
    return this.#picker.label;
  }

  /**
   * What people call a model.
   *
   * @param {string} id
   */
  labelOf(id) {
    return this.#picker.labelOf(id);
  }

  /**
   * Asks for another model, for one wish.
   *
   * @param {HTMLElement} opener
   * @param {(id: string, label: string) => void} use
   */
  pick(opener, use) {
    this.#picker.open(opener, use);
  }

  /**
   * The parameters that go along with a first prompt.
   *
   * @returns {Record<string, string>}
   */
  get wished() {
    return this.#parameters.wished;
  }

  /** @param {string} conversation that all this is about from now on */
  set conversation(conversation) {
    this.#parameters.conversation = conversation;
  }

  /** @param {Used} used what the conversation takes of a model's context */
  set used(used) {
    this.#gauge.used = used;
  }

  /** What the chosen model takes and holds. */
  #meet() {
    this.#parameters.takes = this.#picker.takes;
    this.#gauge.size = this.#picker.size;
  }

  get #gauge() {
    return /** @type {ChatGauge} */ (find(this, "chat-gauge", HTMLElement));
  }

  /** @returns {ChatParameters} */
  get #parameters() {
    return /** @type {ChatParameters} */ (find(this.closest("chat-composer") ?? this, "chat-parameters", HTMLElement));
  }

  get #picker() {
    return /** @type {ChatPicker} */ (find(this, "chat-picker", HTMLElement));
  }
}
