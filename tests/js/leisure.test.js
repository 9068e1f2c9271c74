import assert from "node:assert/strict";
import { test } from "node:test";

import { Leisure } from "../../static/js/leisure.js";

test("the newest is done first, and everything is done", async () => {
  const leisure = new Leisure();
  /** @type {number[]} */
  const done = [];
  for (let count = 0; count < 5; count++) leisure.add(() => done.push(count));
  assert.deepEqual(done, []);
  await Promise.resolve();

  assert.deepEqual(done, [4, 3, 2, 1, 0]);
});

test("long work lets others in between, and what comes meanwhile is done, too", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const leisure = new Leisure();
  /** @type {number[]} */
  const done = [];
  const busy = (/** @type {number} */ count) => () => {
    const end = performance.now() + 9;
    while (performance.now() < end);
    done.push(count);
  };
  leisure.add(busy(0));
  leisure.add(busy(1));
  await Promise.resolve();
  assert.deepEqual(done, [1]);

  leisure.add(busy(2));
  context.mock.timers.tick(1);
  context.mock.timers.tick(1);
  assert.deepEqual(done, [1, 2, 0]);
});
