/** Replies as models write them: whatever pieces they come in, the page ends the same as if they had come whole. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { randomFrom, seed, split, stream, whole } from "./stage.js";

const replies = readFileSync(new URL("replies.md", import.meta.url), "utf8").split("\n%%%%\n");

test("there are replies enough", () => {
  assert.ok(replies.length >= 60);
});

for (const [number, text] of replies.entries()) {
  test(`reply ${number} in pieces ends as the reply whole (seed ${seed})`, () => {
    const random = randomFrom(seed + number);
    const expected = whole(text).innerHTML;
    for (const deltas of [[...text], text.split(""), split(text, random, 4), split(text, random, 30), split(text, random, 200), [text]]) {
      assert.equal(stream(deltas).innerHTML, expected, JSON.stringify(deltas));
    }
  });
}

test("all replies in one end the same, but for the sheets they lie on", () => {
  const text = replies.join("\n\n");
  const random = randomFrom(seed);
  const drawn = stream(split(text, random, 40));

  assert.equal(drawn.innerHTML, stream([text]).innerHTML);
  for (const sheet of drawn.querySelectorAll(":scope > .prose__sheet")) sheet.replaceWith(...sheet.childNodes);
  assert.equal(drawn.innerHTML, whole(text).innerHTML);
});

test("the line ends of other systems make no difference, even when they come apart", () => {
  const text = replies.slice(0, 12).join("\n\n");

  assert.equal(stream(text.replaceAll("\n", "\r\n").split("")).innerHTML, whole(text).innerHTML);
  assert.equal(stream(text.replaceAll("\n", "\r").split("")).innerHTML, whole(text).innerHTML);
});

test("a text of nothing, and one of white space, draw nothing", () => {
  assert.equal(stream([]).innerHTML, "");
  assert.equal(stream([" ", "\n", "\n\n  ", "\r\n"]).innerHTML, "");
});
