/** Reads Markdown: which dialect, and the tokens of a text. Nothing here knows a page. */

import MarkdownIt from "../../vendor/markdown-it.js";
import { addFormulas } from "./formulas.js";
import { addHalves, complete } from "./half.js";

/**
 * @typedef {object} Token as markdown-it makes them
 * @property {string} type
 * @property {string} tag
 * @property {-1 | 0 | 1} nesting
 * @property {number} level
 * @property {string} content
 * @property {string} markup
 * @property {string} info
 * @property {boolean} hidden
 * @property {[string, string][] | null} attrs
 * @property {[number, number] | null} map its lines, the second one excluded
 * @property {Token[] | null} children
 * @property {any} meta
 */
/** @typedef {{ href: string, title: string }} Definition what a reference like [this] leads to */
/** @typedef {Record<string, Definition>} Definitions by label */

const PART = 2048; // characters of a part of a long text: at least so many, at most twice
// Nesting deeper than this is drawn as text: markdown-it would leave out what stands at its own limit.
const DEEPEST = 40;
const WIDEST = 50; // columns of a table, each short row of which is as many cells
const CELLS = 60_000; // of a table: markdown-it ends one when it has filled up a few more, and would have to count them all

/** markdown-it as every reply is read: no HTML, written-out addresses become links. */
export const markdown = new MarkdownIt({ html: false, linkify: true, maxNesting: DEEPEST * 2 });
markdown.linkify.set({ fuzzyLink: false }); // or README.md would be a link to Moldova
markdown.linkify.add("ftp:", null).add("//", null);
markdown.core.ruler.disable(["strip_references", "replacements", "smartquotes"]);
markdown.core.ruler.at("inline", inlines);
const [readTable] = /** @type {any[]} */ (markdown.block.ruler.getRules("")); // the first of its rules
markdown.block.ruler.at("table", table, { alt: ["paragraph", "reference"] });
markdown.block.ruler.before("table", "deep", deep);
markdown.block.ruler.before("deep", "probe", probe);
addFormulas(markdown);
addHalves(markdown);

/**
 * @param {string} source
 * @param {Definitions} known definitions from before `source`
 * @param {boolean} open whether more may follow: then half-typed syntax at the end is read as what it is about to be,
 *   and the source's own definitions, which may be half-typed too, lead nowhere yet
 * @param {{ skip?: number, rows?: number }} finished characters of the first paragraph that belong to no part of it, and
 *   rows of the first table that are not in `source`
 * @returns {{ tokens: Token[], definitions: Definitions }} the source's own definitions, beside the known ones
 */
export function read(source, known, open, { skip = 0, rows = 0 } = {}) {
  /** @type {Definitions} */
  const definitions = Object.create(known);
  /** @type {Set<string>} */
  let missing = new Set();
  const references = new Proxy(definitions, {
    get(_, label) {
      const found = Reflect.get(open ? known : definitions, label);
      if (!found) missing.add(String(label));
      return found;
    },
    set(_, label, definition) {
      return label in definitions || Reflect.set(definitions, label, definition);
    },
  });
  const takeMissing = () => {
    const taken = missing;
    missing = new Set();
    return taken;
  };
  const tokens = /** @type {any} */ (markdown).parse(source, { references, open, skip, rows, takeMissing });
  return { tokens, definitions };
}

/**
 * In place of markdown-it's own rule: reads a long text in parts, notes for which references each one looked in vain,
 * and completes the last one while more may follow.
 *
 * @param {any} state
 */
