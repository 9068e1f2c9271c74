/** What is finished is never touched again: neither replaced nor changed, however long the reply goes on. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test, { mock } from "node:test";
import { Drawing, markdown, page, randomFrom, seed, split, stream, whole } from "./stage.js";

const replies = readFileSync(new URL("replies.md", import.meta.url), "utf8").split("\n%%%%\n");
const mixed = replies.filter((reply) => !/^\s*\[.+\]: /m.test(reply) && !reply.includes("cut off")).join("\n\n");

/**
 * Streams a text and reports where the page changed. What lies far behind is marked as such, which is no change of it.
 *
 * @param {Iterable<string>} deltas
 * @param {(change: { path: Node[], root: HTMLElement }) => void} changed the changed node and what it stands in, up to
 *   the root's own child, which comes last
 */
function watch(deltas, changed) {
  const root = document.createElement("div");
  const observer = new page.MutationObserver(() => {});
  observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
  const drawing = new Drawing(root);
  for (const delta of deltas) {
    drawing.append(delta);
    drawing.flush();
    for (const { target, attributeName } of observer.takeRecords()) {
      const isMark = attributeName === "class" && target.parentNode === root;
      if (!isMark) changed({ path: pathOf(target, root), root });
    }
  }
  return { root, drawing, observer };
}

/**
 * @param {Node} node
 * @param {Node} root
 */
function pathOf(node, root) {
  const path = [];
  for (let at = /** @type {Node | null} */ (node); at && at !== root; at = at.parentNode) path.push(at);
  return path;
}

/**
 * @param {Node} parent
 * @param {number} index from the end
 */
function nthLast(parent, index) {
  return parent.childNodes[parent.childNodes.length - index];
}

/** @param {Node} node */
const isSheet = (node) => node instanceof HTMLElement && node.className.startsWith("prose__sheet");

/**
 * @param {Node} root
 * @returns {Node[]}
 */
const blocks = (root) => [...root.childNodes].flatMap((node) => (isSheet(node) ? [...node.childNodes] : [node]));

test("only the last two blocks ever change", () => {
  let changes = 0;

  watch(mixed, ({ path, root }) => {
    const block = path.findLast((node) => !isSheet(node));
    changes++;
    if (!block || !block.parentNode) return;
    assert.ok(blocks(root).slice(-2).includes(block), block.textContent ?? "");
  });

  assert.ok(changes > mixed.length / 4);
});

test("a block that is finished stays the same node until the end", () => {
  /** @type {Node[]} */
  const seen = [];
  const { root, drawing } = watch(mixed, ({ root }) => seen.push(...blocks(root).slice(seen.length, -2)));
  drawing.end();
  drawing.flush();

  assert.ok(seen.length > 150, String(seen.length));
  assert.deepEqual(blocks(root).slice(0, seen.length).map((node, i) => node === seen[i]), seen.map(() => true));
});

test("drawing the end changes nothing when nothing was half-typed", () => {
  const { drawing, observer } = watch("# a\n\n- b\n- **c**\n\n| d |\n|---|\n| e |\n\n```\nf\n```\n\ng *h* `i` [j](https://k.l)\n", () => {});
  drawing.end();
  drawing.flush();

  assert.deepEqual(observer.takeRecords(), []);
});

const LONG = {
  "the items of a list": { text: "- one **item** of many\n".repeat(60), holder: "ul" },
  "the items of an ordered list": { text: Array.from({ length: 60 }, (_, i) => `${i + 7}. item\n`).join(""), holder: "ol" },
  "the items of a loose list": { text: "- one item\n\n".repeat(60), holder: "ul" },
  "the items of a list of code": { text: "- ```\n  code\n  ```\n".repeat(30), holder: "ul" },
  "the items of a list within a list": { text: `- outer\n${"  - inner item\n".repeat(60)}`, holder: "ul ul" },
  "the blocks in an item": { text: `1. first\n\n${"   a block\n\n".repeat(60)}`, holder: "li" },
  "the blocks in a quote": { text: "> a block\n>\n".repeat(60), holder: "blockquote" },
  "the items in a quote in a list": { text: `- > - x\n${"  > - item\n".repeat(60)}`, holder: "blockquote ul" },
  "the rows of a table": { text: `| a | b |\n|---|---|\n${"| 1 | **2** |\n".repeat(60)}`, holder: "tbody" },
  "the rows of a table in a list": { text: `- text\n\n  | a | b |\n  |---|---|\n${"  | 1 | **2** |\n".repeat(60)}`, holder: "tbody" },
};

