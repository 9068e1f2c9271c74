/** The caret of a reply that is being written: one, and behind its last letter, whatever that stands in. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { stream } from "./stage.js";

const css = readFileSync(new URL("../../../static/css/components/turn.css", import.meta.url), "utf8");
const [, rule] = /caret stands behind the last letter[^]*?\*\/([^{]*)\{/.exec(css) ?? ["", ""];
const carets = rule.replaceAll("::after", "").replaceAll('.turn[data-state="writing"] ', ""); // which the page without a browser misreads

/** @type {Record<string, string>} */
const TEXTS = {
  "a paragraph": "one two",
  "a heading": "## one two",
  "a list": "- one\n- two",
  "a loose list": "- one\n\n- two\n\n- three",
  "a list within a list": "- one\n  - two\n  - three",
  "a quote": "> one two",
  "a list in a quote": "> - one\n> - two",
  "a table": "| one | two |\n|---|---|\n| three | four",
  "an open fence": "```\none\ntwo",
  "an open formula": "$$\none",
};

for (const [what, text] of Object.entries(TEXTS)) {
  for (const [where, before] of Object.entries({ "": "", " on a sheet": "A paragraph.\n\n".repeat(65) })) {
    test(`one caret stands at the end of ${what}${where}`, () => {
      const turn = document.createElement("article");
      stream([before, text], (root) => {
        root.className = "turn__text";
        turn.replaceChildren(root.cloneNode(true));
      });

      const found = [...turn.querySelectorAll(carets)];

      assert.equal(found.length, 1);
      assert.equal(turn.textContent?.endsWith(String(found[0].textContent)), true);
    });
  }
}
