import assert from "node:assert/strict";
import { test } from "node:test";

import { Backoff } from "../../static/js/backoff.js";

test("the longest wait doubles from half a second to thirty", () => {
  const backoff = new Backoff(() => 1);

  assert.deepEqual(Array.from({ length: 9 }, () => backoff.next()), [0.5, 1, 2, 4, 8, 16, 30, 30, 30]);
});

test("the wait is anywhere between nothing and the longest", () => {
  const backoff = new Backoff(() => 0);

  assert.equal(backoff.next(), 0);
});

test("it begins again after a reset", () => {
  const backoff = new Backoff(() => 1);
  backoff.next();
  backoff.next();
  backoff.reset();

  assert.equal(backoff.next(), 0.5);
});
