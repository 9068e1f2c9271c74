/**
 * Tokens to trees of the few elements a reply may have. This is the list of what a model can bring into the page: what
 * is not named here becomes text.
 */

import { anchor, attribute, attributes, code, element, formula, plain, words } from "./leaves.js";
import { disguise, target } from "./links.js";

/** @import { Token } from "./markdown.js" */
/**
 * @typedef {object} Element
 * @property {string} tag
 * @property {Record<string, string>} attributes
 * @property {Tree[]} children
 * @property {number} line it begins with, -1 within a line
 * @property {boolean} [loose] of a list; not known while no item has a paragraph
 * @property {number} [end] of a part of a long text: where it ends there
 * @property {number} [keep] how many nodes in the page come before these children
 */
/** @typedef {{ code: string, language: string, open: boolean, line: number }} Code */
/** @typedef {{ formula: string, markup: string, display: boolean, open: boolean, line: number, end: number }} Formula */
/** @typedef {string | Element | Code | Formula} Tree */
/**
 * @typedef {object} Block one block of the text's first level
 * @property {Tree | null} tree null for a definition, which shows nothing
 * @property {[number, number]} lines
 * @property {Set<string>} missing labels it looked for in vain
 * @property {{ label: string, lines: [number, number] }[]} definitions in it
 */

const TAGS = new Map([
  ["paragraph_open", "p"],
  ["blockquote_open", "blockquote"],
  ["bullet_list_open", "ul"],
  ["ordered_list_open", "ol"],
  ["list_item_open", "li"],
  ["thead_open", "thead"],
  ["tbody_open", "tbody"],
  ["tr_open", "tr"],
  ["th_open", "th"],
  ["td_open", "td"],
  ["em_open", "em"],
  ["strong_open", "strong"],
  ["s_open", "s"],
]);
const HEADINGS = new Set(["h1", "h2", "h3", "h4", "h5", "h6"]);
const TASK = /^\[([ xX])\](?=[ \n])/;

/**
 * @param {Token[]} tokens
 * @param {Set<number>} loose nesting levels whose first list is known to be a loose one
 * @returns {Block[]}
 */
export function grow(tokens, loose = new Set()) {
  const grower = new Grower(loose);
  for (const token of tokens) grower.take(token);
  return grower.blocks;
}

class Grower {
  /** @type {Block[]} */
  blocks = [];
  /** @type {Element[]} */
  #open = [];
  #loose;

  /** @param {Set<number>} loose */
  constructor(loose) {
    this.#loose = new Set(loose);
  }

  /** @param {Token} token */
  take(token) {
    if (token.type === "paragraph_open") this.#paragraph(token);
    else if (token.type === "paragraph_close") this.#closeParagraph();
    else if (token.type === "link_open") this.#link(token);
    else if (token.type === "link_close") this.#closeLink();
    else if (token.nesting > 0) this.#enter(token);
    else if (token.nesting < 0) this.#open.pop();
    else if (token.type === "inline") this.#inline(token);
    else this.#leaf(token);
  }

  /** @param {Token} token */
  #enter(token) {
    const { type, tag } = token;
    const name = HEADINGS.has(tag) ? tag : (TAGS.get(type) ?? "span");
    if (type === "table_open") {
      const table = element("table", token);
      this.#add({ ...element("div", token), attributes: { class: "table-scroll" }, children: [table] }, token);
      this.#open.push(table);
    } else {
      const made = element(name, token);
      if (!this.#open.length || name === "td" || name === "th") made.attributes.dir = "auto";
      Object.assign(made.attributes, attributes(name, token));
      if ((name === "ul" || name === "ol") && this.#loose.delete(token.level)) made.loose = true;
      if (type === "part_open") made.end = token.meta.end;
      this.#add(made, token);
      this.#open.push(made);
    }
  }

  /**
   * In a tight list a paragraph is only its text.
   *
   * @param {Token} token
   */
  #paragraph(token) {
    const list = this.#open.at(-1)?.tag === "li" ? this.#open.at(-2) : null;
    if (list) list.loose ||= !token.hidden;
    if (token.meta?.probe) this.#open.push(element("p", token));
    else if (list && !list.loose) this.#open.push(/** @type {Element} */ (this.#open.at(-1)));
    else this.#enter(token);
  }

