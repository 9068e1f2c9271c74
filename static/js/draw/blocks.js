/**
 * A growing text as blocks: what is finished is drawn once and never touched again, what is open is drawn anew.
 *
 * A block is finished when the next one has begun and two whole lines say so: no rule of Markdown looks further ahead
 * (the head of a table needs its second line). So the open text can be read alone, and reading it gives the same as
 * reading everything. The items of a list and the rows of a table on the first level are finished the same way.
 */

/** @typedef {import("./tree.js").Tree} Tree */
/** @typedef {import("./tree.js").Element} Element */
/** @typedef {import("./tree.js").Block} Block */
/** @typedef {import("./markdown.js").Definitions} Definitions */
/**
 * @typedef {object} Tools of the other modules here, bound to one another
 * @property {(source: string, known: Definitions, open: boolean) => { tokens: any[], definitions: Definitions }} read
 * @property {(tokens: any[], loose?: boolean) => Block[]} grow
 * @property {(source: string) => string} hold
 * @property {(parent: Node, trees: Tree[], start: number) => void} patch
 * @property {(node: Node, tree: Tree) => void} replace
 * @property {(tree: Tree | null | undefined, node: Node | null, source: string, held: boolean) => OpenFence | null} fence
 */
/** @typedef {{ take: (text: string) => boolean }} OpenFence */
/**
 * @typedef {object} Kept the finished part of an open list or table
 * @property {Node} node that holds the items or rows
 * @property {number} count of finished ones
 * @property {string} lead the first two lines of a table, without which its rows are none
 * @property {string} text of the finished part
 * @property {boolean} loose
 * @property {Set<string>} missing
 */

// Tables are filled up with so many empty cells at most, then they end: those of finished rows would not be counted.
const CELLS = 60000;

export class Blocks {
  #root;
  #tools;
  #source = "";
  #frozen = 0;
  /** @type {Definitions} */
  #known = Object.create(null);
  /** @type {Kept | null} */
  #kept = null;
  #keeping = true;
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
    const { read, grow, hold } = this.#tools;
    const whole = (this.#kept?.lead ?? "") + this.#source;
    const shown = open ? hold(whole) : whole;
    const { tokens, definitions } = read(shown, this.#known, open);
    const blocks = grow(tokens, this.#kept?.loose);
    if (this.#kept && !this.#kept.loose && isLoose(blocks[0])) {
      this.#thaw();
      this.#draw(open);
    } else {
      this.#show(blocks);
      const held = shown.length < whole.length;
      if (open) this.#fence = this.#tools.fence(blocks.at(-1)?.tree, this.#root.lastChild, whole, held);
      this.#freeze(blocks, definitions, whole, open);
    }
  }

  /** @param {Block[]} blocks */
  #show(blocks) {
    const trees = blocks.flatMap(({ tree }) => (tree === null ? [] : [tree]));
    if (this.#kept) {
      this.#tools.patch(this.#kept.node, parts(trees[0]), this.#kept.count);
      this.#tools.patch(this.#root, trees.slice(1), this.#frozen + 1);
    } else {
      this.#tools.patch(this.#root, trees, this.#frozen);
    }
  }

  /**
   * @param {Block[]} blocks
   * @param {Definitions} definitions
   * @param {string} whole
   * @param {boolean} open
   */
  #freeze(blocks, definitions, whole, open) {
    const lines = open ? newlines(whole) : Infinity;
    let count = open ? blocks.length - 1 : blocks.length;
    while (open && count > 0 && !begins(blocks, count, lines)) count--;
    if (count > 0 && this.#isUnsure(blocks[0])) {
      this.#thaw();
      this.#draw(open);
    } else if (count > 0) this.#settle(blocks.slice(0, count), definitions, whole);
    else if (open && blocks.length === 1) this.#keep(blocks[0], definitions, whole, lines);
  }

