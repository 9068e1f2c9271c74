/** What lies far behind the end of a long text: a page need not lay it out before somebody goes there. */

const NEAR = 100; // blocks at the end; an ordinary reply has fewer, and is always laid out as a whole

export class Far {
  #root;
  /** @type {Element | null} */
  #last = null;
  #count = 0;

  /** @param {Element} root */
  constructor(root) {
    this.#root = root;
  }

  /** @param {number} finished blocks from the beginning on */
  pass(finished) {
    for (; this.#count < finished - NEAR; this.#count++) {
      this.#last = this.#last ? this.#last.nextElementSibling : this.#root.firstElementChild;
      this.#last?.classList.add("prose__far");
    }
  }
}