  #closeParagraph() {
    this.#open.pop();
  }

  /** @param {Token} token */
  #inline({ children, meta }) {
    for (const label of meta?.missing ?? []) this.blocks[this.blocks.length - 1].missing.add(label);
    const box = this.#task(children?.[0]);
    if (box) this.#append(box);
    for (const child of children ?? []) this.take(child);
  }

  /**
   * The box of a task, when a list item begins with one.
   *
   * @param {Token | undefined} first
   */
  #task(first) {
    const item = this.#open.at(-1)?.tag === "p" ? this.#open.at(-2) : this.#open.at(-1);
    const mark = item?.tag === "li" && first?.type === "text" && TASK.exec(first.content);
    const begins = this.#open.at(-1)?.children.length === 0 && (item === this.#open.at(-1) || item?.children.length === 1);
    if (!mark || !begins) return null;
    first.content = first.content.slice(3);
    const done = mark[1] !== " ";
    const box = element("input", first);
    box.attributes = { type: "checkbox", disabled: "", "aria-label": done ? "Done" : "Not done" };
    if (done) box.attributes.checked = "";
    item.attributes.class = "task";
    return box;
  }

  /** @param {Token} token */
  #link(token) {
    const found = target(attribute(token, "href"));
    const title = attribute(token, "title");
    const made = element(found ? "a" : "span", token);
    made.attributes = found ? anchor(found.href, title) : { title: attribute(token, "href") };
    this.#append(made);
    this.#open.push(made);
  }

  #closeLink() {
    const link = /** @type {Element} */ (this.#open.pop());
    const found = link.tag === "a" ? target(link.attributes.href) : null;
    const host = found && disguise(plain(link.children), found);
    if (host) link.children.push({ tag: "span", attributes: { class: "prose__host" }, children: [` (${host})`], line: -1 });
  }

  /** @param {Token} token */
  #leaf(token) {
    const { type, content } = token;
    if (type === "text" || type === "text_special") this.#append(content);
    else if (type === "softbreak") this.#append("\n");
    else if (type === "hardbreak") this.#append(element("br", token));
    else if (type === "code_inline") this.#append({ ...element("code", token), children: [content] });
    else if (type === "image") this.#image(token);
    else if (type === "formula_inline") this.#append(formula(token, token.markup === "$$" || token.markup === "\\["));
    else if (type === "formula_block") this.#add(formula(token, true), token);
    else if (type === "fence" || type === "code_block") this.#add(code(token), token);
    else if (type === "hr") this.#add(element("hr", token), token);
    else if (type === "reference_definition") this.#definition(token);
    else this.#add(content, token);
  }

  /**
   * A picture would be a request to whoever the model names: it becomes a link.
   *
   * @param {Token} token
   */
  #image(token) {
    const found = target(attribute(token, "src"));
    const alt = words(token.children ?? []);
    const linked = this.#open.some(({ tag }) => tag === "a");
    if (!found || linked) this.#append(alt);
    else this.#append({ ...element("a", token), attributes: anchor(found.href, ""), children: [`Image: ${alt || found.host}`] });
  }

  /** @param {Token} token */
  #definition(token) {
    if (!this.#open.length) this.#add(null, token);
    const lines = token.map ?? [0, 0];
    this.blocks[this.blocks.length - 1].definitions.push({ label: token.meta.label, lines });
  }

  /**
   * @param {Tree | null} tree
   * @param {Token} token
   */
  #add(tree, token) {
    if (this.#open.length && tree !== null) this.#append(tree);
    else this.blocks.push({ tree, lines: token.map ?? [0, 0], missing: new Set(), definitions: [] });
  }

  /** @param {Tree} tree */
  #append(tree) {
    const siblings = /** @type {Element} */ (this.#open.at(-1)).children;
    const last = siblings.at(-1);
    if (typeof tree === "string" && typeof last === "string") siblings[siblings.length - 1] = last + tree;
    else if (tree !== "") siblings.push(tree);
  }
}
