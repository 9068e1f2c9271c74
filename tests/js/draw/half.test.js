/** Half-typed Markdown: what a reader sees while a marker waits for its end. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { Drawing, stream } from "./stage.js";

/**
 * What stands in the page after a text, with more to come.
 *
 * @param {string} text
 */
function shown(text) {
  const root = document.createElement("div");
  const drawing = new Drawing(root);
  drawing.append(text);
  drawing.flush();
  root.querySelectorAll(".code__head").forEach((head) => head.remove());
  root.querySelectorAll("*").forEach((node) => ["dir", "class"].forEach((name) => node.removeAttribute(name)));
  return root.innerHTML;
}

/** @type {Record<string, string>} */
const HALVES = {
  "a **bold": "<p>a <strong>bold</strong></p>",
  "a **bold*": "<p>a <strong>bold</strong></p>",
  "a *": "<p>a</p>",
  "a **": "<p>a</p>",
  "a ***both": "<p>a <em><strong>both</strong></em></p>",
  "a **b *c": "<p>a <strong>b <em>c</em></strong></p>",
  "a ~~gone": "<p>a <s>gone</s></p>",
  "a __bold": "<p>a <strong>bold</strong></p>",
  "2*3": "<p>2*3</p>",
  "a `co": "<p>a <code>co</code></p>",
  "a `": "<p>a</p>",
  "a ``x ` y": "<p>a <code>x ` y</code></p>",
  "a `x` and `y": "<p>a <code>x</code> and <code>y</code></p>",
  "see [the boo": "<p>see the boo</p>",
  "see [the book]": "<p>see the book</p>",
  "see [the book](": "<p>see the book</p>",
  "see [the book](https://exam": "<p>see the book</p>",
  'see [the book](https://example.org/a "Ti': "<p>see the book</p>",
  "see [1]": "<p>see [1]</p>",
  "a[i": "<p>a[i</p>",
  "see ![a chart](https://exa": "<p>see Image: a chart</p>",
  "see <https://exa": '<p>see <a href="https://exa/" title="https://exa/" target="_blank" rel="noopener noreferrer">https://exa</a></p>',
  "salt &am": "<p>salt</p>",
  "back\\": "<p>back</p>",
  "text\n-": "<p>text</p>",
  "text\n--": "<p>text</p>",
  "text\n=": "<p>text</p>",
  "#": "",
  "# ": "",
  "## Hea": "<h2>Hea</h2>",
  "- ": "",
  "- a\n-": "<ul><li>a</li></ul>",
  "- [": "",
  "- [x": "",
  "- [x] ": "",
  "12": "",
  "12.": "",
  "12 apples": "<p>12 apples</p>",
  "> ": "",
  "``": "",
  "```py": "",
  "```py\n": '<figure><pre tabindex="0" role="region" aria-label="Code, py"><code><span></span></code></pre></figure>',
  "```\na\n``": '<figure><pre tabindex="0" role="region" aria-label="Code, text"><code><span>a</span></code></pre></figure>',
  "|": "",
  "| a": '<div><table><thead><tr><th scope="col">a</th></tr></thead></table></div>',
  "| a | b |": '<div><table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead></table></div>',
  "| a | b |\n|-": '<div><table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead></table></div>',
  "| a |\n|---|\n| **b": '<div><table><thead><tr><th scope="col">a</th></tr></thead><tbody><tr><td><strong>b</strong></td></tr></tbody></table></div>',
  "$$\nx^2": "<span>$$x^2</span>",
  "[1]: ": "",
  "[1]: https://exa": "",
};

for (const [text, html] of Object.entries(HALVES)) {
  test(`${JSON.stringify(text)} shows no marker that will vanish`, () => {
    assert.equal(shown(text), html);
  });
}

test("what was half-typed at the end stays as it was typed", () => {
  assert.equal(stream(["a **bold"]).textContent, "a **bold");
  assert.equal(stream(["see [the boo"]).textContent, "see [the boo");
  assert.equal(stream(["text\n-"]).querySelectorAll("h2").length, 1);
  assert.equal(stream(["- [x"]).textContent, "[x");
});

test("hardly a letter that a reader has seen is taken back, over all replies letter by letter", () => {
  const replies = readFileSync(new URL("replies.md", import.meta.url), "utf8").split("\n%%%%\n");
  let letters = 0;
  let takenBack = 0;
  for (const reply of replies) {
    let before = "";
    stream([...reply], (root) => {
      const text = words(root);
      letters++;
      if (!text.startsWith(before)) takenBack++;
      before = text;
    });
  }

  assert.ok(takenBack / letters < 0.004, `${takenBack} of ${letters}`);
});

/** @param {HTMLElement} root */
function words(root) {
  const copy = /** @type {HTMLElement} */ (root.cloneNode(true));
  copy.querySelectorAll(".code__head").forEach((head) => head.remove());
  return String(copy.textContent).replace(/\s+/g, "");
}
