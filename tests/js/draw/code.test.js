/** Code in the page: its text, its colours, its buttons. */

import assert from "node:assert/strict";
import test from "node:test";
import { codeCraft } from "../../../static/js/draw/code.js";
import { colouring, known } from "../../../static/js/draw/colouring.js";
import { frame } from "../../../static/js/draw/figure.js";
import { spans } from "../../../static/js/draw/spans.js";
import { page } from "./stage.js";

/** @import { Craft } from "../../../static/js/draw/patch.js" */

const PYTHON = `class Gauge:
    """One gauge,
    in three lines of its docstring."""

    def read(self, limit="30min"):
        return {"level": 1.5e-3, "ok": a < b and c > d & e}  # 'quoted'
`;
const SAMPLE = `${PYTHON}\n<p class="x">a &amp; b</p>\n{"json": [1, null]}\n- yaml: yes\n# heading\n$x = 'y' . "z";\n-- sql\nSELECT * FROM t;\n`;

/** @type {HTMLElement[]} all that were made */
const figures = [];

/**
 * @param {string} language
 * @param {(language: string, text: string, ends: number[]) => Promise<string[] | null>} [colour]
 */
function made(language, colour = async (name, text, ends) => (await colouring(name))(text, ends)) {
  const craft = codeCraft({ colour, spans, frame });
  const figure = craft.make({ code: "", language, open: true, line: 0 });
  figures.push(figure);
  return { figure, code: /** @type {Element} */ (figure.querySelector("code")), show: show.bind(null, craft, figure, language) };
}

/**
 * @param {Craft} craft
 * @param {HTMLElement} figure
 * @param {string} language
 * @param {string} code
 * @param {boolean} open
 */
function show(craft, figure, language, code, open) {
  return craft.renew(figure, { code, language, open, line: 0 });
}

/** Lets everything happen that has no reason to wait; colours come share by share, in as many frames as they need. */
async function settled() {
  const seen = () => figures.at(-1)?.innerHTML;
  for (let before = null; before !== seen(); ) {
    before = seen();
    for (let i = 0; i < 50; i++) await new Promise((next) => setTimeout(next));
  }
}

test("code is coloured when its fence closes, and its text is the same to the letter", async () => {
  const { figure, code, show } = made("python");
  show(PYTHON, false);
  await settled();

  assert.equal(code.textContent, PYTHON);
  assert.equal(code.querySelector(".hljs-keyword")?.textContent, "class");
  assert.equal(figure.querySelector(".code__head span")?.textContent, "python");
});

test("the last line of an open fence has no end yet, so that the caret stands behind it", () => {
  const { code, show } = made("");
  show("one\n", true);
  const open = code.textContent;
  show("one\n\ntwo\n", true);
  const more = code.textContent;
  show("one\n\ntwo\n", false);

  assert.deepEqual([open, more, code.textContent], ["one", "one\n\ntwo", "one\n\ntwo\n"]);
});

test("as many lines as a part holds begin no empty one, so that the caret stays in sight", () => {
  const { code, show } = made("");
  show("a line\n".repeat(64), true);

  assert.equal(code.querySelectorAll(".code__part").length, 1);
});

test("code that became other code meanwhile is coloured as what it is now", async () => {
  const { code, show } = made("python");
  show(`${PYTHON}# one`, true);
  show(PYTHON.replaceAll("Gauge", "Scale"), false);
  await settled();

  assert.equal(code.querySelector(".hljs-title")?.textContent, "Scale");
});

test("an open fence is coloured again when it has grown by a quarter, and once more at its end", async () => {
  /** @type {number[]} */
  const asked = [];
  const { show } = made("python", async (_, text, ends) => {
    asked.push(text.length);
    return ends.map((end, i) => text.slice(ends[i - 1] ?? 0, end));
  });
  const text = "value = 1\n".repeat(400);
  for (let length = 10; length <= text.length; length += 10) {
    show(text.slice(0, length), true);
    await null;
    await null;
  }
  await settled();
  show(text, false);
  await settled();

  assert.ok(asked.length < 25, String(asked));
  assert.equal(asked.at(-1), text.length);
  asked.slice(1, -1).forEach((length, i) => assert.ok(length > asked[i] * 1.25));
});

test("only the parts that look different are painted again", async () => {
  const text = "value = compute(1)\n".repeat(300);
  const { code, show } = made("python");
  show(text, true);
  await settled();
  const [first] = code.querySelectorAll(".code__part");
  const observer = new page.MutationObserver(() => {});
  observer.observe(first, { subtree: true, childList: true, characterData: true });
  show(text + text, false);
  await settled();

  assert.equal(code.textContent, text + text);
  assert.deepEqual(observer.takeRecords(), []);
  assert.equal(code.querySelectorAll(".hljs-number").length, 600);
});

