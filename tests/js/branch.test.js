import assert from "node:assert/strict";
import { test } from "node:test";

import { grown, plan } from "../../static/js/branch.js";

/** @param {...number} ids */
const turns = (...ids) => ids.map((id) => ({ id }));

test("what two branches have in common stays, and the rest is exchanged", () => {
  assert.deepEqual(plan([1, 2, 3, 4], turns(1, 2, 5, 6)), { drop: [3, 4], stay: turns(1, 2), add: turns(5, 6) });
});

test("the same branch changes nothing, a longer one adds, a shorter one drops", () => {
  assert.deepEqual(plan([1, 2], turns(1, 2)), { drop: [], stay: turns(1, 2), add: [] });
  assert.deepEqual(plan([1, 2], turns(1, 2, 3)), { drop: [], stay: turns(1, 2), add: turns(3) });
  assert.deepEqual(plan([1, 2, 3], turns(1)), { drop: [2, 3], stay: turns(1), add: [] });
  assert.deepEqual(plan([], []), { drop: [], stay: [], add: [] });
});

test("another first prompt takes everything away", () => {
  assert.deepEqual(plan([1, 2], turns(3, 4)), { drop: [1, 2], stay: [], add: turns(3, 4) });
});

test("what was born stands behind its parent, and takes away what stood there", () => {
  assert.deepEqual(grown([1, 2, 3, 4], 2, turns(5, 6)), turns(1, 2, 5, 6));
  assert.deepEqual(grown([1, 2], null, turns(3, 4)), turns(3, 4));
  assert.deepEqual(grown([], null, turns(1, 2)), turns(1, 2));
});

test("what is there already, or belongs to a branch that is not shown, changes nothing", () => {
  assert.equal(grown([1, 2, 3, 4], 4, turns(3, 4)), null);
  assert.equal(grown([1, 2], 9, turns(10, 11)), null);
});
