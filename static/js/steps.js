/** What a model did on its way to the answer: a quiet box for each step and each tool, folded. */

import { clone, find } from "./find.js";
import { Lines } from "./lines.js";
import { boxOf } from "./said.js";

/** @import { Entry } from "./lines.js" */

export class Steps {
  #lines = new Lines();
  #element;

  /** @param {HTMLElement} element that is filled */
  constructor(element) {
    this.#element = element;
  }

  /** @param {string} text */
  append(text) {
    this.#draw(this.#lines.take(text));
  }

  end() {
    this.#draw(this.#lines.end());
  }

  reset() {
    this.#lines = new Lines();
    this.#element.replaceChildren();
  }

  /** @param {Entry[]} entries */
  #draw(entries) {
    for (const entry of entries) this.#element.append(drawn(entry));
  }
}

/** @param {Entry} entry */
function drawn(entry) {
  const { name, gist, text } = boxOf(entry);
  const box = clone("turn-step");
  find(box, ".step__name", HTMLElement).textContent = name;
  find(box, ".step__gist", HTMLElement).textContent = gist;
  find(box, "code", HTMLElement).textContent = text;
  return box;
}
