/** The quiet word that the connection is away: shown when it lasts, never for the blink of a reconnect. */

import { find } from "../find.js";

const PATIENCE = 1.5; // seconds

export class ChatLink extends HTMLElement {
  #down = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  get down() {
    return this.#down;
  }

  /** @param {boolean} down */
  set down(down) {
    this.#down = down;
    if (down) this.#timer ??= setTimeout(() => this.#show(true), PATIENCE * 1000);
    else this.#show(false);
  }

  /** @param {boolean} shown */
  #show(shown) {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    find(this, ".link__words", HTMLElement).hidden = !shown;
  }
}
