/** What a model thought before it spoke: one quiet box, folded, that says how long it took. */

import { clone, find } from "./find.js";
import { lasting } from "./times.js";

export class Thought {
  element = clone("turn-reasoning");
  /** Where the thought is drawn. */
  body = find(this.element, "[data-part='reasoning']", HTMLElement);
  #name = find(this.element, ".step__name", HTMLElement);
  #since = performance.now();
  #over = false;

  constructor() {
    this.#name.textContent = "Thinking";
  }

  /** The first word of the reply, or its end. */
  end() {
    if (this.#over) return;
    this.#over = true;
    const seconds = (performance.now() - this.#since) / 1000;
    this.#name.textContent = seconds < 1 ? "Thought" : `Thought for ${lasting(seconds)}`;
  }
}
