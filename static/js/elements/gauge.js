/** The gauge of a conversation's context: quiet, until it is nearly full. */

import { find } from "../find.js";
import { measured } from "../gauge.js";

/** @import { Used } from "../gauge.js" */

export class ChatGauge extends HTMLElement {
  #size = 0;

  /** @param {number} size tokens that the chosen model holds, 0 for unknown */
  set size(size) {
    this.#size = size;
    this.#show();
  }

  /** @param {Used} used */
  set used({ tokens, about }) {
    this.dataset.tokens = String(tokens);
    this.toggleAttribute("data-about", about);
    this.#show();
  }

  #show() {
    const used = { tokens: Number(this.dataset.tokens), about: this.dataset.about !== undefined };
    const measure = measured(used, this.#size);
    this.hidden = !measure;
    if (!measure) return;
    this.dataset.level = measure.level;
    const image = find(this, ".gauge", HTMLElement);
    image.setAttribute("aria-label", measure.label);
    image.title = measure.label;
    find(this, ".gauge__text", HTMLElement).textContent = measure.text;
    find(this, ".gauge__used", SVGElement).setAttribute("stroke-dasharray", `${Math.round(100 * measure.share)} 100`);
  }
}
