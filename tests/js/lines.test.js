import assert from "node:assert/strict";
import { test } from "node:test";

import { Lines } from "../../static/js/lines.js";

const TEXT = '{"kind":"step","text":"a\\nb – Łódź 😀"}\n{"kind":"citation"}\n';

test("however the text is cut, the same lines come", () => {
  const whole = new Lines().take(TEXT);
  assert.deepEqual(whole, [{ kind: "step", text: "a\nb – Łódź 😀" }, { kind: "citation" }]);

  for (let size = 1; size < TEXT.length; size++) {
    const lines = new Lines();
    const found = [];
    for (let at = 0; at < TEXT.length; at += size) found.push(...lines.take(TEXT.slice(at, at + size)));
    assert.deepEqual([...found, ...lines.end()], whole);
  }
});

test("what is no entry is told as text, and hides nothing behind it", () => {
  const said = new Lines().take('nonsense\n42\nnull\n[]\n{"name":"x"}\n\n{"kind":"step"}\n');

  assert.deepEqual(said.map(({ kind }) => kind), ["broken", "broken", "broken", "broken", "broken", "step"]);
  assert.equal(said[0].text, "nonsense");
});

test("a line without its end is told at the end, once", () => {
  const lines = new Lines();
  assert.deepEqual(lines.take('{"kind":'), []);
  assert.deepEqual(lines.end(), [{ kind: "broken", text: '{"kind":' }]);
  assert.deepEqual(lines.end(), []);
});
