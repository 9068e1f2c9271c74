/** A long reply lies on sheets: where one begins depends on the text alone, and only what is far behind waits to be laid out. */

import assert from "node:assert/strict";
import test from "node:test";
import { Drawing, randomFrom, seed, split, stream } from "./stage.js";

const BLOCKS = 64; // of a sheet

/** @param {number} count of paragraphs */
const paragraphs = (count) => "A paragraph.\n\n".repeat(count);

/** @param {ParentNode} root */
const sheets = (root) => [...root.querySelectorAll(":scope > .prose__sheet")];

test("the blocks of an ordinary reply lie side by side", () => {
  const root = stream([paragraphs(BLOCKS)]);

  assert.deepEqual([root.children.length, sheets(root).length], [BLOCKS, 0]);
});

test("more of them lie on sheets, and each but the last two waits to be laid out", () => {
  const root = stream(split(paragraphs(5 * BLOCKS), randomFrom(seed), 400));

  assert.deepEqual(sheets(root).map(({ childElementCount }) => childElementCount), [BLOCKS, BLOCKS, BLOCKS, BLOCKS]);
  assert.deepEqual(sheets(root).map(({ className }) => className.includes("far")), [true, true, false, false]);
});

test("a sheet ends behind no heading, which says how far away the next block stands", () => {
  const root = stream([`${paragraphs(BLOCKS - 1)}## Heading\n\n${paragraphs(3)}`]);

  assert.deepEqual(sheets(root).map(({ childElementCount }) => childElementCount), [2]);
  assert.equal(root.children[BLOCKS].textContent, "A paragraph.");
});

test("headings without end are divided all the same", () => {
  assert.equal(sheets(stream(["## Heading\n".repeat(5 * BLOCKS)])).length, 2);
});

test("a block that turns out to show nothing leaves no empty sheet behind", () => {
  const root = document.createElement("div");
  const drawing = new Drawing(root);
  for (const delta of [`${paragraphs(BLOCKS)}[label]: /url\n"a title\n`, "of two lines"]) {
    drawing.append(delta);
    drawing.flush();
  }
  assert.deepEqual(sheets(root).map(({ textContent }) => textContent), ['"a title\nof two lines']);

  drawing.append('"\n');
  drawing.end();
  drawing.flush();

  assert.equal(root.children.length, BLOCKS);
});

test("a reference that is defined at the end is found on the sheet where it lies", () => {
  const root = stream([`${paragraphs(BLOCKS)}Look [here].\n\n${paragraphs(2 * BLOCKS)}[here]: https://example.org\n`]);

  assert.equal(sheets(root)[0].querySelector("a")?.href, "https://example.org/");
  assert.equal(root.querySelectorAll("a").length, 1);
});
