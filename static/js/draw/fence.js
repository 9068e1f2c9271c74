/** An open fence: what follows is code until a line says otherwise, so that nothing has to be read again. */

/** @import { Tree } from "./tree.js" */
/** @typedef {{ append: (text: string) => void }} Growing code in the page */

// What may stand before a fence so that its lines are told apart by their indent alone; a quote may not.
const PLAIN = /^ *(?:(?:[-+*]|\d{1,9}[.)]) +)*$/;

/**
 * The open fence a block ends with, if it does.
 *
 * @param {Tree | null | undefined} tree of the block
 * @param {Node | null} node that shows it
 * @param {string} source
 * @param {boolean} held whether the source's last line is not shown yet
 * @param {(node: Node | null) => Growing | undefined} codeOf
 */
export function openFence(tree, node, source, held, codeOf) {
  while (tree && typeof tree === "object" && "tag" in tree) {
    tree = tree.children.at(-1);
    node = node?.lastChild ?? null;
  }
  if (!tree || typeof tree !== "object" || !("code" in tree) || !tree.open) return null;
  const first = source.split("\n", tree.line + 1)[tree.line];
  const marker = /`{3,}|~{3,}/.exec(first);
  const code = codeOf(node);
  const start = source.lastIndexOf("\n") + 1;
  if (!marker || !code || !PLAIN.test(first.slice(0, marker.index)) || source.length <= first.length) return null;
  const fence = new OpenFence(code, marker[0], marker.index);
  return fence.resume(source.slice(start), held) ? fence : null;
}

class OpenFence {
  #code;
  #marker;
  #columns;
  #line = ""; // the last one, as long as it is not certain to be code
  #certain = false;
  #shown = 0; // characters of the last line

  /**
   * @param {Growing} code
   * @param {string} marker the run of ` or ~ it began with
   * @param {number} columns before it: as many are no part of the code's lines
   */
  constructor(code, marker, columns) {
    this.#code = code;
    this.#marker = marker;
    this.#columns = columns;
  }

  /**
   * @param {string} line the last one, not ended yet
   * @param {boolean} held
   * @returns {boolean} whether it is code for certain, as far as it is there
   */
  resume(line, held) {
    this.#shown = held ? 0 : Math.max(0, line.length - this.#columns);
    return this.#piece(line);
  }

  /**
   * @param {string} text
   * @returns {boolean} whether it was code for certain; if not, the block has to be read again
   */
  take(text) {
    return text.split(/(?<=\n)/).every((piece) => this.#piece(piece));
  }

  /** @param {string} piece of one line, with its end or without */
  #piece(piece) {
    if (!this.#certain) return this.#decide(this.#line + piece);
    this.#code.append(piece);
    if (piece.endsWith("\n")) this.#begin();
    return true;
  }

  /** @param {string} line all of it that is there */
  #decide(line) {
    const ended = line.endsWith("\n");
    const indent = line.slice(0, this.#columns);
    const text = line.trim();
    if (/[^ \n]/.test(indent)) return false;
    const isMarker = text !== "" && text === this.#marker[0].repeat(text.length);
    if (isMarker && ended && text.length >= this.#marker.length) return false;

    this.#line = line;
    if (ended || !isMarker) this.#show(line.slice(this.#columns) || (ended ? "\n" : ""));
    this.#certain = text !== "" && !isMarker;
    if (ended) this.#begin();
    return true;
  }

  /** @param {string} text */
  #show(text) {
    if (text.length > this.#shown) this.#code.append(text.slice(this.#shown));
    this.#shown = Math.max(this.#shown, text.length);
  }

  #begin() {
    this.#line = "";
    this.#certain = false;
    this.#shown = 0;
  }
}
