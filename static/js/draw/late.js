/** The finished blocks that refer to something which was not defined yet: [like this]. */

/** @import { Definitions } from "./markdown.js" */
/** @typedef {{ node: Node, text: string, missing: Set<string> }} Block what shows it, and the labels it lacks */

// Characters of a block: reading a longer one again would hold up the page, and its references stay as they are.
const LONGEST = 32768;

export class Late {
  /** @type {Block[]} */
  #blocks = [];

  /** @param {Block} block */
  add(block) {
    if (block.missing.size && block.text.length <= LONGEST) this.#blocks.push(block);
  }

  /**
   * @param {Definitions} known
   * @returns {Block | null} one that lacks less now; null when there is none, or no more
   */
  take(known) {
    for (let block = this.#blocks.pop(); block; block = this.#blocks.pop()) {
      if ([...block.missing].some((label) => label in known)) return block;
    }
    return null;
  }
}
