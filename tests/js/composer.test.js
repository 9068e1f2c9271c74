import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { draw, heard, one, template, textOf } from "./stage.js";

const { ChatNotes } = await import("../../static/js/elements/notes.js");
const { ChatSend } = await import("../../static/js/elements/send.js");
const { ChatPicker } = await import("../../static/js/elements/picker.js");
const { ChatParameters } = await import("../../static/js/elements/parameters.js");
const { ChatGauge } = await import("../../static/js/elements/gauge.js");
const { ChatTools } = await import("../../static/js/elements/tools.js");
const { ChatNext } = await import("../../static/js/elements/next.js");
const { ChatField } = await import("../../static/js/elements/field.js");
const { ChatComposer } = await import("../../static/js/elements/composer.js");
customElements.define("chat-notes", ChatNotes);
customElements.define("chat-send", ChatSend);
customElements.define("chat-picker", ChatPicker);
customElements.define("chat-parameters", ChatParameters);
customElements.define("chat-gauge", ChatGauge);
customElements.define("chat-tools", ChatTools);
customElements.define("chat-next", ChatNext);
customElements.define("chat-field", ChatField);
customElements.define("chat-composer", ChatComposer);

const ANSWER = { conversation: "c1", url: "/c/c1/", title: "Hello", prompt: 5, reply: 6 };

/** @type {any[]} */
let asked;
/** @type {any[]} */
let posted;
/** @type {(() => Response | Promise<Response>)[]} */
let answers;

beforeEach(() => {
  localStorage.clear();
  [asked, posted, answers] = [heard("asked"), [], []];
  globalThis.fetch = /** @type {any} */ (async (/** @type {string} */ _, /** @type {any} */ { body }) => {
    posted.push(Object.fromEntries(body));
    return (answers.shift() ?? answer)();
  });
});

const answer = () => Response.json(ANSWER, { status: 201 });
const problem = (/** @type {string} */ kind, /** @type {number} */ status) => () =>
  Response.json({ error: { kind, message: `${kind}. Do this.` } }, { status });

/** @param {string} conversation */
function page(conversation = "") {
  const html = template("chat/_composer.html")
    .replace('name="conversation" value=""', `name="conversation" value="${conversation}"`)
    .replace('data-longest=""', 'data-longest="20"')
    .replace('data-person=""', 'data-person="1"')
    .replace(/<option[^]*<\/option>/, '<option value="m" selected>Model M</option>');
  draw(`<template id="page">${html}</template>`, "template");
  // As on the page itself, the parts are what they are before the whole begins.
  document.body.append(document.importNode(one("#page").content, true));
  return one("body > chat-composer");
}

const field = () => one("textarea");

/** @param {object} [more] */
function press(more) {
  field().dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...more }));
}

/** @param {string} text */
async function send(text) {
  field().value = text;
  press();
  do await settled();
  while (one("[type='submit']").getAttribute("aria-disabled") === "true");
}

const settled = () => new Promise((done) => setTimeout(done));

test("Enter sends what is in the field, without the empty lines around it", async () => {
  page("c1");
  await send("\nHello\nyou\n");

  const [{ id, ...form }] = posted;
  assert.match(id, /^[0-9a-f-]{36}$/);
  assert.deepEqual(form, { text: "Hello\nyou", model: "m", conversation: "c1", parent: "" });
  assert.deepEqual(asked, [{ answer: ANSWER, text: "Hello\nyou", label: "Model M", parent: null }]);
  assert.equal(field().value, "");
});

test("Shift+Enter, and an Enter that chooses a word, send nothing", async () => {
  page();
  field().value = "Hello";
  press({ shiftKey: true });
  press({ isComposing: true });
  press({ keyCode: 229 });
  await settled();

  assert.deepEqual(posted, []);
});

test("nothing is sent twice while it is on its way", async () => {
  page();
  field().value = "Hello";
  press();
  press();
  await settled();

  assert.equal(posted.length, 1);
});

test("the first prompt of a new chat makes the next one part of that conversation", async () => {
  page();
  await send("Hello");
  await send("And more");

  assert.deepEqual(posted.map(({ conversation }) => conversation), ["", "c1"]);
});

test("an empty field says what to do", async () => {
  page();
  await send(" \n ");

  assert.deepEqual(posted, []);
  assert.match(textOf("[data-part='hint']") ?? "", /Write something/);
});

test("a text that is too long is not sent, and nothing of it is lost", async () => {
  page();
  await send("😀".repeat(25));

  assert.deepEqual(posted, []);
  assert.match(textOf("[data-part='error']") ?? "", /5 characters too long; 20 are allowed/);
  assert.equal(field().value, "😀".repeat(25));
});

test("what is sent while a reply is written waits in sight, and is sent when the reply ends", async () => {
  const composer = page("c1");
  composer.writing = true;
  await send("\nHello\n");
  assert.equal(posted.length, 0);
  assert.deepEqual([field().value, one("chat-next").hidden, textOf(".queue__text span")], ["", false, "Hello"]);

  field().value = "Hello, and more";
  composer.parent = 6;
  composer.writing = false;
  await settled();
  assert.deepEqual([posted[0].text, posted[0].parent, asked.length], ["Hello", "6", 1]);
  assert.deepEqual([field().value, one("chat-next").hidden], ["Hello, and more", true]);
});

test("a second prompt does not wait behind the first, and stays in the field", async () => {
  const composer = page("c1");
  composer.writing = true;
  await send("Hello");
  await send("And more");

  assert.match(textOf("[data-part='hint']") ?? "", /waiting already/);
  assert.deepEqual([field().value, textOf(".queue__text span")], ["And more", "Hello"]);
});

