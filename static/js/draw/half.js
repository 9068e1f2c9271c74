/** Half-typed Markdown, shown as what it is about to be: markers without their end never appear and vanish again. */

// The beginning of a line that could still become anything: a list, a heading, a rule, a fence, a row of a table, a task,
// a definition.
const UNDECIDED = new RegExp(
  String.raw`^[\s>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(?:` +
    [
      String.raw`[-+*=_#~\x60|:$ \t]*`,
      String.raw`\d{1,9}[.)]?`,
      String.raw`\\[[(]?`,
      String.raw`\[[ xX]?\]?[ \t]*`,
      String.raw`\[[^\]]{1,60}\]:[ \t]*`,
      String.raw`\x60{3,}[^\x60]*`,
      "~{3,}.*",
    ].join("|") +
    ")$",
);
const LONGEST_UNDECIDED = 200; // characters of a line
const LONGEST_HALF = 8192; // characters of a paragraph: the end of a longer one is shown as it comes
const LONGEST_LABEL = 300; // characters that wait for the end of their emphasis or link

const TRAILING_MARKER = /(?<!\\)(?:\\|&#?\w{0,8}|<|!?\[|[*_~`]+|\${1,2})$/;
const HALF_TARGET = /(?<!\\)(!?)\[((?:[^[\]\\`]|\\.){0,300})\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\([^()\s]*)?(?:\s+["'(][^"')]*["')]?\s*)?$/;
const HALF_LABEL = /(?<![\w\]!\\])(!?)\[((?:[^[\]\\`]|\\.){1,300})\]?$/;
const HALF_ADDRESS = /(?<!\w)<(h|ht|htt|https?|(?:https?|mailto):[^<>\s]*|m|ma|mai|mailt?|mailto|[\w.+-]+@[^<>\s]*)$/i;

/**
 * The source without a last line that does not say yet what it is.
 *
 * @param {string} source
 */
export function hold(source) {
  const start = source.lastIndexOf("\n") + 1;
  const last = source.slice(start, start + LONGEST_UNDECIDED);
  return last && source.length <= start + LONGEST_UNDECIDED && UNDECIDED.test(last) ? source.slice(0, start) : source;
}

/**
 * The text of the last paragraph, with what is open at its end closed or left out.
 *
 * @param {string} text
 */
export function complete(text) {
  if (text.length > LONGEST_HALF) return text;
  const whole = text.replace(TRAILING_MARKER, "").trimEnd();
  const ticks = openTicks(whole);
  if (ticks) return ticks.rest ? whole + ticks.run : whole.slice(0, -ticks.run.length);
  return whole.replace(HALF_TARGET, label).replace(HALF_LABEL, label).replace(HALF_ADDRESS, "$1");
}

/**
 * What a half-typed link shows of itself. A number in brackets is more likely to stay one.
 *
 * @param {string} all
 * @param {string} image
 * @param {string} text
 */
function label(all, image, text) {
  if (/^\d+$/.test(text)) return all;
  return image ? `Image: ${text}` : text;
}

/**
 * The backticks that begin a piece of code which has no end yet: none of the same length comes after them.
 *
 * @param {string} text
 */
function openTicks(text) {
  const pieces = /\\[^]|`+/g;
  for (let found = pieces.exec(text); found; found = pieces.exec(text)) {
    const [run] = found;
    if (run[0] === "\\") continue;
    const rest = text.slice(pieces.lastIndex);
    const close = rest.search(new RegExp(`(?<!\`)${run}(?!\`)`));
    if (close >= 0) pieces.lastIndex += close + run.length;
    else if (!rest.includes(run)) return { run, rest };
  }
  return null;
}

/** @param {any} markdown an instance of markdown-it */
export function addHalves(markdown) {
  markdown.block.ruler.after("table", "half_table", firstRow, { alt: ["paragraph", "reference"] });
  markdown.inline.ruler2.after("balance_pairs", "half", closeRuns);
}

/**
 * A block rule: a last line that begins with | is the head of a table, until the next line says that it is not.
 *
 * @param {any} state
 * @param {number} from
 * @param {number} to
 * @param {boolean} silent
 */
function firstRow(state, from, to, silent) {
  const line = (/** @type {number} */ n) => state.src.slice(state.bMarks[n] + state.tShift[n], state.eMarks[n]).trim();
  if (!state.env.open || state.src.length - state.eMarks[from] > 1 || state.sCount[from] - state.blkIndent >= 4) return false;
  if (!/^\|.*[^\s|]/.test(line(from)) || (from > 0 && line(from - 1).startsWith("|"))) return false;
  if (silent) return true;

  state.push("table_open", "table", 1).map = [from, to];
  state.push("thead_open", "thead", 1);
  state.push("tr_open", "tr", 1).map = [from, to];
  for (const cell of line(from).replace(/^\||(?<!\\)\|$/g, "").split(/(?<!\\)\|/)) {
    state.push("th_open", "th", 1);
    Object.assign(state.push("inline", "", 0), { content: cell.trim(), children: [] });
    state.push("th_close", "th", -1);
  }
  state.push("tr_close", "tr", -1);
  state.push("thead_close", "thead", -1);
  state.push("table_close", "table", -1);
  state.line = to;
  return true;
}

/**
 * Gives every run of *, _ or ~~ that waits for its end one at the end of the text. A run that follows a letter is more
 * likely a product or a name than emphasis, and one far away a mistake: both stay as they are.
 *
 * @param {any} state
 */
function closeRuns(state) {
  const { delimiters, tokens, env } = state;
  if (!env.half) return;
  let reach = -1; // the last end of a pair that is already complete
  const waiting = [];
  for (let i = 0; i < delimiters.length; i++) {
    const { open, end, token, marker } = delimiters[i];
    if (open && end < 0 && i > reach && opens(state, token, marker)) waiting.push(delimiters[i]);
    reach = Math.max(reach, end);
  }
  for (const opener of waiting.reverse()) {
    opener.end = delimiters.length;
    const token = state.push("text", "", 0);
    token.content = tokens[opener.token].content;
    delimiters.push({ ...opener, token: tokens.length - 1, end: -1, open: false, close: true });
  }
}

/**
 * @param {any} state
 * @param {number} index of a marker among the tokens
 * @param {number} marker
 */
function opens({ tokens }, index, marker) {
  let first = index;
  while (first > 0 && isMarker(tokens[first - 1], marker)) first--;
  const before = first ? tokens[first - 1].content : "";
  let length = 0;
  for (let i = index + 1; i < tokens.length && length <= LONGEST_LABEL; i++) length += tokens[i].content.length;
  return !/\w$/.test(before) && length > 0 && length <= LONGEST_LABEL;
}

/**
 * @param {{ type: string, content: string }} token
 * @param {number} marker
 */
function isMarker({ type, content }, marker) {
  return type === "text" && content !== "" && [...content].every((letter) => letter.charCodeAt(0) === marker);
}
