/** What stands at the left of a text's lines: the markers of list items, the signs of quotes, and the indent they ask for. */

/** @typedef {{ before: string, text: string, width: number, end: number }} Marker of an item, up to the column of its text */

const MARKER = /^( *)([-+*]|\d{1,9}[.)])( *)([^]?)/;

/** Follows the containers of one line after the other inwards. */
export class Margin {
  /** Lines that open the containers entered so far again, each with a short paragraph and a heading in it. */
  lead = "";
  #lineAt;
  #quotes = 0;
  #line = -1; // of the last marker
  #column = 0; // behind it

  /** @param {(line: number) => string} lineAt */
  constructor(lineAt) {
    this.#lineAt = lineAt;
  }

  /** @param {number} line that begins a container which is entered already */
  has(line) {
    return line === this.#line;
  }

  /**
   * The marker of an item, what stands before it, and the width up to its text.
   *
   * @param {number} line
   * @returns {Marker | null} null when tabs make the columns unclear
   */
  marker(line) {
    const before = this.#before(line);
    const found = before === null ? null : MARKER.exec(this.#lineAt(line).slice(before.length));
    if (before === null || !found) return null;
    const [, indent, text, spaces, next] = found;
    if (next === "\t" || (next && !spaces)) return null;
    const width = text.length + (!next || spaces.length > 4 ? 1 : spaces.length);
    return { before: continued(before + indent), text, width, end: before.length + indent.length + width };
  }

  /**
   * @param {number} line
   * @returns {boolean} false when it cannot be entered
   */
  enterItem(line) {
    const marker = this.marker(line);
    if (!marker) return false;
    const { before, text, width, end } = marker;
    this.lead += `${before}${text.padEnd(width)}x\n${before}${"".padEnd(width)}# x\n`;
    [this.#line, this.#column] = [line, end];
    return true;
  }

  /**
   * @param {number} line
   * @returns {boolean} false when it cannot be entered
   */
  enterQuote(line) {
    const left = this.#before(line);
    const text = this.#lineAt(line);
    const sign = text.indexOf(">", left?.length);
    if (left === null || sign < 0 || text.slice(left.length, sign).trim()) return false;
    const before = continued(text.slice(0, sign));
    this.lead += `${before}> x\n${before}> # x\n`;
    this.#quotes++;
    [this.#line, this.#column] = [line, sign + 1];
    return true;
  }

  /** @param {number} line */
  #before(line) {
    const text = this.#lineAt(line);
    if (this.has(line)) return text.slice(0, this.#column);
    return new RegExp(`^(?: *>){${this.#quotes}}`).exec(text)?.[0] ?? null;
  }
}

/**
 * What the next lines in the same containers begin with: blanks in place of markers, and a blank after each sign of a
 * quote, which would else take one of those that make the indent.
 *
 * @param {string} before
 */
function continued(before) {
  return before.replace(/[^ >]/g, " ").replace(/>(?! )/g, "> ");
}
