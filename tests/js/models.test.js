import assert from "node:assert/strict";
import { test } from "node:test";

import { matching, step } from "../../static/js/models.js";

const OFFERS = [
  { id: "1", label: "Qwen3 32B", note: "", provider: "Harbour" },
  { id: "2", label: "Mistral Small 3.2", note: "", provider: "Mistral" },
  { id: "tide-9", label: "Łódź", note: "", provider: "Harbour" },
];

for (const [typed, found] of /** @type {[string, number[]][]} */ ([
  ["", [0, 1, 2]],
  ["  ", [0, 1, 2]],
  ["qwen", [0]],
  ["32b harbour", [0]],
  ["HARBOUR", [0, 2]],
  ["łódź", [2]],
  ["tide", [2]],
  ["qwen mistral", []],
  [".*", []],
])) {
  test(`"${typed}" finds ${found.length} models`, () => {
    assert.deepEqual(matching(OFFERS, typed), found.map((place) => OFFERS[place]));
  });
}

for (const [key, at, to] of /** @type {[string, number, number | undefined][]} */ ([
  ["ArrowDown", 2, 0],
  ["ArrowUp", 0, 2],
  ["ArrowDown", 0, 1],
  ["Home", 2, 0],
  ["End", 0, 2],
  ["PageDown", 0, 2],
  ["PageUp", 1, 0],
  ["a", 0, undefined],
])) {
  test(`${key} at ${at} of 3 leads to ${to}`, () => assert.equal(step(key, at, 3), to));
}

test("in an empty list no key leads anywhere", () => assert.equal(step("ArrowDown", 0, 0), undefined));
