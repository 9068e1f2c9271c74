/** The rules by which markdown-it finds formulas: $...$, $$...$$, \(...\) and \[...\]. How they look is not known here. */

const DOLLAR = 36;
const BACKSLASH = 92;
const LONGEST = 5000; // characters; what is longer stays text, and looking for its end stays cheap
// What $...$ must hold when it begins with a digit: "$5 a day, or 6$ a week" is about money.
const TEX = /[\\^_={}<>+]|\d[a-z]/i;
const WORDS = /^[^\\^_={}]*\p{L}{2,}\s+\p{L}{2,}[^\\^_={}]*$/u; // what only looks like a formula

/** @param {any} markdown an instance of markdown-it */
export function addFormulas(markdown) {
  markdown.block.ruler.before("table", "formula", block, { alt: ["paragraph", "reference", "blockquote", "list"] });
  markdown.inline.ruler.before("escape", "formula", inline);
}

/**
 * Lines from $$ or \[ to the line that ends with the same. An empty line cannot be in between, so that a forgotten end
 * costs one paragraph at most. While the text is open an end that is not there yet is waited for.
 *
 * @param {any} state
 * @param {number} from
 * @param {number} to
 * @param {boolean} silent
 */
function block(state, from, to, silent) {
  if (state.sCount[from] - state.blkIndent >= 4) return false;
  const start = state.bMarks[from] + state.tShift[from];
  const end = { "$$": "$$", "\\[": "\\]" }[/** @type {string} */ (state.src.slice(start, start + 2))];
  if (!end) return false;

  const last = lastLine(state, from, to, end);
  if (last < 0) return false;
  if (silent) return true;
  const rest = state.getLines(from + 1, Math.min(last + 1, to), state.sCount[from], false);
  const text = `${state.src.slice(start + 2, state.eMarks[from])}\n${rest}`.trim();
  const token = state.push("formula_block", "", 0);
  token.meta = { open: last === to };
  token.content = token.meta.open ? text : text.slice(0, -2).trim();
  token.markup = state.src.slice(start, start + 2);
  state.line = Math.min(last + 1, to);
  token.map = [from, state.line];
  return true;
}

/**
 * The line that ends the formula; `to` when it may still come; -1 when there is none.
 *
 * @param {any} state
 * @param {number} from
 * @param {number} to
 * @param {string} end
 */
function lastLine(state, from, to, end) {
  const ends = next(state, end, state.bMarks[from] + state.tShift[from] + 2);
  if (ends < 0 && (!state.env.open || state.src.length - state.bMarks[from] > LONGEST)) return -1;
  for (let line = from; line < to; line++) {
    if (state.isEmpty(line) || (line > from && state.sCount[line] < state.blkIndent)) return -1;
    if (state.eMarks[line] - state.bMarks[from] > LONGEST) return -1;
    const start = state.bMarks[line] + state.tShift[line] + (line === from ? 2 : 0);
    const text = state.src.slice(start, state.eMarks[line]).trim();
    const at = text.indexOf(end);
    if (at >= 0) return at === text.length - 2 && (line > from || isFormula(text.slice(0, at), end)) ? line : -1;
  }
  return state.env.open && state.src.length - state.eMarks[to - 1] <= 1 ? to : -1;
}

/**
 * A formula within a line.
 *
 * @param {any} state
 * @param {boolean} silent
 */
function inline(state, silent) {
  const code = state.src.charCodeAt(state.pos);
  if (code !== DOLLAR && code !== BACKSLASH) return false;
  const found = code === DOLLAR ? dollars(state, state.pos) : brackets(state, state.pos);
  if (!found || found.end > state.posMax) return false;
  if (!silent) {
    const token = state.push("formula_inline", "", 0);
    token.content = found.content.trim();
    token.markup = found.markup;
  }
  state.pos = found.end;
  return true;
}

/**
 * As pandoc has it: no space inside the signs, no digit after them; besides, no code inside, and not two prices.
 *
 * @param {any} state
 * @param {number} pos
 */
function dollars(state, pos) {
  const text = state.src;
  const markup = text.startsWith("$$", pos) ? "$$" : "$";
  const start = pos + markup.length;
  const close = next(state, markup, start);
  if (close <= start || close > start + LONGEST) return null;
  const content = text.slice(start, close);
  const end = close + markup.length;
  if (/`/.test(content) || !content.trim() || WORDS.test(content)) return null;
  if (markup === "$") {
    if (/^\s|[\s\\]$/.test(content) || /[\d$]/.test(text.charAt(end)) || /[\w$]/.test(text.charAt(pos - 1))) return null;
    if (/^\d/.test(content) && !TEX.test(content)) return null;
  }
  return { content, markup, end };
}

/**
 * Whether this is no code, no bare number, and no words: what stands between escaped brackets may be all of these.
 *
 * @param {string} content
 * @param {string} end
 */
function isFormula(content, end) {
  if (end === "$$") return content.trim() !== "";
  return /[\p{L}\d]/u.test(content) && !/`|^[\s\d]*$/.test(content) && !WORDS.test(content);
}

/**
 * \( ... \) and \[ ... \].
 *
 * @param {any} state
 * @param {number} pos
 */
function brackets(state, pos) {
  const markup = state.src.slice(pos, pos + 2);
  const close = markup === "\\(" ? "\\)" : markup === "\\[" ? "\\]" : "";
  const at = close ? next(state, close, pos + 2) : -1;
  const content = state.src.slice(pos + 2, at);
  return at >= 0 && at <= pos + LONGEST && isFormula(content, close) ? { content, markup, end: at + 2 } : null;
}

/**
 * Where a marker comes next. Remembered, or a text of nothing but beginnings would be searched from each of them.
 *
 * @param {any} state
 * @param {string} marker
 * @param {number} pos
 * @returns {number} -1 when it does not come any more
 */
function next(state, marker, pos) {
  state.coming ??= new Map();
  const known = state.coming.get(marker);
  if (known?.from <= pos && (known.at < 0 || known.at >= pos)) return known.at;
  const at = state.src.indexOf(marker, pos);
  state.coming.set(marker, { from: pos, at });
  return at;
}
