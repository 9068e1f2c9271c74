/** Coloured code, out of what highlight.js says: spans with known classes around exactly the text it was given. */

import { build, parse } from "./markup.js";

/** @import { Part } from "./markup.js" */
/** @import { Element } from "./markup.js" */
/** @typedef {{ key: string, end: number, nodes: () => Node[] }} Range of the text; ranges with the same key look the same */

const SCOPES = [
  "addition attr attribute built_in bullet char class code comment deletion doctag emphasis formula function keyword link literal",
  "meta meta-keyword meta-string name number operator params pattern-match property punctuation quote regexp section",
  "selector-attr selector-class selector-id selector-pseudo selector-tag string strong subst symbol tag template-tag",
  "template-variable title type variable",
];
const CLASSES = new Set(SCOPES.join(" ").split(" ").map((name) => `hljs-${name}`));
const FURTHER = /^(?:language-[\w-]{1,32}|[a-z]{1,16}_{1,4})$/; // an embedded language; a second part, as in "hljs-title function_"

/**
 * @param {string} html
 * @param {string} text that it must show, letter for letter
 * @param {number[]} ends of the ranges that are wanted
 * @returns {Range[] | null} null when there is anything unexpected in it
 */
export function ranges(html, text, ends) {
  const parts = parse(html, isSpan);
  if (!parts || words(parts) !== text) return null;
  const cut = new Cut(ends);
  cut.take(parts);
  return cut.ranges.map((range, i) => ({ key: key(range), end: ends[i], nodes: () => range.map((part) => build(part)) }));
}

/** A tree cut into ranges: what reaches over an end begins again behind it. */
class Cut {
  /** @type {Part[][]} */
  ranges;
  #ends;
  #index = 0;
  #read = 0;
  /** @type {Element[]} */
  #open = [];

  /** @param {number[]} ends */
  constructor(ends) {
    this.#ends = ends;
    this.ranges = ends.map(() => []);
  }

  /** @param {Part[]} parts */
  take(parts) {
    for (const part of parts) {
      if ("text" in part) {
        this.#write(part.text);
      } else {
        this.#open.push(this.#add({ ...part, children: [] }));
        this.take(part.children);
        this.#open.pop();
      }
    }
  }

  /** @param {string} text */
  #write(text) {
    for (let rest = text; rest; ) {
      while (this.#read === this.#ends[this.#index]) this.#next();
      const piece = rest.slice(0, this.#ends[this.#index] - this.#read);
      this.#add({ text: piece });
      this.#read += piece.length;
      rest = rest.slice(piece.length);
    }
  }

  #next() {
    this.#index++;
    const open = this.#open;
    this.#open = [];
    for (const part of open) this.#open.push(this.#add({ ...part, children: [] }));
  }

  /**
   * @template {Part} T
   * @param {T} part
   */
  #add(part) {
    (this.#open.at(-1)?.children ?? this.ranges[this.#index]).push(part);
    return part;
  }
}

/**
 * @param {string} tag
 * @param {[string, string][]} attributes
 */
function isSpan(tag, attributes) {
  const [[name, value] = ["", ""], ...others] = attributes;
  const isKnown = (/** @type {string} */ one) => CLASSES.has(one) || FURTHER.test(one);
  return tag === "span" && name === "class" && !others.length && value.split(" ").every(isKnown);
}

/**
 * @param {Part[]} parts
 * @returns {string}
 */
function words(parts) {
  return parts.map((part) => ("text" in part ? part.text : words(part.children))).join("");
}

/**
 * @param {Part[]} parts
 * @returns {string}
 */
function key(parts) {
  return parts.map((part) => ("text" in part ? part.text : `\0${part.attributes[0][1]}\0${key(part.children)}\0`)).join("");
}
