/** The work that a reply costs grows as the reply does: counted in characters read and in changes of the page, not in time. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { Drawing, markdown, page } from "./stage.js";

const replies = readFileSync(new URL("replies.md", import.meta.url), "utf8").split("\n%%%%\n");
const mixed = replies.slice(0, 8).join("\n\n");
const sentence = "A sentence with **bold**, `code` and a [link](https://example.org), not short. ";

/** @type {Record<string, (size: number) => string>} */
const TEXTS = {
  "mixed replies": (size) => `${mixed}\n\n`.repeat(size),
  "a list": (size) => "- an item with **bold** and `code` in it\n".repeat(60 * size),
  "an ordered list": (size) => Array.from({ length: 100 * size }, (_, i) => `${i}. an item\n`).join(""),
  "a loose list": (size) => "- an item\n\n".repeat(100 * size),
  "a list within a list": (size) => `- outer\n${"  - an inner item with `code`\n".repeat(100 * size)}`,
  "a list of code": (size) => "1. ```sh\n   make run\n   ```\n".repeat(40 * size),
  "a long item": (size) => `- first\n\n${"  A paragraph of the same item.\n\n".repeat(60 * size)}`,
  "a quote": (size) => "> a line of a quote\n>\n".repeat(60 * size),
  "a quote in a list in a quote": (size) => `> - a\n>   > b\n${">   >\n>   > more\n".repeat(60 * size)}`,
  "a fence": (size) => `\`\`\`python\n${"    value = compute(1, 'text')  # comment\n".repeat(80 * size)}`,
  "a fence in an item": (size) => `1. Do:\n   \`\`\`python\n${"       value = compute(1)\n".repeat(150 * size)}`,
  "a table": (size) => `| a | b | c |\n|---|---|--:|\n${"| some **text** | `x` | 1 |\n".repeat(80 * size)}`,
  "a long paragraph": (size) => sentence.repeat(160 * size),
  "a long line without a mark": (size) => "some words and no mark at all ".repeat(400 * size),
  "a paragraph of many lines": (size) => "a line of the same paragraph\n".repeat(500 * size),
  "headings": (size) => "## Heading\n".repeat(150 * size),
  "formulas": (size) => "Here is $x^2$.\n\n$$\ny = \\frac{1}{2}\n$$\n\n".repeat(60 * size),
  "definitions": (size) => Array.from({ length: 100 * size }, (_, i) => `[label ${i}]: https://example.org/${i}\n`).join(""),
  "references to nothing": (size) => "A sentence with [something] in brackets.\n\n".repeat(60 * size),
};

/**
 * What it costs to draw a text in deltas of 32 characters: characters read, and nodes added and changed.
 *
 * @param {string} text
 */
function cost(text) {
  const root = document.createElement("div");
  const observer = new page.MutationObserver(() => {});
  observer.observe(root, { subtree: true, childList: true, characterData: true });
  let read = 0;
  let changes = 0;
  const { parse } = markdown;
  markdown.parse = function (/** @type {string} */ source, /** @type {any} */ env) {
    read += source.length;
    return parse.call(this, source, env);
  };
  const drawing = new Drawing(root);
  for (let at = 0; at < text.length; at += 32) {
    drawing.append(text.slice(at, at + 32));
    drawing.flush();
    for (const { addedNodes } of observer.takeRecords()) {
      changes++;
      for (const node of addedNodes) changes += size(node);
    }
  }
  drawing.end();
  drawing.flush();
  markdown.parse = parse;
  return { read, changes: changes + observer.takeRecords().length };
}

/**
 * @param {Node} node
 * @returns {number}
 */
function size(node) {
  return 1 + [...node.childNodes].reduce((sum, child) => sum + size(child), 0);
}

for (const [what, text] of Object.entries(TEXTS)) {
  test(`four times as much of ${what} costs four times as much`, () => {
    const once = cost(text(1));
    const four = cost(text(4));

    assert.ok(four.read <= 4.8 * once.read + 20000, `characters read: ${once.read}, then ${four.read}`);
    assert.ok(four.changes <= 4.8 * once.changes + 500, `changes of the page: ${once.changes}, then ${four.changes}`);
  });
}

test("a hostile text that cannot be read in pieces is shown plainly, and says so", () => {
  const root = document.createElement("div");
  const drawing = new Drawing(root);
  drawing.append(`- a\n  ${"| b ".repeat(20000)}\nthe end`);
  drawing.end();
  drawing.flush();

  assert.match(String(root.querySelector(".prose__notice")?.textContent), /plain text/);
  assert.ok(String(root.querySelector("code")?.textContent).length > 50000);
  assert.equal(root.textContent?.endsWith("the end"), true);
});
