/**
 * The parameters of a conversation, in a panel. Of a new chat they go along with its first prompt; else they are kept
 * on the server at once.
 */

import { find } from "../find.js";
import { post } from "../post.js";

const UNKEPT = "Nothing was changed. Correct what is marked, then keep it again.";

export class ChatParameters extends HTMLElement {
  #panel = find(this, "[popover]", HTMLElement);
  #form = find(this, "form", HTMLFormElement);
  #trouble = find(this, "[data-part='trouble']", HTMLElement);
  #conversation = "";
  /** @type {Map<string, string>} what is kept, by field */
  #kept = new Map();
  #ended = new AbortController();

  connectedCallback() {
    this.#ended = new AbortController();
    const { signal } = this.#ended;
    this.#conversation = this.dataset.conversation ?? "";
    this.#form.addEventListener("submit", (event) => this.#submit(event), { signal });
    this.addEventListener("click", (event) => this.#click(event), { signal });
    this.addEventListener("keydown", (event) => this.#press(event), { signal });
    this.#panel.addEventListener("toggle", (event) => this.#toggle(event), { signal });
    this.#fields.forEach((field) => field.setAttribute("form", "tune"));
    this.#remember();
  }

  disconnectedCallback() {
    this.#ended.abort();
  }

  /**
   * What goes along with a first prompt: nothing where a conversation has it already.
   *
   * @returns {Record<string, string>}
   */
  get wished() {
    return this.#conversation ? {} : Object.fromEntries([...this.#kept].filter(([, value]) => value));
  }

  /** @param {string[]} names of what the chosen model takes */
  set takes(names) {
    for (const box of this.querySelectorAll("[data-name]")) {
      const { name = "" } = /** @type {HTMLElement} */ (box).dataset;
      /** @type {HTMLElement} */ (box).hidden = !["system", "schema", ...names].includes(name);
    }
    find(this, "[data-part='untaken']", HTMLElement).hidden = names.length > 0;
  }

  /** @param {string} conversation that the parameters belong to from now on */
  set conversation(conversation) {
    this.#conversation = conversation;
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    this.#keep();
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-act]") : null;
    if (!(button instanceof HTMLElement)) return;
    event.preventDefault();
    if (button.dataset.act === "reset") this.#fields.forEach((field) => (field.value = ""));
    this.#keep();
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.#keep();
  }

  /**
   * Who closes it without keeping finds it as it was.
   *
   * @param {Event} event
   */
  #toggle(event) {
    if (/** @type {ToggleEvent} */ (event).newState === "open") return this.#fields[0]?.focus();
    this.#say({});
    for (const field of this.#fields) field.value = this.#kept.get(field.name) ?? "";
  }

  async #keep() {
    const form = Object.fromEntries(this.#fields.map(({ name, value }) => [name, value]));
    const path = this.#conversation ? `/c/${this.#conversation}/parameters/` : "/parameters/";
    const { said, problem } = await post(path, form);
    if (said?.fields) return this.#say(said.fields);
    if (problem) return this.#complain(problem);
    this.#remember();
    this.#panel.hidePopover();
    this.#button.focus();
  }

  #remember() {
    this.#kept = new Map(this.#fields.map(({ name, value }) => [name, value]));
    const count = [...this.#kept].filter(([name, value]) => value && name !== "schema").length;
    const shown = find(this.#button, "[data-part='count']", HTMLElement);
    shown.textContent = String(count);
    shown.hidden = !count;
    this.#button.setAttribute("aria-label", count ? `Parameters, ${count} set` : "Parameters");
  }

  /** @param {Record<string, string>} sentences what is wrong, by field */
  #say(sentences) {
    for (const field of this.#fields) {
      const note = find(this, `#${CSS.escape(field.id)}-error`, HTMLElement);
      note.textContent = sentences[field.name] ?? "";
      note.hidden = !(field.name in sentences);
      if (field.name in sentences) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
    this.#complain(Object.keys(sentences).length ? UNKEPT : "");
    this.#fields.find(({ name }) => name in sentences)?.focus();
  }

  /** @param {string} sentence or nothing */
  #complain(sentence) {
    this.#trouble.textContent = sentence;
    this.#trouble.hidden = !sentence;
  }

  get #button() {
    return find(document, "[popovertarget='parameters']", HTMLElement);
  }

  get #fields() {
    return [.../** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>} */ (
      this.querySelectorAll("input[id], textarea, select")
    )];
  }
}
