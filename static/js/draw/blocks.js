/**
 * A growing text as blocks: what is finished is drawn once and never touched again, what is open is read anew.
 *
 * A block is finished when the next one has begun and two whole lines say so: no rule of Markdown looks further ahead
 * (the head of a table needs its second line). So the open text can be read alone, and reading it gives the same as
 * reading everything. Within a long open block the same holds for the items and rows on its last branch.
 */

import { Late } from "./late.js";
import { isCertain, lineAt, mayBeTitle, newlines, offset } from "./lines.js";
import { Sheets } from "./sheets.js";

/** @import { Tree, Block } from "./tree.js" */
/** @import { Definitions } from "./markdown.js" */
/** @import { Level, Spine } from "./spine.js" */
/** @typedef {{ take: (text: string) => boolean }} OpenFence */
/** @typedef {{ append: (text: string) => void }} Growing code in the page */
/** @typedef {(node: Node | null) => Growing | undefined} CodeOf */
/**
 * @typedef {object} Tools the other modules here
 * @property {(source: string, known: Definitions, open: boolean, finished?: { skip?: number, rows?: number }) => { tokens: any[], definitions: Definitions }} read
 * @property {(tokens: any[], loose?: Set<number>) => Block[]} grow
 * @property {(source: string) => string} hold
 * @property {(tree: Tree | null | undefined, levels: Level[]) => boolean} strip
 * @property {(block: Block, source: string, whole: number) => Spine | null} finished
 * @property {(parent: Node, trees: Tree[], start: number) => void} patch
 * @property {(node: Node, tree: Tree) => void} replace
 * @property {(tree: Tree | null | undefined, node: Node | null, source: string, held: boolean, codeOf: CodeOf) => OpenFence | null} fence
 * @property {CodeOf} codeOf
 */
/** @typedef {{ levels: Level[], lead: string, text: string, missing: Set<string> }} Kept the finished part of an open block */

// Characters of an open block of which nothing can be finished early. No reply that is meant to be read comes near.
const LONGEST = 16384;
const TOO_LONG = "What follows is shown as plain text, because drawing it would hold up the page. Copy takes all of it.";

export class Blocks {
  #sheets;
  #tools;
  #source = "";
  /** @type {Definitions} */
  #known = Object.create(null);
  /** @type {Kept | null} */
  #kept = null;
  /** @type {OpenFence | null} */
  #fence = null;
  /** @type {Growing | undefined} */
  #plain; // where the text goes after giving up
  #late = new Late();
  #finished = false;

  /**
   * @param {HTMLElement} root that is filled
   * @param {Tools} tools
   */
  constructor(root, tools) {
    this.#sheets = new Sheets(root);
    this.#tools = tools;
  }

  /** @param {string} text that follows */
  add(text) {
    if (this.#plain) return this.#plain.append(text);
    this.#source += text;
    if (this.#fence?.take(text)) return;
    this.#fence = null;
    this.#draw(true);
    if (this.#source.length > LONGEST && !this.#fence) this.#giveUp();
  }

  /**
   * No more text follows: draws the end, and then, one at a time, the blocks that refer to what was defined after them.
   *
   * @returns {boolean} whether that was all
   */
  finish() {
    if (this.#finished) return this.#redraw();
    if (!this.#plain) this.#draw(false);
    this.#sheets.close();
    this.#finished = true;
    return false;
  }

  /** @param {boolean} open */
  #draw(open) {
    const { read, grow, hold, strip, fence, patch, codeOf } = this.#tools;
    const { lead = "", levels = [] } = this.#kept ?? {};
    const source = lead + this.#source;
    const shown = open ? hold(source) : source;
    const { tokens, definitions } = read(shown, this.#known, open, behind(levels, lead));
    const blocks = grow(tokens, looseLevels(levels));
    if (!strip(blocks[0]?.tree, levels)) return this.#thaw(open);
    const trees = blocks.flatMap(({ tree }) => (tree === null ? [] : [tree]));
    this.#sheets.draw(trees, patch);
    if (open) this.#fence = fence(blocks.at(-1)?.tree, this.#sheets.end, source, shown.length < source.length, codeOf);
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

  /** Shows what follows as plain text: this block would have to be read again and again, and nothing in it ends. */
  #giveUp() {
    this.#draw(false);
    const notice = { tag: "p", attributes: { class: "prose__notice" }, children: [TOO_LONG], line: -1 };
    this.#sheets.draw([notice, { code: "", language: "", open: true, line: 0 }], this.#tools.patch);
    this.#sheets.finish();
    this.#plain = this.#tools.codeOf(this.#sheets.finish());
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
    while (open && count > 0 && !begins(blocks, count, source, lines)) count--;
    if (count > 0) this.#settle(blocks.slice(0, count), definitions, source);
    else if (!blocks.length) this.#source = source.slice(source.lastIndexOf("\n") + 1);
    else if (open && blocks.length === 1) this.#keep(blocks[0], definitions, source, lines);
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
        this.#late.add({ node: this.#sheets.finish(), text, missing });
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
    const spine = this.#tools.finished(block, source, lines);
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
      if (start < end) this.#known[label] = definitions[label];
    }
  }

  /** @returns {boolean} whether nothing had to be drawn again */
  #redraw() {
    const block = this.#late.take(this.#known);
    if (!block) return true;
    const { tokens } = this.#tools.read(block.text, this.#known, false);
    const tree = this.#tools.grow(tokens).find((found) => found.tree !== null)?.tree;
    if (tree) this.#tools.replace(block.node, tree);
    return false;
  }
}

/**
 * Whether this is a block of its own for good, and so the one before it is finished.
 *
 * @param {Block[]} blocks
 * @param {number} index
 * @param {string} source
 * @param {number} whole lines
 */
function begins(blocks, index, source, whole) {
  const { tree, lines } = blocks[index];
  const before = blocks[index - 1];
  const follows = before.tree === null && before.lines[1] === lines[0];
  return isCertain(tree, lines, whole) && !(follows && mayBeTitle(lineAt(source, lines[0])));
}

/**
 * @param {Level[]} levels
 * @param {string} lead
 */
function behind(levels, lead) {
  const { kind, count } = levels.at(-1) ?? { kind: "", count: 0 };
  return { skip: kind === "text" ? lead.length : 0, rows: kind === "table" ? count : 0 };
}

/**
 * On which nesting levels the first list is a loose one.
 *
 * @param {Level[]} levels
 */
function looseLevels(levels) {
  return new Set(levels.flatMap(({ loose }, depth) => (loose ? [depth] : [])));
}
