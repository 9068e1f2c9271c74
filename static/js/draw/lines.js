/** Places and lines of a text. */

/** @import { Tree } from "./tree.js" */

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
 * One line, without its end.
 *
 * @param {string} text
 * @param {number} line
 */
export function lineAt(text, line) {
  const start = offset(text, line);
  const end = text.indexOf("\n", start);
  return text.slice(start, end < 0 ? text.length : end);
}

/**
 * How many lines are whole.
 *
 * @param {string} text
 */
export function newlines(text) {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

/**
 * Whether nothing that follows can make this a part of what comes before it: two whole lines say so, for a formula all
 * of them.
 *
 * @param {Tree | null} tree
 * @param {[number, number]} lines of it
 * @param {number} whole how many lines are whole
 */
export function isCertain(tree, [start, end], whole) {
  if (typeof tree === "object" && tree && "formula" in tree) return !tree.open && end <= whole;
  return start + 2 <= whole;
}

/**
 * Whether a line that follows a definition may turn out to be its title.
 *
 * @param {string} line
 */
export function mayBeTitle(line) {
  return /^[ \t>]*["'(]/.test(line);
}
