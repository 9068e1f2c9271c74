/** Whatever a model writes, only these elements and attributes come into the page, and links lead only where they may. */

import assert from "node:assert/strict";
import test from "node:test";
import { grow } from "../../../static/js/draw/tree.js";
import { attacks } from "./attacks.js";
import { Drawing, randomFrom, seed, split } from "./stage.js";

/** @type {Record<string, string[]>} */
const ALLOWED = {
  p: ["dir", "class"],
  h1: ["dir"],
  h2: ["dir"],
  h3: ["dir"],
  h4: ["dir"],
  h5: ["dir"],
  h6: ["dir"],
  ul: ["dir"],
  ol: ["dir", "start"],
  li: ["class"],
  blockquote: ["dir"],
  div: ["class"],
  table: [],
  thead: [],
  tbody: [],
  tr: [],
  th: ["dir", "scope", "data-align"],
  td: ["dir", "data-align"],
  em: [],
  strong: [],
  s: [],
  a: ["href", "title", "target", "rel"],
  span: ["class", "title", "dir", "data-drawn"],
  code: [],
  br: [],
  hr: [],
  input: ["type", "disabled", "checked", "aria-label"],
  figure: ["class"],
  pre: ["tabindex", "role", "aria-label", "dir"],
  button: ["class", "type", "aria-pressed"],
};
const FORMULA = new Set(
  (
    "span svg path line math semantics annotation menclose mfrac mi mn mo mover mpadded mphantom mrow mspace msqrt mroot " +
    "mstyle msub msubsup msup mtable mtd mtext mtr munder munderover mlabeledtr"
  ).split(" "),
);
const IN_FORMULA = new Set(
  (
    "class style aria-hidden encoding display width height viewBox preserveAspectRatio d x1 x2 y1 y2 stroke stroke-width " +
    "accent accentunder columnalign columnlines columnspacing depth displaystyle fence largeop linebreak linethickness " +
    "lspace mathbackground mathcolor mathsize mathvariant maxsize minsize movablelimits notation rowalign rowlines " +
    "rowspacing rspace scriptlevel separator side stretchy valign voffset"
  ).split(" "),
);
const CLASSES = /^(?:task|table-scroll|code|code__head|code__part|prose__(?:part|host|notice)|maths(?: maths--display)?|push|button(?:--\w+)?| )*$/;

/**
 * @param {HTMLElement} root
 * @param {string} text
 */
function check(root, text) {
  for (const node of root.querySelectorAll("*")) {
    if (node.closest(".katex-display, .katex")) checkFormula(node, text);
    else checkNode(node, text);
  }
}

/**
 * @param {Element} node
 * @param {string} text
 */
function checkNode(node, text) {
  const names = ALLOWED[node.localName];
  assert.ok(names, `<${node.localName}> from ${JSON.stringify(text)}`);
  for (const { name, value } of node.attributes) {
    assert.ok(names.includes(name), `${node.localName} ${name} from ${JSON.stringify(text)}`);
    if (name === "class") assert.match(value, CLASSES, text);
    if (name === "start") assert.match(value, /^\d{1,9}$/);
    if (name === "type") assert.ok(["checkbox", "button"].includes(value));
  }
  if (node.localName === "a") checkLink(/** @type {HTMLAnchorElement} */ (node), text);
}

/**
 * @param {HTMLAnchorElement} link
 * @param {string} text
 */
function checkLink(link, text) {
  assert.match(String(link.getAttribute("href")), /^(?:https?:\/\/[^/]|mailto:)/, text);
  assert.equal(link.rel, "noopener noreferrer");
  assert.equal(link.target, "_blank");
  assert.ok(link.title.includes(String(link.getAttribute("href"))), text);
  assert.equal(link.querySelector("a"), null);
}

/**
 * @param {Element} node
 * @param {string} text
 */
function checkFormula(node, text) {
  assert.ok(FORMULA.has(node.localName), `<${node.localName}> from ${JSON.stringify(text)}`);
  for (const { name, value } of node.attributes) {
    assert.ok(IN_FORMULA.has(name), `${node.localName} ${name} from ${JSON.stringify(text)}`);
    assert.doesNotMatch(value, /url\(|javascript|https?:|expression|@import/i, text);
  }
}

test("there are attacks enough", () => {
  assert.ok(attacks.length >= 300, String(attacks.length));
});

test(`no attack brings in what is not allowed, at any moment (seed ${seed})`, async () => {
  const random = randomFrom(seed);
  const roots = attacks.map((text) => {
    const root = document.createElement("div");
    const drawing = new Drawing(root);
    for (const delta of split(text, random, 1 + text.length / 6)) {
      drawing.append(delta);
      drawing.flush();
      check(root, text);
    }
    drawing.end();
    drawing.flush();
    return root;
  });
  await formulas();

  roots.forEach((root, i) => check(root, attacks[i]));
  assert.ok(roots.some((root) => root.querySelector(".katex")));
  assert.equal(Reflect.get({}, "href"), undefined);
});

test("a token that nobody knows brings in its text, and no element of its own", () => {
  const token = { tag: "script", level: 0, markup: "", info: "", hidden: false, attrs: null, map: /** @type {any} */ ([0, 1]), meta: null };
  const text = { ...token, type: "evil", tag: "", nesting: /** @type {0} */ (0), content: "alert(1)", children: null };
  const blocks = grow([
    { ...token, type: "script_open", nesting: 1, content: "", children: null },
    { ...text, type: "inline", content: "", children: [text] },
    { ...token, type: "script_close", nesting: -1, content: "", children: null },
    text,
  ]);

  assert.deepEqual(JSON.parse(JSON.stringify(blocks.map(({ tree }) => tree))), [
    { tag: "span", attributes: { dir: "auto" }, children: ["alert(1)"], line: 0 },
    "alert(1)",
  ]);
});

test("a link whose text names another host says where it leads", () => {
  for (const [text, host] of [
    ["[https://bank.example](https://evil.example)", "evil.example"],
    ["[bank.example](https://evil.example)", "evil.example"],
    ["[www.bank.example/login](http://evil.example:8080/)", "evil.example:8080"],
    ["[me@bank.example](mailto:me@evil.example)", "evil.example"],
    ["[https://b\u0430nk.example](https://b\u0430nk.example)", "xn--bnk-6cd.example"],
  ]) {
    assert.ok(drawn(text).textContent?.endsWith(` (${host})`), text);
  }
  for (const text of ["[bank.example](https://www.bank.example/x)", "[the bank](https://bank.example)", "https://bank.example/a"]) {
    assert.doesNotMatch(String(drawn(text).textContent), /\(/);
  }
});

test("an image is a link with its words", () => {
  const root = drawn("![a **chart**](https://a.example/x.png) ![](https://b.example/y.png) ![c](javascript:alert(1)) ![d](/e.png)");

  assert.equal(root.querySelector("img"), null);
  assert.deepEqual([...root.querySelectorAll("a")].map((link) => link.textContent), ["Image: a chart", "Image: b.example"]);
});

/** @param {string} text */
function drawn(text) {
  const root = document.createElement("div");
  const drawing = new Drawing(root);
  drawing.append(text);
  drawing.end();
  drawing.flush();
  return root;
}

/** Formulas are drawn in the order they come, so that the last one of all says when all are. */
async function formulas() {
  const last = drawn("$z$");
  while (!last.querySelector(".katex")) await new Promise((next) => setTimeout(next, 5));
}
