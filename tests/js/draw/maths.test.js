/** Formulas: which text is one, and what becomes of it. */

import assert from "node:assert/strict";
import test from "node:test";
import { Maths } from "../../../static/js/draw/maths.js";
import { Drawing, whole } from "./stage.js";

const FORMULAS = {
  "a $x^2$ b": ["x^2"],
  "a $$x^2$$ b": ["x^2"],
  "a \\(x\\) b \\[y\\] c": ["x", "y"],
  "$$\nx\n$$": ["x"],
  "$$ x $$": ["x"],
  "\\[\nx\n\\]": ["x"],
  "- $$\n  x\n  $$\n- \\(y\\)": ["x", "y"],
  "> $$\n> x\n> $$": ["x"],
  "text:\n$$\nx\n$$\nmore": ["x"],
  "| $a$ | $b$ |\n|---|---|": ["a", "b"],
  "$5x = 10$ and $2^{10}$": ["5x = 10", "2^{10}"],
  "($x$), $y$. $z$!": ["x", "y", "z"],
  "\\(2 + 2 = 4\\)": ["2 + 2 = 4"],
};
for (const [text, formulas] of Object.entries(FORMULAS)) {
  test(`${JSON.stringify(text)} has ${formulas.length === 1 ? "a formula" : "formulas"}`, () => {
    const found = [...whole(text).querySelectorAll(".maths")].map((node) => String(node.textContent).replace(/^(?:\$\$?|\\[([])\s*|\s*(?:\$\$?|\\[)\]])$/g, ""));

    assert.deepEqual(found, formulas);
  });
}

const NOT = [
  "$5 and $10",
  "about $40-$50",
  "costs $5, or 6$ a week",
  "US$ 5 and US$ 6",
  "$HOME and $PATH",
  "a $ b $ c",
  "\\$x\\$",
  "`$x$` and `\\(y\\)`",
  "a $x `b$` c",
  "```\n$$\nx\n$$\n```",
  "$$\nx\n\ny\n$$",
  "$$\nx",
  "\\[1\\]",
  "\\[no link\\](x)",
  "\\(x",
  "$$",
  "$$$$",
  "\\(\\)",
];
for (const text of NOT) {
  test(`${JSON.stringify(text)} has no formula`, () => {
    assert.equal(whole(text).querySelector(".maths"), null);
  });
}

test("a formula is drawn in place of its source", async () => {
  const root = drawn("so $\\frac{1}{2}$ and\n\n$$\n\\sqrt{x}\n$$\n");
  assert.equal(root.querySelector(".maths")?.textContent, "$\\frac{1}{2}$");

  await until(() => root.querySelectorAll(".katex").length === 2);

  assert.equal(root.querySelector("math mfrac") !== null, true);
  assert.equal(root.querySelector(".maths--display svg")?.namespaceURI, "http://www.w3.org/2000/svg");
});

test("what KaTeX refuses, and what would cost too much, stays readable source", async () => {
  const long = "x".repeat(3000);
  const bomb = `\\def\\a{${"x".repeat(900)}}${"\\a".repeat(190)}`;
  const wide = `\\begin{matrix}${"&".repeat(900)}\\end{matrix}`;
  const root = drawn(["\\frac{1}{", "\\notacommand", long, bomb, wide, "z"].map((formula) => `$$\n${formula}\n$$\n\n`).join(""));

  await until(() => root.querySelector(".katex") !== null);

  const sources = [...root.querySelectorAll(".maths:not(:has(.katex))")].map((node) => node.textContent);
  assert.deepEqual(sources, ["$$\\frac{1}{$$", "$$\\notacommand$$", `$$${long}$$`, `$$${bomb}$$`, `$$${wide}$$`]);
});

test("formulas stay source when KaTeX does not come", async () => {
  let asked = 0;
  const maths = new Maths(() => Promise.reject(asked++));
  const node = maths.make({ formula: "x", markup: "$", display: false, open: false, line: -1, end: -1 });
  await until(() => asked === 1);

  assert.equal(node.textContent, "$x$");
});

test("nothing of what KaTeX says is taken when a part of it is unexpected", async () => {
  for (const html of [
    "<span><script>alert(1)</script></span>",
    '<span onclick="alert(1)">x</span>',
    '<span style="background:url(https://evil.example)">x</span>',
    '<a href="https://evil.example">x</a>',
    "<span>x",
    "x</span>",
    "<span>&nosuch;</span>",
    "<span >x</span>",
  ]) {
    let asked = 0;
    const maths = new Maths(async () => ({ default: { renderToString: () => (asked++, html) } }));
    const node = maths.make({ formula: "x", markup: "$", display: false, open: false, line: -1, end: -1 });
    await until(() => asked === 1);

    assert.equal(node.innerHTML, "$x$", html);
  }
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

/** @param {() => boolean} condition */
async function until(condition) {
  while (!condition()) await new Promise((next) => setTimeout(next, 2));
}
