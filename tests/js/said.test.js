import assert from "node:assert/strict";
import { test } from "node:test";

import { boxOf, clock, pauseOf, pretty, sourceOf } from "../../static/js/said.js";

test("JSON gets lines, and keeps the spelling it came in", () => {
  assert.equal(pretty('{"a":12345678901234567890,"b":[1.0,{}, [] ],"c":"x, {y}: \\u0141"}'),
    '{\n  "a": 12345678901234567890,\n  "b": [\n    1.0,\n    {},\n    []\n  ],\n  "c": "x, {y}: \\u0141"\n}');
});

test("what is no JSON object stays as it is", () => {
  for (const text of ["", "plain words", '{"a":', "42", '"text"']) assert.equal(pretty(text), text);
});

test("nested to ten thousand levels it stays small", () => {
  assert.ok(pretty("[".repeat(10_000) + "1" + "]".repeat(10_000)).length < 2_000_000);
});

test("a step without a name says at least what it is", () => {
  assert.equal(boxOf({ kind: "toolcall", name: "", arguments: "{}" }).name, "Tool");
  assert.equal(boxOf({ kind: "step", name: "", text: "Let me see." }).name, "On the way");
  assert.equal(boxOf({ kind: "result", name: "weather", text: "12" }).name, "Result of weather");
  assert.deepEqual(boxOf({ kind: "step", name: { toString: 1 }, text: 7 }), { name: "On the way", gist: "", text: "" });
});

test("a source leads to http and https alone", () => {
  assert.equal(sourceOf({ kind: "citation", title: "A", url: "https://example.org/x" }).host, "example.org");
  for (const url of ["javascript:alert(1)", "data:text/html,x", "mailto:a@b.c", "//example.org", "https://", 7]) {
    assert.equal(sourceOf({ kind: "citation", title: "A", url }).href, "");
  }
});

test("a source without a title is named by its host", () => {
  assert.equal(sourceOf({ kind: "citation", url: "https://example.org/x" }).title, "example.org");
  assert.equal(sourceOf({ kind: "citation" }).title, "Without a title");
});

test("times of a film are minutes and seconds", () => {
  assert.deepEqual([0, 9.9, 62.4, 3725].map(clock), ["0:00", "0:09", "1:02", "1:02:05"]);
  assert.equal(sourceOf({ kind: "citation", from_seconds: 5, to_seconds: 5.5 }).span, "0:05");
});

test("a pause ends at a moment of the server's clock; anything else is none", () => {
  const at = "2026-11-20T12:00:00.000+00:00";
  assert.deepEqual(pauseOf({ kind: "waiting", at, seconds: 2, attempt: 3, why: "Busy." }), { attempt: 3, until: Date.parse(at) + 2000, why: "Busy." });
  assert.equal(pauseOf({ kind: "waiting", at: "soon", seconds: 2 }), null);
  assert.equal(pauseOf({ kind: "broken", text: "x" }), null);
});
