/** A page without a browser, made of the templates themselves: their tags are left out, their elements stay. */

import { readFileSync } from "node:fs";
import { after } from "node:test";

import { JSDOM } from "jsdom";

const TEMPLATES = new URL("../../templates/", import.meta.url);
const TOKEN = '<input type="hidden" name="csrfmiddlewaretoken" value="t0ken">';
const TYPES = ["Element", "HTMLElement", "HTMLAnchorElement", "HTMLButtonElement", "HTMLDetailsElement", "HTMLFormElement",
  "HTMLInputElement", "HTMLSelectElement", "HTMLTemplateElement", "HTMLTextAreaElement", "HTMLTimeElement", "Node", "Text"];
const NAMES = ["AbortController", "AbortSignal", "document", "customElements", "location", "localStorage", "requestAnimationFrame", "cancelAnimationFrame",
  "CustomEvent", "Event", "KeyboardEvent", "MouseEvent", ...TYPES];

const { window } = new JSDOM("<!doctype html><body></body>", { url: "http://chat.test/c/c1/", pretendToBeVisual: true });
const world = /** @type {any} */ (globalThis);
world.window = window;
for (const name of NAMES) Object.defineProperty(globalThis, name, { value: window[name], configurable: true });
world.CSS = { supports: () => true, escape: (/** @type {string} */ text) => text };
world.matchMedia = () => ({ matches: false });
// Clocks of elements that are still in the page would keep the run alive.
after(() => {
  document.body.replaceChildren();
  window.close();
});

/**
 * A template's HTML with both branches of every condition, one round of every loop, and nothing for a variable.
 *
 * @param {string} name
 * @returns {string}
 */
export function template(name) {
  return readFileSync(new URL(name, TEMPLATES), "utf8")
    .replace(/\{% include "([^"]+)".*?%\}/g, (_, other) => template(other))
    .replaceAll("{% csrf_token %}", TOKEN)
    .replace(/\{%.*?%\}|\{\{.*?\}\}/g, "");
}

/**
 * The page's body with these elements in it, and the first element for `selector`.
 *
 * @param {string} html
 * @param {string} selector
 * @returns {any}
 */
export function draw(html, selector) {
  document.body.innerHTML = html;
  return document.querySelector(selector);
}

/**
 * What an element dispatches under a name, in the order in which it does.
 *
 * @param {string} name
 * @returns {any[]}
 */
export function heard(name) {
  /** @type {any[]} */
  const details = [];
  document.body.addEventListener(name, (event) => details.push(/** @type {CustomEvent} */ (event).detail));
  return details;
}

/** @param {string} selector */
export function textOf(selector) {
  return document.querySelector(selector)?.textContent ?? null;
}

/**
 * @param {string} selector
 * @returns {any}
 */
export function one(selector) {
  return document.querySelector(selector);
}