for (const [act, left] of [["edit", "Hello\n\nmore"], ["cancel", "more"]]) {
  test(`a prompt that waits can be left: ${act}`, async () => {
    const composer = page("c1");
    composer.writing = true;
    await send("Hello");
    field().value = "more";
    one(`[data-act='${act}']`).click();
    composer.writing = false;
    await settled();

    assert.deepEqual([field().value, one("chat-next").hidden, posted], [left, true, []]);
  });
}

test("what waited is sent after a reload, once, under the id it has had", async () => {
  const composer = page("c1");
  composer.writing = true;
  await send("Hello");

  answers.push(problem("unreached", 400));
  page("c1");
  page("c1");
  await settled();
  await settled();

  const ids = posted.map(({ id }) => id);
  assert.equal(new Set(ids).size, 1);
  assert.equal(posted[0].text, "Hello");
});

test("what waited and is refused goes back into the field", async () => {
  const composer = page("c1");
  composer.writing = true;
  await send("Hello");
  answers.push(problem("budget", 429));
  composer.writing = false;
  await settled();

  assert.deepEqual([field().value, one("chat-next").hidden], ["Hello", true]);
  assert.equal(textOf("[data-part='error'] span"), "budget. Do this.");
});

test("what waited for too long is for the field, not for the model", async () => {
  localStorage.setItem("next:1:c1", JSON.stringify({ text: "Old", id: "x", model: "m", at: Date.now() - 3_600_000 }));
  page("c1");
  await settled();

  assert.deepEqual([posted, field().value], [[], "Old"]);
});

test("who breaks lines by Enter sends by Ctrl+Enter", async () => {
  const composer = page("c1");
  composer.dataset.enter = "breaks";
  await send("Hello");
  assert.equal(posted.length, 0);

  press({ ctrlKey: true });
  await settled();
  assert.equal(posted[0].text, "Hello");
});

test("what the server refuses is said above the field, and the text stays", async () => {
  page("c1");
  answers.push(problem("busy", 409));
  await send("Hello");

  assert.equal(one("[data-part='error']").hidden, false);
  assert.equal(textOf("[data-part='error'] span"), "busy. Do this.");
  assert.equal(one("[data-part='error'] a").hidden, true);
  assert.equal(field().value, "Hello");
});

test("who was logged out gets a link that leads back here", async () => {
  page("c1");
  answers.push(problem("login", 401));
  await send("Hello");

  const link = one("[data-part='error'] a");
  assert.equal(link.hidden, false);
  assert.equal(link.search, "?next=%2Fc%2Fc1%2F");
});

test("what was typed behind the sent text stays; a text that was changed meanwhile stays whole", async () => {
  for (const [now, left] of [["Hello and more", " and more"], ["Hell", "Hell"]]) {
    page("c1");
    answers.push(async () => {
      field().value = now;
      return answer();
    });
    await send("Hello");

    assert.equal(field().value, left);
  }
});

test("a draft is found again in its conversation, and sent under the id it had", async () => {
  const composer = page("c1");
  answers.push(problem("busy", 409));
  await send("Hello");
  composer.keep();

  page("other");
  assert.equal(field().value, "");
  page("c1");
  assert.equal(field().value, "Hello");
  await send("Hello");
  assert.equal(posted[0].id, posted[1].id);
});

test("a sent text leaves no draft", async () => {
  page("c1");
  await send("Hello");
  page("c1");

  assert.equal(field().value, "");
});

test("the text for a conversation that is gone waits in a new chat", async () => {
  page("c1");
  answers.push(problem("not_found", 404));
  await send("Hello");
  page("");

  assert.equal(field().value, "Hello");
});

test("who logs out leaves no draft behind", () => {
  const composer = page("c1");
  field().value = "Hello";
  composer.keep();
  composer.forget();

  assert.equal(localStorage.length, 0);
});

test("a prompt follows the message that the page shows last", async () => {
  const composer = page("c1");
  composer.parent = 4;
  await send("Hello");

  assert.equal(posted[0].parent, "4");
  assert.equal(asked[0].parent, 4);
});

test("Ctrl+Up edits the last prompt, but not while something is written here", () => {
  const wanted = heard("edit-last-wanted");
  page("c1");
  press({ key: "ArrowUp", ctrlKey: true });
  press({ key: "ArrowUp" });
  field().value = "Hello";
  press({ key: "ArrowUp", ctrlKey: true });

  assert.equal(wanted.length, 1);
});

test("another wish is sent for the chosen model, and leaves the text alone", async () => {
  const composer = page("c1");
  field().value = "Half a thought";
  const outcome = await composer.send({ path: "/m/6/again/" });

  assert.deepEqual(outcome, { answer: ANSWER });
  assert.equal(posted[0].model, "m");
  assert.deepEqual([field().value, asked.length], ["Half a thought", 0]);
});

test("one wish at a time is on its way", async () => {
  const composer = page("c1");
  const [first, second] = await Promise.all([composer.send({ path: "/m/6/again/" }), composer.send({ path: "/m/6/again/" })]);

  assert.equal(second, null);
  assert.notEqual(first, null);
  assert.equal(posted.length, 1);
});

test("a budget that is spent keeps the text, and one that nears its end says so until it does not", async () => {
  page();
  answers.push(problem("budget", 429));
  await send("Hello");
  assert.equal(field().value, "Hello");
  assert.match(textOf("[data-part='error']") ?? "", /budget. Do this./);

  answers.push(() => Response.json({ ...ANSWER, warning: "You have used 83 %." }, { status: 201 }));
  await send("Hello");
  assert.match(textOf("[data-part='warning'] span") ?? "", /83 %/);
  assert.equal(one("[data-part='warning']").hidden, false);

  await send("And more");
  assert.equal(one("[data-part='warning']").hidden, true);
});
