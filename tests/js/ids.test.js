import assert from "node:assert/strict";
import { test } from "node:test";

import { uuid4 } from "../../static/js/ids.js";

test("it is a random UUID of version 4", () => {
  for (let count = 0; count < 100; count++) {
    assert.match(uuid4(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});

test("two are never the same", () => {
  assert.equal(new Set(Array.from({ length: 1000 }, uuid4)).size, 1000);
});
