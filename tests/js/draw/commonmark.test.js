/** The examples of the CommonMark specification: read as it says, and the same whether they come whole or in pieces. */

import assert from "node:assert/strict";
import test from "node:test";
import spec from "commonmark-spec";
import { randomFrom, seed, split, stream, whole } from "./stage.js";

const examples = spec.tests.map(({ markdown, html, number }) => ({ text: markdown.replaceAll("→", "\t"), html, number }));

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