  /**
   * Whether the rest of a list, having no paragraph, does not tell if the list has become a loose one.
   *
   * @param {Block} block
   */
  #isUnsure({ tree }) {
    return this.#kept && !this.#kept.loose && isElement(tree) && tree.tag !== "div" && tree.loose === undefined;
  }

  /**
   * @param {Block[]} blocks that are finished
   * @param {Definitions} definitions
   * @param {string} whole
   */
  #settle(blocks, definitions, whole) {
    let start = this.#kept?.lead.length ?? 0;
    let line = newlines(whole.slice(0, start));
    for (const block of blocks) {
      const end = after(whole, start, block.lines[1] - line);
      if (block.tree !== null) {
        const missing = new Set([...(this.#kept?.missing ?? []), ...block.missing]);
        const text = (this.#kept?.text ?? "") + whole.slice(start, end);
        if (missing.size) this.#unresolved.push({ index: this.#frozen, text, missing });
        this.#frozen++;
        this.#kept = null;
      }
      this.#define(block, definitions, Infinity);
      [start, line] = [end, block.lines[1]];
    }
    this.#source = whole.slice(start);
    this.#keeping = true;
  }

  /**
   * Freezes all but the last item of an open list, or row of an open table.
   *
   * @param {Block} block
   * @param {Definitions} definitions
   * @param {string} whole
   * @param {number} lines
   */
  #keep(block, definitions, whole, lines) {
    const list = block.tree;
    if (!this.#keeping || !isElement(list) || (list.tag !== "div" && list.loose === undefined)) return;
    const items = parts(list);
    let last = items.length - 1;
    while (last > 0 && items[last].line + 2 > lines) last--;
    if (last < 1) return;

    const kept = this.#kept ?? this.#begin(list, whole);
    const end = after(whole, 0, items[last].line);
    kept.text += whole.slice(kept.text ? kept.lead.length : 0, end);
    kept.count += last;
    kept.loose ||= list.loose === true;
    for (const label of block.missing) kept.missing.add(label);
    this.#define(block, definitions, items[last].line);
    this.#kept = kept;
    this.#source = whole.slice(end);
    if (kept.lead && kept.count * items[0].children.length > CELLS) this.#thaw();
  }

  /**
   * @param {Element} list
   * @param {string} whole
   * @returns {Kept}
   */
  #begin(list, whole) {
    const node = this.#root.childNodes[this.#frozen];
    const common = { count: 0, text: "", loose: false, missing: new Set() };
    if (list.tag !== "div") return { ...common, node, lead: "" };
    const start = after(whole, 0, list.line);
    const rows = /** @type {Element} */ (node).querySelector("tbody");
    return { ...common, node: rows, lead: whole.slice(start, after(whole, start, 2)) };
  }

  /** The finished items were not: all of the list is open again, and stays so. */
  #thaw() {
    this.#keeping = this.#kept.lead === "";
    this.#source = this.#kept.text + this.#source;
    this.#kept = null;
  }

  /**
   * @param {Block} block
   * @param {Definitions} definitions
   * @param {number} end the line before which they count
   */
  #define(block, definitions, end) {
    for (const { label, line } of block.definitions) {
      if (line < end && !(label in this.#known)) this.#known[label] = definitions[label];
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
 * Whether nothing can make this block a part of the one before it any more.
 *
 * @param {Block[]} blocks
 * @param {number} index
 * @param {number} lines that are whole
 */
function begins(blocks, index, lines) {
  const { tree, lines: [start, end] } = blocks[index];
  const before = blocks[index - 1];
  if (before.tree === null && before.lines[1] === start) return false; // it may still be the title of a definition
  if (typeof tree === "object" && tree && "formula" in tree) return !tree.open && end <= lines;
  return start + 2 <= lines;
}

/**
 * The items of a list, the rows of a table, else nothing.
 *
 * @param {Tree} tree
 * @returns {Element[]}
 */
function parts(tree) {
  if (!isElement(tree)) return [];
  if (tree.tag === "div") return /** @type {any} */ (tree.children[0]).children[1]?.children ?? [];
  return /** @type {Element[]} */ (tree.tag === "ul" || tree.tag === "ol" ? tree.children : []);
}

/** @param {Tree | null} tree @returns {tree is Element} */
function isElement(tree) {
  return typeof tree === "object" && tree !== null && "tag" in tree;
}

/** @param {Block | undefined} block */
function isLoose(block) {
  return isElement(block?.tree ?? null) && /** @type {Element} */ (block.tree).loose === true;
}

/** @param {string} text */
function newlines(text) {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

/**
 * The place after so many lines.
 *
 * @param {string} text
 * @param {number} start
 * @param {number} lines
 */
function after(text, start, lines) {
  let at = start;
  for (let i = 0; i < lines; i++) {
    const end = text.indexOf("\n", at);
    if (end < 0) return text.length;
    at = end + 1;
  }
  return at;
}
