/**
 * The model that is asked: a button that opens a list with a search. Without script it is the browser's own list, which
 * stays the place of the value. Dispatches "model-chosen".
 */

import { find } from "../find.js";
import { matching, step } from "../models.js";

/** @import { Offer } from "../models.js" */

export class ChatPicker extends HTMLElement {
  #select = find(this, "select", HTMLSelectElement);
  #button = find(this, "[role='combobox']", HTMLButtonElement);
  #panel = find(this, "[popover]", HTMLElement);
  #field = find(this, "input", HTMLInputElement);
  #list = find(this, "[role='listbox']", HTMLElement);
  #none = find(this, "[data-part='none']", HTMLElement);
  /** @type {Offer[]} */
  #found = [];
  #at = 0;
  /** @type {HTMLElement} */
  #opener = this.#button;
  /** @type {((id: string, label: string) => void) | null} what the choice is for, when not for the next prompt */
  #use = null;
  #ended = new AbortController();

  connectedCallback() {
    this.#ended = new AbortController();
    const { signal } = this.#ended;
    this.#select.hidden = true;
    this.#button.ariaLabel ??= this.#select.ariaLabel; // only one of them has the name
    this.#select.ariaLabel = null;
    this.querySelector("[data-part='arrow']")?.remove();
    this.#button.hidden = false;
    this.#button.disabled = this.#select.disabled;
    this.#button.addEventListener("click", () => this.open(this.#button, null), { signal });
    this.#button.addEventListener("keydown", (event) => this.#pull(event), { signal });
    this.#field.addEventListener("input", () => this.#search(), { signal });
    this.#field.addEventListener("keydown", (event) => this.#press(event), { signal });
    this.#list.addEventListener("click", (event) => this.#click(event), { signal });
    this.#panel.addEventListener("toggle", (event) => this.#mark(event), { signal });
    this.#show();
  }

  disconnectedCallback() {
    this.#ended.abort();
  }

  get value() {
    return this.#select.value;
  }

  /** The chosen model, by the name that people read. */
  get label() {
    return this.#option?.label ?? "";
  }

  /**
   * What people call a model.
   *
   * @param {string} id
   */
  labelOf(id) {
    return this.#offers.find((offer) => offer.id === id)?.label ?? this.label;
  }

  /** The parameters that the chosen model takes. */
  get takes() {
    return (this.#option?.dataset.takes ?? "").split(" ").filter(Boolean);
  }

  /** The tokens that the chosen model holds, 0 for unknown. */
  get size() {
    return Number(this.#option?.dataset.size) || 0;
  }

  /**
   * @param {HTMLElement} opener beside which it opens, and which gets the focus back
   * @param {((id: string, label: string) => void) | null} use what is done with the choice, instead of keeping it
   */
  open(opener, use) {
    if (!this.#select.options.length || this.#select.disabled) return;
    [this.#opener, this.#use] = [opener, use];
    this.#field.value = "";
    this.#panel.showPopover(/** @type {any} */ ({ source: opener }));
    this.#search();
    this.#field.focus();
  }

  /** @param {KeyboardEvent} event */
  #pull(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    this.open(this.#button, null);
  }

  #search() {
    this.#found = matching(this.#offers, this.#field.value);
    this.#list.replaceChildren(...this.#found.map(drawn));
    this.#none.hidden = this.#found.length > 0;
    const chosen = this.#found.findIndex(({ id }) => id === this.#select.value);
    this.#go(this.#field.value ? 0 : Math.max(0, chosen));
  }

  /** @param {number} at */
  #go(at) {
    this.#at = at;
    [...this.#list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    const item = this.#list.children[at];
    this.#field.setAttribute("aria-activedescendant", item?.id ?? "");
    item?.scrollIntoView?.({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const inText = ["Home", "End"].includes(event.key) && this.#field.value;
    const to = inText ? undefined : step(event.key, this.#at, this.#found.length);
    if (to !== undefined) this.#go(to);
    else if (event.key === "Enter") this.#choose(this.#at);
    else if (event.key === "Escape" || event.key === "Tab") this.#close();
    else return;
    event.preventDefault();
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const item = event.target instanceof Element ? event.target.closest("[role='option']") : null;
    if (item) this.#choose([...this.#list.children].indexOf(item));
  }

  /** @param {number} at */
  #choose(at) {
    const offer = this.#found[at];
    if (!offer) return;
    const use = this.#use;
    this.#close();
    if (use) return use(offer.id, offer.label);
    this.#select.value = offer.id;
    this.#show();
    this.dispatchEvent(new CustomEvent("model-chosen", { bubbles: true }));
  }

  #close() {
    this.#panel.hidePopover();
    this.#opener.focus();
  }

  /** @param {Event} event */
  #mark(event) {
    const isOpen = /** @type {ToggleEvent} */ (event).newState === "open";
    this.#opener.setAttribute("aria-expanded", String(isOpen));
  }

  #show() {
    find(this.#button, "span", HTMLElement).textContent = this.label;
  }

  get #option() {
    return /** @type {HTMLOptionElement | undefined} */ (this.#select.selectedOptions[0]);
  }

  get #offers() {
    return [...this.#select.options].map(({ value, label, dataset: { note = "", provider = "" } }) => ({
      id: value,
      label,
      note,
      provider,
    }));
  }
}

/**
 * @param {Offer} offer
 * @param {number} place
 */
function drawn({ label, note }, place) {
  const item = document.createElement("li");
  item.className = "picker__item";
  item.id = `model-${place}`;
  item.role = "option";
  for (const [name, text] of [["text", label], ["note", note]]) {
    const part = document.createElement("span");
    part.className = `picker__${name}`;
    part.textContent = text;
    item.append(part);
  }
  return item;
}
