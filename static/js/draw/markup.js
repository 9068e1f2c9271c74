/**
 * Reads the HTML that highlight.js and KaTeX write, strictly, and builds its nodes without `innerHTML`: one element or
 * attribute that the caller does not expect, and nothing of it is taken.
 */

/** @typedef {{ tag: string, attributes: [string, string][], children: Part[] }} Element */
/** @typedef {Element | { text: string }} Part */

const PART = /<([a-z]+)((?: [a-zA-Z-]+="[^"<>]*")*)( ?\/)?>|<\/([a-z]+)>|([^<>]+)/y;
const ATTRIBUTE = / ([a-zA-Z-]+)="([^"]*)"/g;
const ENTITY = /&(?:(amp|lt|gt|quot|nbsp|#x27);)?/g;
/** @type {Record<string, string>} */
const LETTERS = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: "\u00a0", "#x27": "'" };
const DEEPEST = 200;

const SVG = new Set(["svg", "path", "line"]);
const SPACES = { html: "http://www.w3.org/1999/xhtml", svg: "http://www.w3.org/2000/svg", math: "http://www.w3.org/1998/Math/MathML" };

/**
 * @param {string} html
 * @param {(tag: string, attributes: [string, string][]) => boolean} allowed
 * @returns {Part[] | null}
 */
export function parse(html, allowed) {
  /** @type {Element} */
  const root = { tag: "", attributes: [], children: [] };
  const open = [root];
  PART.lastIndex = 0;
  while (PART.lastIndex < html.length) {
    const match = PART.exec(html);
    if (!match || open.length > DEEPEST || !take(match, open, allowed)) return null;
  }
  return open.length === 1 ? root.children : null;
}

/**
 * @param {RegExpExecArray} match of PART
 * @param {Element[]} open
 * @param {(tag: string, attributes: [string, string][]) => boolean} allowed
 * @returns {boolean}
 */
function take([, tag, list, empty, closed, words], open, allowed) {
  const parent = open[open.length - 1];
  if (tag) {
    const attributes = [...list.matchAll(ATTRIBUTE)].map(([, name, value]) => /** @type {[string, string]} */ ([name, plain(value) ?? ""]));
    const element = { tag, attributes, children: [] };
    parent.children.push(element);
    if (!empty) open.push(element);
    return allowed(tag, attributes);
  }
  if (closed) return open.length > 1 && open.pop()?.tag === closed;
  const text = plain(words);
  if (text !== null) parent.children.push({ text });
  return text !== null;
}

/**
 * @param {string} words
 * @returns {string | null} null when an entity is none of the few
 */
function plain(words) {
  let known = true;
  const text = words.replace(ENTITY, (_, name) => LETTERS[name] ?? ((known = false), ""));
  return known ? text : null;
}

/**
 * Styles are set one by one, because the content security policy refuses a style attribute.
 *
 * @param {Part} part
 * @param {string} space
 * @returns {Node}
 */
export function build(part, space = SPACES.html) {
  if ("text" in part) return document.createTextNode(part.text);
  const own = part.tag === "math" ? SPACES.math : SVG.has(part.tag) ? SPACES.svg : space;
  const node = /** @type {HTMLElement} */ (document.createElementNS(own, part.tag));
  for (const [name, value] of part.attributes) {
    if (name === "style") style(node, value);
    else if (name !== "xmlns") node.setAttribute(name, value);
  }
  node.append(...part.children.map((child) => build(child, own)));
  return node;
}

/**
 * @param {HTMLElement} node
 * @param {string} declarations
 */
function style(node, declarations) {
  for (const declaration of declarations.split(";")) {
    const [name, value] = declaration.split(":");
    if (value) node.style.setProperty(name.trim(), value.trim());
  }
}
