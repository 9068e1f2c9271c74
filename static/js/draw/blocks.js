/**
 * A growing text as blocks: what is finished is drawn once and never touched again, what is open is read anew.
 *
 * A block is finished when the next one has begun and two whole lines say so: no rule of Markdown looks further ahead
 * (the head of a table needs its second line). So the open text can be read alone, and reading it gives the same as
 * reading everything. Within a long open block the same holds for the items and rows on its last branch.
 */

import { finished, isCertain, offset, strip } from "./spine.js";

/** @typedef {import("./tree.js").Tree} Tree */
/** @typedef {import("./tree.js").Block} Block */
/** @typedef {import("./markdown.js").Definitions} Definitions */
/** @typedef {import("./spine.js").Level} Level */
/** @typedef {{ take: (text: string) => boolean }} OpenFence */
/**
 * @typedef {object} Tools the other modules here
 * @property {(source: string, known: Definitions, open: boolean, skip?: number) => { tokens: any[], definitions: Definitions }} read
 * @property {(tokens: any[], loose?: Set<number>) => Block[]} grow
 * @property {(source: string) => string} hold
 * @property {(parent: Node, trees: Tree[], start: number) => void} patch
 * @property {(node: Node, tree: Tree) => void} replace
 * @property {(tree: Tree | null | undefined, node: Node | null, source: string, held: boolean) => OpenFence | null} fence
 * @property {number} short an open text up to here is read as a whole
 */
/** @typedef {{ levels: Level[], lead: string, text: string, missing: Set<string> }} Kept the finished part of an open block */

export class Blocks {
  #root;
  #tools;
  #source = "";
  #frozen = 0; // nodes of the page that are finished
  /** @type {Definitions} */
  #known = Object.create(null);
  /** @type {Kept | null} */
  #kept = null;
  /** @type {OpenFence | null} */
  #fence = null;
  /** @type {{ index: number, text: string, missing: Set<string> }[]} */
  #unresolved = [];

  /**
   * @param {HTMLElement} root that is filled
   * @param {Tools} tools
   */
  constructor(root, tools) {
    this.#root = root;
    this.#tools = tools;
  }

  /** @param {string} text that follows */
  add(text) {
    this.#source += text;
    if (this.#fence?.take(text)) return;
    this.#fence = null;
    this.#draw(true);
  }

  /** No more text follows. */
  finish() {
    this.#fence = null;
    this.#draw(false);
    for (const { index, text, missing } of this.#unresolved) {
      if ([...missing].some((label) => label in this.#known)) this.#redraw(index, text);
    }
  }

  /** @param {boolean} open */
  #draw(open) {
    const { read, grow, hold, fence, patch } = this.#tools;
    const { lead = "", levels = [] } = this.#kept ?? {};
    const source = lead + this.#source;
    const shown = open ? hold(source) : source;
    const { tokens, definitions } = read(shown, this.#known, open, levels[0]?.kind === "text" ? lead.length : 0);
    const blocks = grow(tokens, looseLevels(levels));
    if (!strip(blocks[0]?.tree, levels)) return this.#thaw(open);
    const trees = blocks.flatMap(({ tree }) => (tree === null ? [] : [tree]));
    patch(this.#root, trees, this.#frozen);
    if (open) this.#fence = fence(blocks.at(-1)?.tree, this.#root.lastChild, source, shown.length < source.length);
    this.#freeze(blocks, definitions, source, open);
  }

  /**
   * The finished items were not: the whole block is open again.
   *
   * @param {boolean} open
   */
  #thaw(open) {
    this.#source = /** @type {Kept} */ (this.#kept).text + this.#source;
    this.#kept = null;
    this.#draw(open);
  }

  /**
   * @param {Block[]} blocks
   * @param {Definitions} definitions
   * @param {string} source
   * @param {boolean} open
   */
  #freeze(blocks, definitions, source, open) {
    const lines = open ? newlines(source) : Infinity;
    let count = open ? blocks.length - 1 : blocks.length;
    while (open && count > 0 && !begins(blocks, count, lines)) count--;
    if (count > 0) this.#settle(blocks.slice(0, count), definitions, source);
    else if (open && blocks.length === 1 && this.#source.length > this.#tools.short) this.#keep(blocks[0], definitions, source, lines);
  }

  /**
   * @param {Block[]} blocks that are finished
   * @param {Definitions} definitions
   * @param {string} source
   */
  #settle(blocks, definitions, source) {
    let at = this.#kept?.lead.length ?? 0;
    let line = newlines(source.slice(0, at));
    for (const block of blocks) {
      const end = offset(source, block.lines[1] - line, at);
      if (block.tree !== null) {
        const missing = new Set([...(this.#kept?.missing ?? []), ...block.missing]);
        const text = (this.#kept?.text ?? "") + source.slice(at, end);
        if (missing.size) this.#unresolved.push({ index: this.#frozen, text, missing });
        this.#frozen++;
        this.#kept = null;
      }
      this.#define(block, definitions, Infinity);
      [at, line] = [end, block.lines[1]];
    }
    this.#source = source.slice(at);
  }

  /**
   * @param {Block} block
   * @param {Definitions} definitions
   * @param {string} source
   * @param {number} lines
   */
  #keep(block, definitions, source, lines) {
    const spine = finished(block, source, lines);
    if (!spine) return;
    const { lead = "", text = "", missing = new Set() } = this.#kept ?? {};
    for (const label of block.missing) missing.add(label);
    this.#define(block, definitions, newlines(source.slice(0, spine.cut)));
    this.#kept = { levels: spine.levels, lead: spine.lead, text: text + source.slice(lead.length, spine.cut), missing };
    this.#source = source.slice(spine.cut);
  }

  /**
   * @param {Block} block
   * @param {Definitions} definitions
   * @param {number} end the line before which they count
   */
  #define(block, definitions, end) {
    for (const { label, lines: [start] } of block.definitions) {
      if (start < end && !(label in this.#known)) this.#known[label] = definitions[label];
    }
  }

  /**
   * @param {number} index
   * @param {string} text
   */
  #redraw(index, text) {
    const { tokens } = this.#tools.read(text, this.#known, false);
    const block = this.#tools.grow(tokens).find(({ tree }) => tree !== null);
    this.#tools.replace(this.#root.childNodes[index], block.tree);
  }
}

/**
 * Whether this is a block of its own for good, and so the one before it is finished.
 *
 * @param {Block[]} blocks
 * @param {number} index
 * @param {number} lines that are whole
 */
function begins(blocks, index, lines) {
  const { tree, lines: [start, end] } = blocks[index];
  const before = blocks[index - 1];
  const mayBeTitle = before.tree === null && before.lines[1] === start; // of the definition in the line before
  return !mayBeTitle && isCertain(tree, start, end, lines);
}

/**
 * On which nesting levels the first list is a loose one.
 *
 * @param {Level[]} levels
 */
function looseLevels(levels) {
  return new Set(levels.flatMap(({ loose }, depth) => (loose ? [depth] : [])));
}

/** @param {string} text */
function newlines(text) {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
