/** A piece of code in the page: its language, its buttons, and its text, which grows and is coloured from time to time. */

import { copy } from "../copy.js";

/** @typedef {import("./tree.js").Code} Tree */
/** @typedef {(language: string, text: string) => Promise<Piece[] | null>} Colour answers null when the text stays plain */
/** @typedef {import("./spans.js").Piece} Piece */

const GROWTH = 1.25; // an open fence is coloured again when it has grown by a quarter
const FIRST = 80; // characters, before which colours would only flicker
const SAID = 2000; // milliseconds that a button says what it did
/** @type {WeakMap<Node, Code>} */
const codes = new WeakMap();

/** @param {Node} node */
export function codeOf(node) {
  return codes.get(node);
}

/**
 * @param {Colour} colour
 * @returns {import("./patch.js").Craft}
 */
export function codeCraft(colour) {
  return {
    make: (/** @type {Tree} */ tree) => new Code(tree, colour).figure,
    renew: (node, /** @type {Tree} */ tree) => codes.get(node)?.show(tree) ?? false,
  };
}

export class Code {
  figure = element("figure", "code");
  #text = "";
  #language;
  #colour;
  #code = element("code");
  #tail = document.createTextNode("");
  /** @type {Piece[]} */
  #pieces = [];
  #asked = 0; // characters of the text that was last sent to be coloured
  #busy = false;
  #open = true;

  /**
   * @param {Tree} tree
   * @param {Colour} colour
   */
  constructor(tree, colour) {
    this.#language = tree.language;
    this.#colour = colour;
    this.#build();
    codes.set(this.figure, this);
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
    if (text) this.#tail.appendData(text);
    this.#text += text;
    this.#recolour();
  }

  #recolour() {
    const due = this.#open ? this.#text.length > Math.max(FIRST, this.#asked * GROWTH) : this.#text.length > this.#asked;
    if (!this.#language || this.#busy || !due) return;
    const text = this.#text;
    this.#asked = text.length;
    this.#busy = true;
    this.#colour(this.#language, text).then((pieces) => {
      this.#busy = false;
      if (!pieces) this.#asked = Infinity;
      else if (this.#text.startsWith(text)) this.#paint(pieces, text.length);
      this.#recolour();
    });
  }

  /**
   * Replaces only what is coloured differently now: mostly what came since.
   *
   * @param {Piece[]} pieces
   * @param {number} length of the text they are
   */
  #paint(pieces, length) {
    let same = 0;
    while (same < this.#pieces.length && this.#pieces[same].html === pieces[same]?.html) same++;
    for (let i = same; i < this.#pieces.length; i++) this.#tail.previousSibling?.remove();
    this.#tail.before(...pieces.slice(same).map(({ node }) => node()));
    this.#pieces = pieces;
    this.#tail.data = this.#text.slice(length);
  }

  #clear() {
    this.#code.replaceChildren(this.#tail);
    this.#tail.data = "";
    this.#text = "";
    this.#pieces = [];
    this.#asked = 0;
  }

  #build() {
    const name = this.#language || "text";
    const head = element("div", "code__head");
    const label = element("span");
    label.textContent = name;
    const wrap = button("Wrap", () => this.#wrap(wrap));
    wrap.classList.add("push");
    wrap.setAttribute("aria-pressed", "false");
    const copied = button("Copy", () => this.#copy(copied));
    head.append(label, wrap, copied, button("Download", () => this.#download()));

    const pre = element("pre");
    for (const [key, value] of Object.entries({ tabindex: "0", role: "region", "aria-label": `Code, ${name}`, dir: "ltr" })) {
      pre.setAttribute(key, value);
    }
    this.#code.append(this.#tail);
    pre.append(this.#code);
    this.figure.append(head, pre);
  }

  /** @param {HTMLElement} wrap */
  #wrap(wrap) {
    const on = this.figure.toggleAttribute("data-wrap");
    wrap.setAttribute("aria-pressed", String(on));
  }

  /** @param {HTMLElement} copied */
  async #copy(copied) {
    copied.textContent = (await copy(this.#text.replace(/\n$/, ""))) ? "Copied" : "Not copied. Select it and press Ctrl C";
    setTimeout(() => (copied.textContent = "Copy"), SAID);
  }

  #download() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([this.#text], { type: "text/plain" }));
    link.download = fileName(this.#language);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), SAID);
  }
}

// What a file with such code is called; others take the language's own name.
const ENDINGS = new Map(Object.entries({
  bash: "sh", shell: "sh", csharp: "cs", javascript: "js", kotlin: "kt", markdown: "md", perl: "pl", powershell: "ps1",
  python: "py", ruby: "rb", rust: "rs", text: "txt", typescript: "ts", yaml: "yml",
}));

/** @param {string} language */
function fileName(language) {
  const name = language.toLowerCase();
  return `code.${ENDINGS.get(name) ?? (/^[a-z0-9]{1,12}$/.test(name) ? name : "txt")}`;
}

/**
 * @param {string} tag
 * @param {string} [name]
 */
function element(tag, name) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  return made;
}

/**
 * @param {string} label
 * @param {() => void} press
 */
function button(label, press) {
  const made = element("button", "button button--quiet button--small");
  made.setAttribute("type", "button");
  made.textContent = label;
  made.addEventListener("click", press);
  return made;
}
