import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { promised, take } from "../../static/js/promised.js";

const world = /** @type {any} */ (globalThis);

beforeEach(() => {
  const kept = new Map();
  world.sessionStorage = {
    getItem: (/** @type {string} */ name) => kept.get(name) ?? null,
    setItem: (/** @type {string} */ name, /** @type {string} */ text) => kept.set(name, text),
    removeItem: (/** @type {string} */ name) => kept.delete(name),
  };
});

test("the next page takes it, once, with the seconds that are left", (context) => {
  context.mock.timers.enable({ apis: ["Date"] });
  promised("c1");
  context.mock.timers.tick(3000);

  assert.deepEqual(take(), { id: "c1", seconds: 7 });
  assert.equal(take().id, "");
});

test("after ten seconds there is nothing to take", (context) => {
  context.mock.timers.enable({ apis: ["Date"] });
  promised("c1");
  context.mock.timers.tick(10_000);

  assert.equal(take().id, "");
});

test("other words in its place, and a browser that blocks storage, are nothing", () => {
  world.sessionStorage.setItem("undo", "{");
  assert.equal(take().id, "");
  world.sessionStorage = { getItem: assert.fail, setItem: assert.fail };
  promised("c1");
  assert.equal(take().id, "");
});