function inlines(state) {
  const { env, md, Token } = state;
  const last = env.open ? lastText(state.tokens) : null;
  const end = state.tokens.findLast((/** @type {Token} */ { nesting }) => nesting >= 0);
  let skip = env.skip;
  env.takeMissing();
  state.tokens = state.tokens.flatMap((/** @type {Token} */ token) => {
    if (token.type === "fence") token.meta = { open: env.open && token === end };
    if (token.type !== "inline") return [token];
    const cuts = cutsOf(token.content, skip);
    const parts = cuts.map((end, i) => {
      const text = token.content.slice(cuts[i - 1] ?? skip, end);
      const part = Object.assign(new Token("inline", "", 0), { children: [] });
      env.half = token === last && i === cuts.length - 1;
      md.inline.parse(env.half ? complete(text) : text, md, env, part.children);
      part.meta = { missing: env.takeMissing() };
      part.content = text;
      return part;
    });
    if (parts.length === 1 && !skip) return parts;
    skip = 0;
    const opening = (/** @type {number} */ end) => Object.assign(new Token("part_open", "span", 1), { meta: { end } });
    return parts.flatMap((part, i) => [opening(cuts[i]), part, new Token("part_close", "span", -1)]);
  });
}

/**
 * Where the parts of a text end. A text of ordinary length is one; a longer one is cut, best between two sentences, so
 * that neither reading nor laying out its end has to go through all of it again. A part knows nothing of its neighbours.
 *
 * @param {string} text
 * @param {number} start
 */
function cutsOf(text, start) {
  const cuts = [];
  while (text.length - start > 2 * PART) {
    const half = text.slice(start + PART, start + 2 * PART);
    const at = [half.indexOf("\n") + 1, half.lastIndexOf(". ") + 2, half.lastIndexOf(" ") + 1].find((end) => end > 1);
    start += PART + (at ?? (/[\ud800-\udbff]$/.test(half) ? PART - 1 : PART));
    cuts.push(start);
  }
  return [...cuts, text.length];
}

/**
 * The text that is still being written: the last one, when nothing but the ends of blocks comes after it. A row of a
 * table is filled up with empty cells, which do not count.
 *
 * @param {Token[]} tokens
 */
function lastText(tokens) {
  for (let i = tokens.length - 1; i >= 0; i--) {
    const { type, nesting, content } = tokens[i];
    if (type === "inline" && content) return tokens[i];
    if (type !== "inline" && type !== "td_open" && nesting >= 0) return null;
  }
  return null;
}

/**
 * A block rule that takes nothing: an empty paragraph at the beginning of each list item, which is hidden when the list
 * is a tight one. Only so a list of nothing but code tells what it is.
 *
 * @param {any} state
 * @param {number} from
 * @param {number} to
 * @param {boolean} silent
 */
function probe(state, from, to, silent) {
  if (!silent && state.tokens.at(-1)?.type === "list_item_open") {
    state.push("paragraph_open", "p", 1).meta = { probe: true };
    state.push("inline", "", 0);
    state.push("paragraph_close", "p", -1);
  }
  return false;
}

/**
 * A block rule: what is nested too deeply is a paragraph, down to the end of what encloses it.
 *
 * @param {any} state
 * @param {number} from
 * @param {number} to
 * @param {boolean} silent
 */
function deep(state, from, to, silent) {
  if (silent || state.level < DEEPEST) return false;
  let line = from + 1;
  while (line < to && (state.isEmpty(line) || state.sCount[line] >= state.blkIndent)) line++;
  state.push("paragraph_open", "p", 1).map = [from, line];
  const content = state.getLines(from, line, state.blkIndent, false).trim();
  Object.assign(state.push("inline", "", 0), { content, map: [from, line], children: [] });
  state.push("paragraph_close", "p", -1);
  state.line = line;
  return true;
}

/**
 * The block rule for tables, within limits.
 *
 * @param {any} state
 * @param {number} from
 * @param {number} to
 * @param {boolean} silent
 */
function table(state, from, to, silent) {
  if (from + 2 > to) return false;
  const columns = state.src.slice(state.bMarks[from + 1], state.eMarks[from + 1]).split("|").length;
  if (columns > WIDEST) return false;
  const rows = Math.max(1, Math.floor(CELLS / columns) - state.env.rows);
  const found = readTable(state, from, Math.min(to, from + 2 + rows), silent);
  if (found && !silent) state.env.rows = 0;
  return found;
}
