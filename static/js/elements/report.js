/**
 * The dialog in which a person says what is the matter with a reply. Dispatches "told" with a sentence and the way back
 * when the server has it.
 */

import { find } from "../find.js";
import { post } from "../verbs.js";

/** @import { World } from "../verbs.js" */

/** @type {World} */
const WORLD = { fetch: (...request) => fetch(...request), cookies: () => document.cookie };
const REPORTED = "Reported. Reviewers will look at it.";
const TAKEN_BACK = "The report was taken back.";

export class ChatReport extends HTMLElement {
  #reply = 0;
  #ended = new AbortController();

  connectedCallback() {
    this.#ended = new AbortController();
    const { signal } = this.#ended;
    this.addEventListener("submit", (event) => this.#send(event), { signal });
    this.addEventListener("click", (event) => this.#click(event), { signal });
  }

  disconnectedCallback() {
    this.#ended.abort();
  }

  /** @param {number} reply that is to be reported */
  ask(reply) {
    if (reply !== this.#reply) this.#form.reset(); // what was typed about the same one stays
    this.#reply = reply;
    this.#complain("");
    this.#dialog.showModal();
  }

  /** @param {Event} event */
  async #send(event) {
    event.preventDefault();
    const reply = this.#reply;
    const fields = Object.fromEntries(new FormData(this.#form));
    this.#button.disabled = true;
    const outcome = await post(WORLD, `/m/${reply}/report/`, /** @type {Record<string, string>} */ (fields));
    this.#button.disabled = false;
    if ("problem" in outcome) return this.#complain(outcome.problem.message);
    this.#form.reset();
    this.#dialog.close();
    this.#tell(REPORTED, () => this.#takeBack(reply));
  }

  /** @param {number} reply */
  async #takeBack(reply) {
    const outcome = await post(WORLD, `/m/${reply}/report/withdraw/`);
    this.#tell("problem" in outcome ? outcome.problem.message : TAKEN_BACK, null);
  }

  /** @param {Event} event */
  #click(event) {
    const { target } = event;
    // The ground around a dialog belongs to the dialog.
    if (target === this.#dialog || (target instanceof Element && target.closest("[data-act='cancel']"))) {
      this.#dialog.close();
    }
  }

  /** @param {string} sentence */
  #complain(sentence) {
    const problem = find(this, "[data-part='problem']", HTMLElement);
    problem.textContent = sentence;
    problem.hidden = !sentence;
  }

  /**
   * @param {string} sentence
   * @param {(() => void) | null} undo
   */
  #tell(sentence, undo) {
    this.dispatchEvent(new CustomEvent("told", { bubbles: true, detail: { sentence, undo } }));
  }

  get #dialog() {
    return find(this, "dialog", HTMLDialogElement);
  }

  get #form() {
    return find(this, "form", HTMLFormElement);
  }

  get #button() {
    return find(this, "[type='submit']", HTMLButtonElement);
  }
}
