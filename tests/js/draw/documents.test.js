/** Documents by chance, and those that once came out wrong: in pieces they end as they do whole. */

import assert from "node:assert/strict";
import test from "node:test";
import { makeDocument } from "./documents.js";
import { randomFrom, seed, split, stream, whole } from "./stage.js";

const COUNT = Number(process.env.DOCUMENTS ?? 60);

/**
 * @param {string} text
 * @param {() => number} random
 */
function check(text, random) {
  const expected = whole(text).innerHTML;
  if (text.length > 40000) return assert.equal(stream(split(text, random, 6000)).innerHTML, expected);
  const letters = text.length < 1500 ? [...text] : split(text, random, 60);
  for (const deltas of [letters, [text], split(text, random, 4 + text.length / 100), split(text, random, 30 + text.length / 30)]) {
    assert.equal(stream(deltas).innerHTML, expected, JSON.stringify({ text, deltas }).slice(0, 4000));
  }
}

test(`${COUNT} documents by chance end the same in pieces (seed ${seed})`, () => {
  const random = randomFrom(seed);
  for (let i = 0; i < COUNT; i++) check(makeDocument(random), random);
});

const long = "some words of a sentence. ".repeat(400);

/** @type {Record<string, string>} */
const DOCUMENTS = {
  "the first of two definitions counts, however far apart": "[a]: http://one\n\nx\n\ny\n\n[a]: http://two\n\nz [a]\n\nend\n",
  "the first of two late definitions counts": "see [a]\n\n[a]: http://one\n\nx\n\ny\n\n[a]: http://two\n\nend\n",
  "a definition in a list counts everywhere": "[a]\n\n- x\n- [a]: http://one\n- y\n- z\n\n[a]: http://two\n",
  "a title over many lines": "[a]: http://one\n'first\nsecond\nthird\nfourth'\n\n[a]\n",
  "what looked like a title": "[a]: http://one\n'first\nsecond\nthird\nfourth\n\n[a]\n",
  "a title in an item": "- [a]: http://one\n  'first\n  second\n  third\n  fourth'\n\n  [a]\n- b\n",
  "a title in an item after other blocks": "- x\n\n  [a]: http://one\n  'first\n  second\n  third'\n\n  [a]\n- b\n",
  "a definition that is none": "x [a] y\n\nz\n\n[a]: http://one two\n",
  "the head of a table in a quote": "  > | a | b |`code`\n  - x\n",
  "a table that is none": "text\n| a | b |\n|---|\n\nmore\n",
  "an item without text, then a blank line": "- a\n- \n\n   - *\n2. b\n",
  "a list of nothing": "-\n-\n-\n\n- a\n",
  "a list of nothing with a gap": "-\n\n-\n-\n-\n- a\n",
  "a quote without blanks": ">+ | a |\n>  |---|\n>\n>      code\n>\n>  [ref]\n>\n>  more\n",
  "a loose item after many tight ones": `${"- a\n".repeat(9)}\n- b\n`,
  "an inner list that becomes loose": `- x\n${"  - a\n".repeat(9)}\n  - b\n- y\n`,
  "an outer list that becomes loose": `- x\n${"  - a\n".repeat(9)}\n- y\n`,
  "code after five blanks": "-      code\n\n       code\n- a\n- b\n",
  "tabs for indent": "-\ta\n\n\t- b\n\n\t\tcode\n-\tc\n\n\td\n",
  "an item that is left by a lazy line": "- a\n  - b\n  - c\nlazy\n  - d\n",
  "a fence that an item's end closes": "- ```\n  a\n  b\nc\n",
  "a fence in a quote": "> ```\n> a\n>\n> b\n> ```\n> c\n",
  "a fence in a list that only the end of the list closes": "> 1. ```\n>    a\n>\n> b\n\nc\n\nd\n",
  "an indented fence with a line that is not": "  ```\n1\n 2\n\n   3\n  ```\n",
  "an indented fence": "  ```\n    a\n  b\n c\n\t d\n  ```\n",
  "a fence with other fences in it": "````\n```\na\n```\n~~~\n````\nb\n",
  "a formula with a blank line": "a\n$$\nb\n\nc\n$$\n",
  "a formula that a word follows": "a\n$$\nb\nc $$ d\n\ne\n",
  "a long paragraph that becomes a heading": `${long}\n===\n\nx\n`,
  "a long line that becomes the head of a table": `${long}| b\n-|-\nc|d\n`,
  "a long line with pipes that becomes no table": `a | ${long}| b\n-|-\nc|d\n`,
  "a long line with pipes that becomes the head of a table": `a | ${long}| b\n-|-|-\nc|d|e\n`,
  "a long paragraph that a list ends": `${long}\n- x\n- y\n`,
  "a long paragraph with a reference": `${long}[a]\n\n[a]: http://one\n`,
  "a table of too many cells": `|a|b|\n|-|-|\n${"|x\n".repeat(21000)}\nend\n`,
  "a table with too many columns": `${"|a".repeat(60)}|\n${"|-".repeat(60)}|\n|b\n\nend\n`,
  "quotes in quotes in quotes": `${Array.from({ length: 60 }, (_, i) => `${">".repeat(i)} a`).join("\n")}\n\nb\n`,
  "lists in lists in lists": `${Array.from({ length: 60 }, (_, i) => `${"  ".repeat(i)}- a`).join("\n")}\n\nb\n`,
};
for (const [what, text] of Object.entries(DOCUMENTS)) {
  test(`${what}: the same in pieces`, () => {
    check(text, randomFrom(seed));
  });
}

test(`what stands in the page in between does not depend on the pieces either (seed ${seed})`, () => {
  const random = randomFrom(seed);
  for (let i = 0; i < COUNT; i++) {
    const text = makeDocument(random).replaceAll("]:", "] :"); // a definition counts only from when it is finished
    const place = Math.floor(random() * text.length);
    const deltas = split(text.slice(0, place), random, 40);

    assert.equal(open(deltas), open([deltas.join("")]), JSON.stringify(deltas));
  }
});

test("a line of an open fence that is indented less than the fence is shown, in pieces too", () => {
  assert.equal(open([" ```\n1", "\n"]), open([" ```\n1\n"]));
});

/** @param {string[]} deltas after which more will follow */
function open(deltas) {
  let html = "";
  stream(deltas, (root) => (html = root.innerHTML));
  return html;
}

test("a block that is too long to be read again keeps its references as they are", () => {
  const links = (/** @type {number} */ times) => stream([`${"a [b] c ".repeat(times)}\n\nd\n\n[b]: http://e.f\n`]).querySelectorAll("a").length;

  assert.equal(links(4000), 4000);
  assert.equal(links(5000), 0);
});

test("the letters of a text all arrive, in order", () => {
  const text = Array.from({ length: 500 }, (_, i) => `word${i}`).join(" ");

  assert.equal(stream(split(text, randomFrom(seed), 9)).textContent, text);
});
