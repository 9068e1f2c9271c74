import assert from "node:assert/strict";
import { test } from "node:test";

import { spelled } from "../../static/js/facts.js";

const NONE = { prompt_tokens: null, completion_tokens: null, first_ms: null, seconds: null };
const plain = (/** @type {Partial<typeof NONE> | object} */ facts) => spelled({ ...NONE, ...facts }).replaceAll("\u00a0", " ");

test("all that is known is on one line", () => {
  const facts = { prompt_tokens: 1204, completion_tokens: 486, first_ms: 400, seconds: 9.75 };

  assert.equal(plain(facts), "1,204 in, 486 out · 52 tokens/s · first after 0.4 s");
});

test("what is not known is left out", () => {
  assert.equal(plain({}), "");
  assert.equal(plain({ first_ms: 12 }), "first after 12 ms");
  assert.equal(plain({ completion_tokens: 0 }), "0 out");
  assert.equal(plain({ prompt_tokens: 3, completion_tokens: 9, seconds: 4 }), "3 in, 9 out");
});

test("a moment is too short for a rate", () => {
  assert.equal(plain({ completion_tokens: 9, first_ms: 100, seconds: 0.2 }), "9 out · first after 0.1 s");
});

test("the cost stands at the end, in two digits, and who answered at the beginning", () => {
  const facts = { prompt_tokens: 1, completion_tokens: 2, first_ms: null, seconds: null };

  assert.equal(spelled({ ...facts, cost: "0.002149", answered_by: "swift-1-2026" }), "swift-1-2026 · 1\u00a0in, 2\u00a0out · cost\u00a00.0021");
});
