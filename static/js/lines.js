/** Lines of JSON that arrive in pieces, one object a line: the parts of a reply that are no text. */

/** @typedef {{ kind: string, at?: string, [field: string]: unknown }} Entry */

export class Lines {
  #rest = "";

  /**
   * @param {string} text that follows
   * @returns {Entry[]} the lines that are complete with it
   */
  take(text) {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    return entriesOf(lines);
  }

  /**
   * Nothing follows.
   *
   * @returns {Entry[]} what never came to its line's end
   */
  end() {
    const lines = [this.#rest];
    this.#rest = "";
    return entriesOf(lines);
  }
}

/** @param {string[]} lines */
function entriesOf(lines) {
  return lines.filter((line) => line.trim()).map(entryOf);
}

/**
 * @param {string} line
 * @returns {Entry} of the kind "broken" when it is none
 */
function entryOf(line) {
  try {
    const said = JSON.parse(line);
    if (typeof said?.kind === "string") return said;
  } catch {
    // Shown as it is.
  }
  return { kind: "broken", text: line };
}
