import assert from "node:assert/strict";
import { test } from "node:test";

import { measured } from "../../static/js/gauge.js";

test("a gauge says how much of how much is used", () => {
  const measure = measured({ tokens: 41_200, about: false }, 128_000);

  assert.equal(measure?.text, "41k of 128k");
  assert.equal(measure?.label, "Context: 41,200 of 128,000 tokens used.");
  assert.equal(measure?.level, "");
});

test("what is estimated is marked so", () => {
  const measure = measured({ tokens: 1_250, about: true }, 8_000);

  assert.equal(measure?.text, "about 1.3k of 8k");
  assert.match(measure?.label ?? "", /about 1,250 of 8,000/);
});

for (const [tokens, level, words] of /** @type {[number, string, RegExp][]} */ ([
  [799, "", /used\.$/],
  [800, "high", /nearly full/],
  [1000, "full", /oldest messages are left out/],
  [5000, "full", /oldest messages are left out/],
])) {
  test(`${tokens} of 1,000 tokens is ${level || "nothing to speak of"}`, () => {
    const measure = measured({ tokens, about: false }, 1000);

    assert.equal(measure?.level, level);
    assert.match(measure?.label ?? "", words);
    assert.ok((measure?.share ?? 2) <= 1);
  });
}

test("without a size or a word there is nothing to measure", () => {
  assert.equal(measured({ tokens: 0, about: false }, 1000), null);
  assert.equal(measured({ tokens: 10, about: false }, 0), null);
});