for (const [what, { text, holder }] of Object.entries(LONG)) {
  test(`${what} stay the same nodes, and only the last three change`, () => {
    /** @type {Node[]} */
    const seen = [];
    const { root } = watch(text.match(/[^]{1,7}/g) ?? [], ({ path, root }) => {
      const list = root.querySelector(holder);
      const item = list && path[path.indexOf(list) - 1];
      if (item && seen.length) assert.ok([1, 2, 3].some((i) => item === nthLast(list, i)), item.textContent ?? "");
      for (let i = seen.length; list && i < list.childNodes.length - 3; i++) seen.push(list.childNodes[i]);
    });

    assert.ok(seen.length >= 25, String(seen.length));
    seen.forEach((node, i) => assert.equal(root.querySelector(holder)?.childNodes[i], node));
  });
}

test("the parts of a long paragraph stay the same nodes", () => {
  const text = "A sentence with **bold** words. ".repeat(600);
  const part = ".prose__part:not(:nth-last-child(-n + 2))";
  /** @type {Element[]} */
  const seen = [];
  const { root } = watch(text.match(/[^]{1,97}/g) ?? [], ({ path, root }) => {
    for (const node of [...root.querySelectorAll(part)].slice(seen.length)) seen.push(node);
    assert.ok(!path.some((node) => seen.includes(/** @type {Element} */ (node)) && seen.at(-1) !== node));
  });

  assert.ok(seen.length >= 3, String(seen.length));
  seen.forEach((node, i) => assert.equal(root.querySelectorAll(".prose__part")[i], node));
});

test("a list that becomes a loose one late is a loose one from its first item on", () => {
  const text = `${"- item\n".repeat(40)}\n- the loose one\n`;

  assert.equal(stream(text).innerHTML, whole(text).innerHTML);
  assert.equal(stream(text).querySelectorAll("li > p").length, 41);
});

test("in an open fence text is appended, and nothing is read again", () => {
  const root = document.createElement("div");
  const drawing = new Drawing(root);
  drawing.append("1. Do:\n\n   ```python\n   first = 1\n");
  drawing.flush();
  const code = root.querySelector("code");
  const [node] = code?.querySelectorAll("*") ?? [];
  const { parse } = markdown;
  markdown.parse = () => assert.fail("it was read again");
  try {
    for (const delta of ["   se", "cond", " = 2\n", "\n", "   `", "`", "x", "\n    indented\n   last = 3\n"]) {
      drawing.append(delta);
      drawing.flush();
    }
  } finally {
    markdown.parse = parse;
  }

  assert.equal(root.querySelector("code"), code);
  assert.ok(code?.contains(node));
  assert.equal(code?.textContent, "first = 1\nsecond = 2\n\n``x\n indented\nlast = 3");
});

test("the same frame draws once", () => {
  const root = document.createElement("div");
  const drawing = new Drawing(root);
  let reads = 0;
  const { parse } = markdown;
  markdown.parse = function (/** @type {any[]} */ ...given) {
    reads++;
    return parse.apply(this, /** @type {any} */ (given));
  };
  try {
    for (const letter of "some text that comes in many deltas") drawing.append(letter);
    assert.equal(reads, 1);
    assert.equal(root.textContent, "s");
    drawing.flush();
    assert.equal(reads, 2);
  } finally {
    markdown.parse = parse;
  }
  assert.equal(root.textContent, "some text that comes in many deltas");
});

test("a frame that is late holds nothing back", async () => {
  await new Promise(requestAnimationFrame); // which has time again
  const [root, never] = [document.createElement("div"), mock.method(globalThis, "requestAnimationFrame", () => 1)];
  let now = 1000;
  const clock = mock.method(performance, "now", () => now);
  const drawing = new Drawing(root);
  try {
    drawing.append("one ");
    now += 10;
    drawing.append("two ");
    assert.equal(root.textContent, "one");
    now += 10;
    drawing.append("three");
    assert.equal(root.textContent, "one two three");
  } finally {
    clock.mock.restore();
    never.mock.restore();
    drawing.reset();
  }
});
