/** Coloured code, out of what highlight.js says: spans with known classes around exactly the text it was given. */

import { build, parse } from "./markup.js";

/** @import { Part } from "./markup.js" */

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
 * @returns {Node[] | null} null when there is anything unexpected in it
 */
export function spans(html, text) {
  const parts = parse(html, isSpan);
  return parts && words(parts) === text ? parts.map((part) => build(part)) : null;
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
