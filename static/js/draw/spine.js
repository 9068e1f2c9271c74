/**
 * The last branch of an open block, down which more and more is finished: the items of a list, what is in an item or a
 * quote, the rows of a table, the parts of a long paragraph. Only what comes after that is read again, behind a few
 * lines that open the same containers again (the lead); what the lead itself becomes is taken away here.
 */

/** @typedef {import("./tree.js").Tree} Tree */
/** @typedef {import("./tree.js").Element} Element */
/** @typedef {import("./tree.js").Block} Block */
/** @typedef {"list" | "item" | "quote" | "table" | "text"} Kind */
/** @typedef {{ kind: Kind, count: number, loose: boolean }} Level with how many finished nodes */
/** @typedef {{ levels: Level[], lead: string, cut: number }} Spine `cut` is where in the source the unfinished begins */

/** @type {Map<string, Kind>} */
const KINDS = new Map([["ul", "list"], ["ol", "list"], ["li", "item"], ["blockquote", "quote"], ["div", "table"], ["p", "text"]]);
// Tables are filled up with so many empty cells at most, then they end; those of finished rows would not be counted.
const CELLS = 60000;
const MARKER = /^( *)([-+*]|\d{1,9}[.)])( *)([^]?)/;

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
    if (!isElement(node) || KINDS.get(node.tag) !== kind) return false;
    const holder = kind === "table" ? body(node) : node;
    if (!holder) return false;
    holder.keep = count;
    if (kind === "list") {
      if (node.loose && !loose) return false;
      if (i === levels.length - 1) node.children.shift();
    } else if (kind === "item" || kind === "quote") {
      node.children.splice(0, 2);
    }
    node = node.children[0];
  }
  return true;
}

/**
 * @param {Block} block the only one that is open
 * @param {string} source
 * @param {number} lines that are whole
 * @returns {Spine | null} null when nothing more is finished
 */
export function finished(block, source, lines) {
  const climb = new Climb(source, lines, block.definitions.map(({ lines: [, end] }) => end));
  let node = block.tree;
  while (isElement(node)) {
    const next = climb.enter(node);
    node = next ?? null;
  }
  return climb.spine;
}

class Climb {
  /** @type {Spine | null} */
  spine = null;
  #source;
  #lines;
  #ends;
  /** @type {Level[]} */
  #levels = [];
  #lead = "";
  #quotes = 0;
  #line = -1; // of the last marker, and the column behind it
  #column = 0;

  /**
   * @param {string} source
   * @param {number} lines
   * @param {number[]} ends of definitions, which may still get a title from the line that follows
   */
  constructor(source, lines, ends) {
    this.#source = source;
    this.#lines = lines;
    this.#ends = ends;
  }

  /**
   * @param {Element} node
   * @returns {Tree | undefined} its last child, when the way goes on there
   */
  enter(node) {
    switch (KINDS.get(node.tag)) {
      case "list":
        return this.#list(node);
      case "item":
        return this.#item(node);
      case "quote":
        return this.#quote(node);
      case "table":
        return this.#table(node);
      case "text":
        return this.#text(node);
    }
  }

  /** @param {Element} node */
  #list(node) {
    const { children, keep = 0, loose } = node;
    const item = /** @type {Element} */ (children[children.length - 1]);
    if (loose === undefined || (children.length > 1 && !this.#isCertain(item))) return undefined;
    this.#levels.push({ kind: "list", count: keep + children.length - 1, loose });
    const marker = this.#marker(item.line);
    if (marker && children.length > 1) this.#finish(`${marker.before}${marker.text} x\n`, item.line);
    return marker ? item : undefined;
  }

  /** @param {Element} node */
  #item(node) {
    const { before, text, width } = /** @type {{ before: string, text: string, width: number }} */ (this.#marker(node.line));
    this.#lead += `${before}${text.padEnd(width)}x\n${before}${"".padEnd(width)}# x\n`;
    [this.#line, this.#column] = [node.line, before.length + width];
    return this.#container("item", node);
  }

  /** @param {Element} node */
  #quote(node) {
    const before = this.#before(node.line);
    if (before === null) return undefined;
    this.#lead += `${before}> x\n${before}> # x\n`;
    this.#quotes++;
    [this.#line, this.#column] = [node.line, before.length + 1];
    return this.#container("quote", node);
  }

  /**
   * @param {Kind} kind
   * @param {Element} node
   */
  #container(kind, { children, keep = 0 }) {
    const last = children[children.length - 1];
    if (typeof last !== "object" || last.line < 0 || (children.length > 1 && !this.#isCertain(last))) return undefined;
    this.#levels.push({ kind, count: keep + children.length - 1, loose: false });
    if (children.length > 1) this.#finish("", last.line);
    return last;
  }

  /** @param {Element} node */
  #table(node) {
    const rows = body(node);
    const last = rows?.children[rows.children.length - 1];
    if (!rows || !isElement(last) || rows.children.length < 2 || !this.#isCertain(last) || node.line === this.#line) return undefined;
    const count = (rows.keep ?? 0) + rows.children.length - 1;
    if (count * last.children.length > CELLS) return undefined;
    this.#levels.push({ kind: "table", count, loose: false });
    const start = offset(this.#source, node.line);
    this.#finish(this.#source.slice(start, offset(this.#source, 2, start)), last.line);
    return undefined;
  }

  /**
   * Parts are finished only on the first level, where the text's places are the source's.
   *
   * @param {Element} node
   */
  #text({ children, keep = 0, line }) {
    const last = children[children.length - 2];
    if (this.#levels.length || !isElement(last) || last.end === undefined) return undefined;
    const start = offset(this.#source, line);
    const cut = start + /** @type {RegExpExecArray} */ (/^\s*/.exec(this.#source.slice(start)))[0].length + last.end;
    const lead = `x${this.#source[cut - 1] === "\n" ? "\n" : " "}`;
    this.spine = { levels: [{ kind: "text", count: keep + children.length - 1, loose: false }], lead, cut };
    return undefined;
  }

  /**
   * @param {string} lead of the innermost container
   * @param {number} line that is not finished
   */
  #finish(lead, line) {
    this.spine = { levels: [...this.#levels], lead: this.#lead + lead, cut: offset(this.#source, line) };
  }

  /**
   * Whether what begins here is a block of its own for good.
   *
   * @param {Exclude<Tree, string>} tree
   */
  #isCertain(tree) {
    return isCertain(tree, this.#lines) && !this.#ends.includes(tree.line);
  }

  /**
   * The marker of an item, what stands before it, and the width up to its text.
   *
   * @param {number} line
   */
  #marker(line) {
    const before = this.#before(line);
    const found = before === null ? null : MARKER.exec(this.#text_(line).slice(before.length));
    if (before === null || !found) return null;
    const [, indent, text, spaces, next] = found;
    if (next === "\t" || (next && !spaces)) return null;
    const width = text.length + (!next || spaces.length > 4 ? 1 : spaces.length);
    return { before: before + indent, text, width };
  }
}
