/** The examples of the CommonMark specification: read as it says, and the same whether they come whole or in pieces. */

import assert from "node:assert/strict";
import test from "node:test";
import spec from "commonmark-spec";
import { target } from "../../../static/js/draw/links.js";
import { randomFrom, seed, split, stream, whole } from "./stage.js";

/** @typedef {{ text: string, html: string, number: number }} Example */

/** @type {Example[]} */
const examples = spec.tests.map((/** @type {any} */ { markdown, html, number, section }) => ({
  text: markdown.replaceAll("→", "\t"),
  html: html.replaceAll("→", "\t"),
  number,
}));
// HTML is shown as text, so these examples cannot look as the specification has it.
const HTML = /<(?!(?:https?|mailto):)[a-z!?/]/i;

// Written-out addresses become links here, as GitHub has it.
const ADDRESSES = new Set([602, 608, 611, 612]);

test("the specification has all of its examples", () => {
  assert.equal(examples.length, 652);
});

test(`an example in pieces ends as the example whole (seed ${seed})`, () => {
  const random = randomFrom(seed);
  for (const { text, number } of examples) {
    const expected = whole(text).innerHTML;
    for (const deltas of [[...text], [text], split(text, random, 3), split(text, random, 12)]) {
      assert.equal(stream(deltas).innerHTML, expected, `example ${number}, ${JSON.stringify(deltas)}`);
    }
  }
});

test("an example is drawn as the specification says", () => {
  const comparable = examples.filter(({ text, number }) => !HTML.test(text) && !ADDRESSES.has(number));
  assert.equal(comparable.length, 551);
  for (const { text, html, number } of comparable) {
    const page = document.createElement("div");
    page.innerHTML = html;
    assert.equal(shape(whole(text)), shape(page), `example ${number}`);
  }
});

/**
 * What both drawings have in common: elements, text, and where links lead, if they may.
 *
 * @param {Node} root
 */
function shape(root) {
  return outline(root).replace(/\n(?=<)|(?<=>)\n/g, "");
}

/**
 * @param {Node} node
 * @returns {string}
 */
function outline(node) {
  if (node instanceof Text) return node.data;
  const element = /** @type {HTMLElement} */ (node);
  const children = [...element.childNodes].map(outline).join("");
  const leadsTo = target(element.getAttribute("href") ?? element.getAttribute("src") ?? "");
  switch (element.localName) {
    case "div":
      return children;
    case "figure":
      return `<code>${element.querySelector("code")?.textContent}</code>`;
    case "pre":
      return `<code>${element.textContent}</code>`;
    case "img":
      return leadsTo ? `<a ${leadsTo.href}>Image: ${element.getAttribute("alt")}</a>` : String(element.getAttribute("alt"));
    case "a":
      return leadsTo ? `<a ${leadsTo.href}>${children}</a>` : children;
    case "span":
      return children;
    case "ol":
      return `<ol ${element.getAttribute("start") ?? 1}>${children}</ol>`;
    default:
      return `<${element.localName}>${children}</${element.localName}>`;
  }
}
