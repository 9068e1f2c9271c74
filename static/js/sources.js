/** What a reply cites: a list under its text, each source once, with where it leads. */

import { Lines } from "./lines.js";
import { sourceOf } from "./said.js";

/**
 * @import { Entry } from "./lines.js"
 * @import { Source } from "./said.js"
 */

export class Sources {
  #lines = new Lines();
  #element;
  /** @type {Set<string>} */
  #listed = new Set();

  /** @param {HTMLElement} element that is filled */
  constructor(element) {
    this.#element = element;
  }

  /** @param {string} text */
  append(text) {
    this.#draw(this.#lines.take(text));
  }

  end() {
    this.#draw(this.#lines.end());
  }

  reset() {
    this.#lines = new Lines();
    this.#listed.clear();
    this.#element.replaceChildren();
  }

  /** @param {Entry[]} entries */
  #draw(entries) {
    for (const source of entries.map(sourceOf)) {
      const name = JSON.stringify(source);
      if (!this.#listed.has(name)) this.#list.append(made("li", "", ...item(source)));
      this.#listed.add(name);
    }
  }

  get #list() {
    const list = this.#element.querySelector("ol");
    if (list) return list;
    const first = made("ol", "turn__list");
    this.#element.append(made("h2", "turn__heading", "Sources"), first);
    return first;
  }
}

/** @param {Source} source */
function item({ title, href, host, span }) {
  const about = [host === title ? "" : host, span].filter(Boolean).join(", ");
  const name = href ? link(href, title) : made("span", "", title);
  return about ? [name, " ", made("span", "turn__host", about)] : [name];
}

/**
 * @param {string} href
 * @param {string} title
 */
function link(href, title) {
  const element = document.createElement("a");
  Object.assign(element, { href, title: href, target: "_blank", rel: "noopener noreferrer" });
  element.append(title);
  return element;
}

/**
 * @param {string} tag
 * @param {string} name of its class
 * @param {...(Node | string)} children
 */
function made(tag, name, ...children) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.append(...children);
  return element;
}
