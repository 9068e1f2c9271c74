import assert from "node:assert/strict";
import { test } from "node:test";

import { draw } from "./stage.js";

const { copyDrawn } = await import("../../static/js/copy.js");
const world = /** @type {any} */ (globalThis);

/** @param {object | undefined} clipboard */
function give(clipboard) {
  Object.defineProperty(globalThis, "navigator", { value: { clipboard }, configurable: true });
}

test("what is drawn is copied as HTML, with the text as it was written", async () => {
  /** @type {any[]} */
  const written = [];
  world.ClipboardItem = class {
    /** @param {object} parts */
    constructor(parts) {
      Object.assign(this, parts);
    }
  };
  give({ write: async (/** @type {any} */ items) => void written.push(...items) });

  const done = await copyDrawn(draw("<div><p><b>two</b></p></div>", "div"), "**two**");

  assert.ok(done);
  assert.equal(await written[0]["text/html"].text(), "<p><b>two</b></p>");
  assert.equal(await written[0]["text/plain"].text(), "**two**");
});

test("on plain HTTP the element itself is selected and copied", async () => {
  give(undefined);
  let selected = "";
  world.document.execCommand = () => {
    selected = String(document.getSelection());
    return true;
  };

  assert.ok(await copyDrawn(draw("<div><p>two</p></div>", "div"), "two"));
  assert.equal(selected, "two");
});
