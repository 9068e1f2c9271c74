import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { draw, heard, one, template, textOf } from "./stage.js";

const { ChatNotes } = await import("../../static/js/elements/notes.js");
const { ChatSend } = await import("../../static/js/elements/send.js");
const { ChatComposer } = await import("../../static/js/elements/composer.js");
customElements.define("chat-notes", ChatNotes);
customElements.define("chat-send", ChatSend);
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
  return draw(html, "chat-composer");
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
  await settled();
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

test("while a reply is written the text stays, and the page says why", async () => {
  const composer = page();
  composer.writing = true;
  await send("Hello");
  assert.deepEqual(posted, []);
  assert.match(textOf("[data-part='hint']") ?? "", /has to end first/);

  composer.writing = false;
  assert.equal(one("[data-part='hint']").hidden, true);
  assert.equal(field().value, "Hello");
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
