/** Formulas in the page. KaTeX comes with the first one; until then, and when it refuses one, the source is shown. */

import { build, parse } from "./markup.js";
import { isSpent, later } from "./share.js";

/** @import { Formula } from "./tree.js" */
/** @typedef {{ renderToString: (formula: string, options: object) => string }} Katex */

const LONGEST = 2000; // characters; what is longer stays source
const CELLS = 300; // of matrices and the like, each of which is some thirty elements
// Two lines of macros can grow into a million letters; the limit on expansions does not count their length.
const MACROS = /\\(?:[egx]?def|let|futurelet|(?:re|provide)?(?:new)?command|global|long)(?![a-z])/i;
const LIMITS = { trust: false, strict: "ignore", throwOnError: true, maxSize: 20, maxExpand: 200 };

const TAGS = [
  "span svg path line math semantics annotation menclose mfrac mi mn mo mover mpadded mphantom mrow mspace msqrt mroot mstyle",
  "msub msubsup msup mtable mtd mtext mtr munder munderover mlabeledtr",
];
const ATTRIBUTES = [
  "class style aria-hidden xmlns encoding display width height viewBox preserveAspectRatio d x1 x2 y1 y2 stroke stroke-width",
  "accent accentunder columnalign columnlines columnspacing depth displaystyle fence largeop linebreak linethickness lspace",
  "mathbackground mathcolor mathsize mathvariant maxsize minsize movablelimits notation rowalign rowlines rowspacing rspace",
  "scriptlevel separator side stretchy valign voffset",
];
const ALLOWED = new Set(TAGS.join(" ").split(" "));
const NAMED = new Set(ATTRIBUTES.join(" ").split(" "));
const STYLE = /^(?:(?:height|width|min-width|top|bottom|left|position|vertical-align|color|background-color|text-shadow|(?:margin|padding|border)(?:-[a-z]+)*):[#\w .%-]*;?)*$/;

/** Draws formulas one after the other, a few in a frame. */
export class Maths {
  #load;
  /** @type {WeakMap<Node, Formula>} */
  #shown = new WeakMap();
  /** @type {HTMLElement[]} */
  #waiting = [];
  #running = false;

  /** @param {() => Promise<{ default: Katex }>} load */
  constructor(load) {
    this.#load = load;
  }

  /**
   * @param {Formula} formula
   * @returns {HTMLElement} that shows the source, and soon the formula
   */
  make(formula) {
    const node = document.createElement("span");
    node.className = formula.display ? "maths maths--display" : "maths";
    node.setAttribute("dir", "ltr");
    node.textContent = source(formula);
    this.#shown.set(node, formula);
    if (!formula.open && isModest(formula.formula)) this.#waiting.push(node);
    if (this.#waiting.length) this.#run();
    return node;
  }

  /**
   * @param {Node} node
   * @param {Formula} formula
   */
  renew(node, { formula, markup, display, open }) {
    const shown = this.#shown.get(node);
    return shown?.formula === formula && shown.markup === markup && shown.display === display && shown.open === open;
  }

  async #run() {
    if (this.#running) return;
    this.#running = true;
    const katex = await this.#load().catch(() => null);
    while (katex && this.#waiting.length) await new Promise((next) => later(() => next(this.#drawSome(katex.default))));
    this.#waiting = [];
    this.#running = false;
  }

  /**
   * As many as a frame has time for: a page of formulas would be one long task.
   *
   * @param {Katex} katex
   */
  #drawSome(katex) {
    do this.#draw(/** @type {HTMLElement} */ (this.#waiting.shift()), katex);
    while (this.#waiting.length && !isSpent());
  }

  /**
   * @param {HTMLElement} node
   * @param {Katex} katex
   */
  #draw(node, katex) {
    const { formula, display } = /** @type {Formula} */ (this.#shown.get(node));
    try {
      const parts = parse(katex.renderToString(formula, { ...LIMITS, displayMode: display }), allowed);
      if (!parts) return;
      node.replaceChildren(...parts.map((part) => build(part)));
      node.dataset.drawn = "";
    } catch {
      // What KaTeX cannot read stays the source that the page shows already.
    }
  }
}

/** @param {string} formula */
function isModest(formula) {
  return formula.length <= LONGEST && !MACROS.test(formula) && formula.split(/&|\\\\/).length <= CELLS;
}

/**
 * @param {string} tag
 * @param {[string, string][]} attributes
 */
function allowed(tag, attributes) {
  return ALLOWED.has(tag) && attributes.every(([name, value]) => NAMED.has(name) && (name !== "style" || STYLE.test(value)));
}

/**
 * @param {Formula} formula
 */
function source({ formula, markup, open, display }) {
  const space = display && formula.includes("\n") ? "\n" : "";
  const end = { "\\(": "\\)", "\\[": "\\]" }[markup] ?? markup;
  return `${markup}${space}${formula}${open ? "" : space + end}`;
}
