import assert from "node:assert/strict";
import { test } from "node:test";

import { covered } from "../../static/js/keyboard.js";

for (const [what, viewport, pixels] of /** @type {[string, any, number][]} */ ([
  ["without a keyboard", { height: 844, offsetTop: 0, scale: 1 }, 0],
  ["with a keyboard over the page", { height: 510, offsetTop: 0, scale: 1 }, 334],
  ["with the page pushed up behind it", { height: 510, offsetTop: 200, scale: 1 }, 134],
  ["for who looks closer", { height: 400, offsetTop: 0, scale: 2.1 }, 0],
  ["while it bounces", { height: 860, offsetTop: -4, scale: 1 }, 0],
])) {
  test(`${what}, ${pixels} pixels are covered`, () => assert.equal(covered(844, viewport), pixels));
}