test("a comment over many lines is coloured in every part it goes through", async () => {
  const text = `"""${"a line\n".repeat(200)}"""\n`;
  const { code, show } = made("python");
  show(text, false);
  await settled();
  const parts = [...code.querySelectorAll(".code__part")];

  assert.equal(code.textContent, text);
  assert.ok(parts.length > 3);
  assert.ok(parts.slice(0, -1).every((part) => part.querySelector(".hljs-string")));
});

test("every language we offer is one that the reader understands", async () => {
  const names = "bash c clojure cpp csharp css dart diff django dockerfile dos elixir erlang fortran fsharp go graphql groovy haskell http ini java javascript json julia kotlin latex less lua makefile markdown matlab nginx nix objectivec ocaml perl pgsql php powershell properties protobuf python python-repl r ruby rust scala scheme scss shell sql swift typescript vbnet verilog vhdl vim wasm x86asm xml yaml cmake";
  for (const name of names.split(" ")) {
    assert.equal(known(name), name);
    const [first, second] = (await colouring(name))(SAMPLE, [100, SAMPLE.length]);
    assert.ok(spans(first, SAMPLE.slice(0, 100)), name);
    assert.ok(spans(second, SAMPLE.slice(100)), name);
  }
});

test("a language has its usual other names, and an unknown one has none", () => {
  assert.deepEqual(["py", "JS", "c++", "html", "yml", "sh", "tsx"].map(known), ["python", "javascript", "cpp", "xml", "yaml", "bash", "typescript"]);
  assert.deepEqual(["", "klingon", "__proto__", "constructor"].map(known), [undefined, undefined, undefined, undefined]);
});

const UNEXPECTED = {
  "another element": "<b>x</b>",
  "another attribute": '<span id="hljs-x">x</span>',
  "a second attribute": '<span class="hljs-string" onclick="alert(1)">x</span>',
  "an unknown class": '<span class="evil">x</span>',
  "an unknown class beside a known one": '<span class="hljs-string evil">x</span>',
  "a span that does not end": '<span class="hljs-string">x',
  "an end without a span": "x</span>",
  "an unknown entity": "&copy;",
  "a lonely &": "&",
  "another text": "y",
  "more text": "xx",
  "less text": "",
  "a comment": "<!-- -->x",
  "spans without end": `${'<span class="hljs-string">'.repeat(500)}x${"</span>".repeat(500)}`,
};
for (const [what, html] of Object.entries(UNEXPECTED)) {
  test(`${what} from the colouring leaves the code plain`, async () => {
    assert.equal(spans(html, "x"), null);

    const { code, show } = made("python", async () => [html]);
    show("x", false);
    await settled();
    assert.equal(code.innerHTML, '<span class="code__part">x</span>');
  });
}

test("code that cannot be coloured is not tried again", async () => {
  let asked = 0;
  const { code, show } = made("klingon", async () => (asked++, null));
  for (let i = 1; i < 50; i++) {
    show("nuqneH ".repeat(i * 20), true);
    await settled();
  }

  assert.equal(asked, 1);
  assert.equal(code.textContent, "nuqneH ".repeat(980));
});

test("colours that come late, for code that is another one now, are left alone", async () => {
  /** @type {((pieces: string[] | null) => void)[]} */
  const answers = [];
  const { code, show } = made("python", () => new Promise((answer) => answers.push(answer)));
  show("first = 1\n", false);
  show("other = 2\n", false);
  answers[0](['<span class="hljs-string">first = 1\n</span>']);
  await settled();

  assert.equal(code.textContent, "other = 2\n");
  assert.equal(code.querySelector(".hljs-string"), null);
});

test("a line without end is laid out in pieces", () => {
  const { code, show } = made("");
  show("x".repeat(100000), false);

  assert.ok(code.querySelectorAll(".code__part").length > 5);
  assert.equal(code.textContent, "x".repeat(100000));
});

test("the buttons wrap, copy and download the code", async () => {
  /** @type {string[]} */
  const copied = [];
  /** @type {string[]} */
  const names = [];
  Object.assign(page.document, { execCommand: () => copied.push(page.document.querySelector("textarea").value) });
  Object.assign(globalThis, { HTMLElement: page.HTMLElement });
  Object.assign(URL, { createObjectURL: () => "blob:x", revokeObjectURL: () => {} });
  page.HTMLAnchorElement.prototype.click = function () {
    names.push(this.download);
  };
  const { figure, show } = made("Python");
  show("x = 1\n", false);
  const [wrap, copy, download] = figure.querySelectorAll("button");

  wrap.click();
  assert.equal(figure.hasAttribute("data-wrap"), true);
  assert.equal(wrap.getAttribute("aria-pressed"), "true");
  wrap.click();
  assert.equal(figure.hasAttribute("data-wrap"), false);
  copy.click();
  await settled();
  assert.deepEqual(copied, ["x = 1"]);
  assert.equal(copy.textContent, "Copied");
  download.click();
  assert.deepEqual(names, ["code.py"]);
});
