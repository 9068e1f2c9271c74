/**
 * Where the blocks of a text lie in the page: those of an ordinary reply side by side, more of them on sheets. A browser goes
 * through all neighbours of what grows, and what lies on a sheet far behind the end waits until somebody comes near.
 */

const SIZE = 64; // blocks of a sheet
const LARGEST = 2 * SIZE; // where none of them can be the last one
const REACHING = "h1, h2, h3, h4, h5, h6, hr, .maths--display"; // blocks that say how far away the next one stands

export class Sheets {
  #root;
  /** @type {HTMLElement} */
  #sheet;
  #count = 0; // finished blocks of this sheet
  /** @type {Node | null} */
  #last = null; // the last of them

  /** @param {HTMLElement} root that is filled; the first sheet */
  constructor(root) {
    this.#root = this.#sheet = root;
  }

  /** The node that shows the last block. */
  get end() {
    return this.#sheet.lastChild;
  }

  /**
   * Draws what comes after the finished blocks.
   *
   * @template Tree
   * @param {Tree[]} trees
   * @param {(parent: Node, trees: Tree[], start: number) => void} patch
   */
  draw(trees, patch) {
    if (trees.length) this.#turnOver();
    patch(this.#sheet, trees, this.#count);
  }

  /**
   * One more block is finished.
   *
   * @returns {Node} that shows it, and is never touched again
   */
  finish() {
    this.#turnOver();
    this.#count++;
    this.#last = /** @type {Node} */ (this.#last ? this.#last.nextSibling : this.#sheet.firstChild);
    if (this.#count === 1) this.#leave();
    return this.#last;
  }

  /** Nothing follows: what was to be a sheet may have turned out to show nothing. */
  close() {
    if (this.#sheet !== this.#root && !this.#sheet.firstChild) this.#sheet.remove();
  }

  /** Begins a new sheet for what is not finished, when this one is full. */
  #turnOver() {
    if (this.#count < SIZE || (this.#count < LARGEST && reaches(this.#last))) return;
    const sheet = document.createElement("div");
    sheet.className = "prose__sheet";
    while (this.#last?.nextSibling) sheet.append(this.#last.nextSibling);
    this.#root.append(sheet);
    this.#sheet = sheet;
    this.#count = 0;
    this.#last = null;
  }

  /** The sheet before the last one is far behind now. */
  #leave() {
    const far = this.#sheet.previousElementSibling?.previousElementSibling;
    if (far?.matches(".prose__sheet")) far.classList.add("prose__far");
  }
}

/** @param {Node | null} node */
function reaches(node) {
  return node instanceof HTMLElement && node.matches(REACHING);
}
