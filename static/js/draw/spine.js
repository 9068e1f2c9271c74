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
/** @typedef {{ before: string, text: string, width: number, end: number }} Marker of an item, up to the column of its text */
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
    if (!holder || (kind === "table" && cells(holder, count) > CELLS)) return false;
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
  for (let node = block.tree; isElement(node); node = climb.enter(node));
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
   * @returns {Tree | null} its last child, when the way goes on there
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
      default:
        return null;
    }
  }

  /** @param {Element} node */
  #list(node) {
    const { children, keep = 0, loose } = node;
    const item = /** @type {Element} */ (children[children.length - 1]);
    if (loose === undefined || (children.length > 1 && !this.#isCertain(item))) return null;
    this.#levels.push({ kind: "list", count: keep + children.length - 1, loose });
    const marker = this.#marker(item.line);
    if (marker && children.length > 1) this.#finish(`${marker.before}${marker.text} x\n`, item.line);
    return marker ? item : null;
  }

  /** @param {Element} node */
  #item(node) {
    const { before, text, width, end } = /** @type {Marker} */ (this.#marker(node.line));
    this.#lead += `${before}${text.padEnd(width)}x\n${before}${"".padEnd(width)}# x\n`;
    [this.#line, this.#column] = [node.line, end];
    return this.#container("item", node);
  }

  /** @param {Element} node */
  #quote(node) {
    const left = this.#before(node.line);
    if (left === null) return null;
    const sign = this.#lineText(node.line).indexOf(">", left.length);
    if (this.#lineText(node.line).slice(left.length, sign).trim()) return null;
    const before = continued(this.#lineText(node.line).slice(0, sign));
    this.#lead += `${before}> x\n${before}> # x\n`;
    this.#quotes++;
    [this.#line, this.#column] = [node.line, sign + 1];
    return this.#container("quote", node);
  }

  /**
   * @param {Kind} kind
   * @param {Element} node
   */
  #container(kind, { children, keep = 0 }) {
    const last = children[children.length - 1];
    if (typeof last !== "object" || last.line < 0 || (children.length > 1 && !this.#isCertain(last))) return null;
    this.#levels.push({ kind, count: keep + children.length - 1, loose: false });
    if (children.length > 1) this.#finish("", last.line);
    return last;
  }

  /** @param {Element} node */
  #table(node) {
    const rows = body(node);
    const last = rows?.children[rows.children.length - 1];
    if (!rows || !isElement(last) || !this.#isCertain(last) || node.line === this.#line || cells(rows, rows.keep ?? 0) > CELLS) return null;
    this.#levels.push({ kind: "table", count: (rows.keep ?? 0) + rows.children.length - 1, loose: false });
    const start = offset(this.#source, node.line);
    if (rows.children.length > 1) this.#finish(this.#source.slice(start, offset(this.#source, 2, start)), last.line);
    return null;
  }

  /**
   * Parts are finished only on the first level, where the text's places are the source's.
   *
   * @param {Element} node
   */
  #text({ children, keep = 0, line }) {
    const last = children[children.length - 2];
    if (this.#levels.length || !isElement(last) || last.end === undefined) return null;
    const start = offset(this.#source, line);
    const cut = start + /** @type {RegExpExecArray} */ (/^[ \t]*/.exec(this.#source.slice(start)))[0].length + last.end;
    const before = this.#source.slice(this.#source.lastIndexOf("\n", cut - 1) + 1, cut);
    if (before.includes("|")) return null; // the line may yet be the head of a table, and its columns would be miscounted
    const lead = `x${this.#source[cut - 1] === "\n" ? "\n" : " "}`;
    this.spine = { levels: [{ kind: "text", count: keep + children.length - 1, loose: false }], lead, cut };
    return null;
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
    return isCertain(tree, tree.line, "formula" in tree ? tree.end : Infinity, this.#lines) && !this.#ends.includes(tree.line);
  }

  /**
   * The marker of an item, what stands before it, and the width up to its text.
   *
   * @param {number} line
   */
  #marker(line) {
    const before = this.#before(line);
    const found = before === null ? null : MARKER.exec(this.#lineText(line).slice(before.length));
    if (before === null || !found) return null;
    const [, indent, text, spaces, next] = found;
    if (next === "\t" || (next && !spaces)) return null;
    const width = text.length + (!next || spaces.length > 4 ? 1 : spaces.length);
    return { before: continued(before + indent), text, width, end: before.length + indent.length + width };
  }

  /**
   * What stands in a line before the next marker. Not known when there are tabs.
   *
   * @param {number} line
   */
  #before(line) {
    const text = this.#lineText(line);
    const before = line === this.#line ? text.slice(0, this.#column) : new RegExp(`^(?: *>){${this.#quotes}}`).exec(text)?.[0];
    return before === undefined || before.includes("\t") ? null : before;
  }

  /** @param {number} line */
  #lineText(line) {
    const start = offset(this.#source, line);
    return this.#source.slice(start, offset(this.#source, 1, start)).replace("\n", "");
  }
}

/**
 * What the next lines of the same containers begin with: blanks in place of markers, and a blank after each sign of a
 * quote, for it would take one of those that make the indent.
 *
 * @param {string} before
 */
function continued(before) {
  return before.replace(/[^ >]/g, " ").replace(/>(?! )/g, "> ");
}

/**
 * Whether nothing that follows can make this a part of what comes before it.
 *
 * @param {Tree | null} tree
 * @param {number} start the line it begins with
 * @param {number} end the line it ends before
 * @param {number} lines that are whole
 */
export function isCertain(tree, start, end, lines) {
  if (typeof tree === "object" && tree && "formula" in tree) return !tree.open && end <= lines;
  return start + 2 <= lines;
}

/**
 * The place after so many lines.
 *
 * @param {string} text
 * @param {number} lines
 * @param {number} start
 */
export function offset(text, lines, start = 0) {
  let at = start;
  for (let i = 0; i < lines; i++) {
    const end = text.indexOf("\n", at);
    if (end < 0) return text.length;
    at = end + 1;
  }
  return at;
}

/**
 * The rows of a table, without its head.
 *
 * @param {Element} scroller
 */
function body({ children: [table] }) {
  return /** @type {Element | undefined} */ (/** @type {Element} */ (table).children[1]);
}

/**
 * @param {Element} rows
 * @param {number} finished how many there are besides these
 */
function cells({ children }, finished) {
  return (finished + children.length) * /** @type {Element} */ (children[0]).children.length;
}

/** @param {Tree | null | undefined} tree @returns {tree is Element} */
function isElement(tree) {
  return typeof tree === "object" && tree !== null && "tag" in tree;
}
