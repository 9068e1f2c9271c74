/**
 * The last branch of an open block, down which more and more is finished: the items of a list, what is in an item or a
 * quote, the rows of a table, the parts of a long paragraph. Only what comes after that is read again, behind a few
 * lines that open the same containers again (the lead); what the lead itself becomes is taken away here.
 */

import { isCertain, lineAt, mayBeTitle, offset } from "./lines.js";
import { Margin } from "./margin.js";

/** @import { Tree, Element, Block } from "./tree.js" */
/** @typedef {"list" | "item" | "quote" | "table" | "text"} Kind */
/** @typedef {{ kind: Kind, count: number, loose: boolean }} Level with how many finished nodes */
/** @typedef {{ levels: Level[], lead: string, cut: number }} Spine `cut` is where in the source the unfinished begins */

/** @type {Map<string, Kind>} */
const KINDS = new Map([["ul", "list"], ["ol", "list"], ["li", "item"], ["blockquote", "quote"], ["div", "table"], ["p", "text"]]);

/**
 * Takes away what the lead became, and tells each container how many nodes of it are finished.
 *
 * @param {Tree | null | undefined} tree
 * @param {Level[]} levels
 * @returns {boolean} false when the text is something else by now: then nothing of it is finished
 */
export function strip(tree, levels) {
  let node = tree;
  for (const [i, { kind, count, loose }] of levels.entries()) {
    if (!isElement(node) || KINDS.get(node.tag) !== kind || (node.loose && !loose)) return false;
    const holder = kind === "table" ? body(node) : node;
    if (!holder) return false;
    holder.keep = count;
    if (kind === "list" && i === levels.length - 1) node.children.shift();
    else if (kind === "item" || kind === "quote") node.children.splice(0, 2);
    node = node.children[0];
  }
  return true;
}

/**
 * @param {Block} block the only one that is open
 * @param {string} source
 * @param {number} whole lines
 * @returns {Spine | null} null when nothing more is finished
 */
export function finished(block, source, whole) {
  const climb = new Climb(source, whole, new Set(block.definitions.map(({ lines: [, end] }) => end)));
  for (let node = block.tree; isElement(node); node = climb.enter(node));
  return climb.spine;
}

class Climb {
  /** @type {Spine | null} */
  spine = null;
  #source;
  #whole;
  #ends;
  #margin;
  /** @type {Level[]} */
  #levels = [];

  /**
   * @param {string} source
   * @param {number} whole lines
   * @param {Set<number>} ends of definitions: the line there may still be a title
   */
  constructor(source, whole, ends) {
    this.#source = source;
    this.#whole = whole;
    this.#ends = ends;
    this.#margin = new Margin((line) => lineAt(source, line));
  }

  /**
   * @param {Element} node
   * @returns {Tree | null} its last child, when the way goes on there
   */
  enter(node) {
    const kind = KINDS.get(node.tag);
    if (kind === "list") return this.#list(node);
    if (kind === "item") return this.#margin.enterItem(node.line) ? this.#container(kind, node) : null;
    if (kind === "quote") return this.#margin.enterQuote(node.line) ? this.#container(kind, node) : null;
    if (kind === "table") this.#table(node);
    if (kind === "text") this.#text(node);
    return null;
  }

  /**
   * A list whose items say whether it is a loose one; a short item before the open one will keep saying it.
   *
   * @param {Element} node
   */
  #list({ children, keep = 0, loose }) {
    const count = this.#finished(children);
    const item = /** @type {Element} */ (children[count]);
    const marker = loose === undefined ? null : this.#margin.marker(item.line);
    if (!marker) return null;
    this.#levels.push({ kind: "list", count: keep + count, loose: loose === true });
    if (count > 0) this.#cut(`${marker.before}${marker.text} x\n`, item.line);
    return count === children.length - 1 ? item : null;
  }

  /**
   * @param {Kind} kind
   * @param {Element} node
   */
  #container(kind, { children, keep = 0 }) {
    const count = this.#finished(children);
    const next = children[count];
    if (typeof next !== "object" || next.line < 0) return null;
    this.#levels.push({ kind, count: keep + count, loose: false });
    if (count > 0) this.#cut("", next.line);
    return count === children.length - 1 ? next : null;
  }

  /** @param {Element} node */
  #table(node) {
    const rows = body(node);
    const count = rows ? this.#finished(rows.children) : 0;
    if (!rows || !count || this.#margin.has(node.line)) return;
    this.#levels.push({ kind: "table", count: (rows.keep ?? 0) + count, loose: false });
    const start = offset(this.#source, node.line);
    const head = this.#source.slice(start, offset(this.#source, 2, start));
    this.#cut(head, /** @type {Element} */ (rows.children[count]).line);
  }

  /**
   * Parts are finished only on the first level, where the paragraph's places are the source's.
   *
   * @param {Element} node
   */
  #text({ children, keep = 0, line }) {
    const last = children.at(-2);
    if (this.#levels.length || !isElement(last) || last.end === undefined) return;
    const start = offset(this.#source, line);
    const cut = start + this.#source.slice(start).search(/[^ \t]/) + last.end;
    const before = this.#source.slice(this.#source.lastIndexOf("\n", cut - 1) + 1, cut);
    if (before.includes("|")) return; // the line may yet be the head of a table, and its columns would be miscounted
    this.#levels.push({ kind: "text", count: keep + children.length - 1, loose: false });
    this.spine = { levels: this.#levels, lead: this.#source[cut - 1] === "\n" ? "x\n" : "x ", cut };
  }

  /**
   * @param {string} lead of the innermost container
   * @param {number} line the first that is not finished
   */
  #cut(lead, line) {
    this.spine = { levels: [...this.#levels], lead: this.#margin.lead + lead, cut: offset(this.#source, line) };
  }

  /**
   * How many of these are finished: all before the last one that is certain to be a block of its own.
   *
   * @param {Tree[]} children
   */
  #finished(children) {
    for (let i = children.length - 1; i > 0; i--) {
      const tree = children[i];
      if (typeof tree === "object" && tree.line >= 0 && this.#isCertain(tree)) return i;
    }
    return 0;
  }

  /** @param {Exclude<Tree, string>} tree */
  #isCertain(tree) {
    if (this.#ends.has(tree.line) && mayBeTitle(lineAt(this.#source, tree.line))) return false;
    return isCertain(tree, [tree.line, "formula" in tree ? tree.end : tree.line], this.#whole);
  }
}

/**
 * The rows of a table, without its head.
 *
 * @param {Element} scroller
 */
function body({ children: [table] }) {
  return /** @type {Element | undefined} */ (/** @type {Element} */ (table).children[1]);
}

/** @param {Tree | null | undefined} tree @returns {tree is Element} */
function isElement(tree) {
  return typeof tree === "object" && tree !== null && "tag" in tree;
}
