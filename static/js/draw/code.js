/** The text of a piece of code in the page, which grows, and is coloured from time to time. */

import { partEnd } from "./parts.js";
import { isSpent, later } from "./share.js";

/** @import { Code as Tree } from "./tree.js" */
/** @import { Craft } from "./patch.js" */
/** @typedef {(language: string, text: string, ends: number[]) => Promise<string[] | null>} Colour answers with the HTML of the parts */
/** @typedef {(html: string, text: string) => Node[] | null} Spans */
/** @typedef {(language: string, code: HTMLElement, text: () => string) => HTMLElement} Frame makes the figure around it */
/** @typedef {{ node: HTMLElement, end: number, html: string }} Part of the text up to `end`, and how it is coloured */

const GROWTH = 1.25; // an open fence is coloured again when it has grown by a quarter
const FIRST = 80; // characters, before which colours would only flicker
/** @type {WeakMap<Node, Code>} */
const codes = new WeakMap();

/** @param {Node | null} node */
export function codeOf(node) {
  return node ? codes.get(node) : undefined;
}

/**
 * @param {{ colour: Colour, spans: Spans, frame: Frame }} tools
 * @returns {Craft}
 */
export function codeCraft(tools) {
  return {
    make: (/** @type {Tree} */ tree) => new Code(tree, tools).figure,
    renew: (node, /** @type {Tree} */ tree) => codeOf(node)?.show(tree) ?? false,
  };
}

class Code {
  figure;
  #language;
  #colour;
  #spans;
  #code = document.createElement("code");
  #text = "";
  /** @type {Part[]} */
  #parts = [];
  #rest = ""; // the text of the last part
  #asked = 0; // characters of the text that was last sent to be coloured
  #busy = false;
  #open = true;

  /**
   * @param {Tree} tree
   * @param {{ colour: Colour, spans: Spans, frame: Frame }} tools
   */
  constructor(tree, { colour, spans, frame }) {
    this.#language = tree.language;
    this.#colour = colour;
    this.#spans = spans;
    this.figure = frame(tree.language, this.#code, () => this.#text);
    codes.set(this.figure, this);
    this.#begin();
    this.show(tree);
  }

  /**
   * @param {Tree} tree
   * @returns {boolean} false when this is another piece of code
   */
  show({ code, language, open }) {
    if (language !== this.#language) return false;
    if (!code.startsWith(this.#text)) this.#clear();
    this.#open = open;
    this.append(code.slice(this.#text.length));
    return true;
  }

  /** @param {string} text that follows */
  append(text) {
    this.#text += text;
    this.#rest += text;
    for (let end = partEnd(this.#rest); end >= 0 && end < this.#rest.length; end = partEnd(this.#rest)) {
      this.#write(end);
      this.#rest = this.#rest.slice(end);
      this.#begin();
    }
    this.#write(this.#rest.length - this.#heldBack);
    this.#recolour();
  }

  /** The end of an open fence's last line is shown with the next one: the caret stands behind what was written last. */
  get #heldBack() {
    return this.#open && this.#rest.endsWith("\n") ? 1 : 0;
  }

  /**
   * Shows so much of the last part.
   *
   * @param {number} length
   */
  #write(length) {
    const part = this.#parts[this.#parts.length - 1];
    const start = this.#text.length - this.#rest.length;
    const more = this.#rest.slice(part.end - start, length);
    const last = part.node.lastChild;
    if (!more) return;
    if (last instanceof Text) last.appendData(more);
    else part.node.append(more);
    part.end = start + length;
    part.html = "";
  }

  #begin() {
    const node = document.createElement("span");
    node.className = "code__part";
    this.#code.append(node);
    this.#parts.push({ node, end: this.#parts.at(-1)?.end ?? 0, html: "" });
  }

  #recolour() {
    const due = this.#open ? this.#text.length > Math.max(FIRST, this.#asked * GROWTH) : this.#text.length > this.#asked;
    if (!this.#language || this.#busy || !due) return;
    const text = this.#text.slice(0, this.#parts[this.#parts.length - 1].end);
    const parts = this.#parts;
    const ends = parts.map(({ end }) => end);
    this.#asked = text.length;
    this.#busy = true;
    this.#colour(this.#language, text, ends).then(async (pieces) => {
      if (!pieces || !(await this.#paint(parts, pieces, ends))) this.#asked = Infinity;
      this.#busy = false;
      this.#recolour();
    });
  }

  /**
   * Replaces the parts that are coloured differently now: mostly what came since. A few in a frame, because a long text
   * has thousands of spans.
   *
   * @param {Part[]} parts that were asked for
   * @param {string[]} pieces
   * @param {number[]} ends
   * @returns {Promise<boolean>} false when one of them is not what it should be; it stays plain, and so does what follows
   */
  async #paint(parts, pieces, ends) {
    let isWhole = true;
    for (let i = 0; i < pieces.length && isWhole; ) {
      await new Promise((next) =>
        later(() => {
          do isWhole = parts !== this.#parts || this.#paintPart(parts[i], pieces[i], ends[i - 1] ?? 0, ends[i]);
          while (++i < pieces.length && isWhole && !isSpent());
          next(null);
        }),
      );
      if (parts !== this.#parts) return true; // It is other code by now.
    }
    return isWhole;
  }

  /**
   * @param {Part} part
   * @param {string} html
   * @param {number} start
   * @param {number} end up to which it is coloured; more may have come
   */
  #paintPart(part, html, start, end) {
    if (part.html === html) return true;
    const nodes = this.#spans(html, this.#text.slice(start, end));
    const rest = this.#text.slice(end, part.end);
    if (nodes) part.node.replaceChildren(...nodes, ...(rest ? [rest] : []));
    part.html = html;
    return nodes !== null;
  }

  #clear() {
    this.#code.replaceChildren();
    this.#parts = [];
    this.#text = this.#rest = "";
    this.#asked = 0;
    this.#begin();
  }
}
