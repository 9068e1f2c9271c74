import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { draw, heard, one, template, textOf } from "./stage.js";

const { Drawing } = await import("../../static/js/draw/drawing.js");
const { ChatReply } = await import("../../static/js/elements/reply.js");
customElements.define("chat-reply", ChatReply);

/** @type {any[]} */
let opened;
/** @type {any[]} */
let closed;

beforeEach(() => {
  [opened, closed] = [heard("reply-open"), heard("reply-closed")];
});

/**
 * The page as the server drew it with one reply.
 *
 * @param {string} state
 * @param {string} text
 */
function page(state, text = "") {
  const reasoning = `<template id="turn-reasoning">${template("chat/_reasoning.html")}</template>`;
  const step = `<template id="turn-step">${template("chat/_step.html")}</template>`;
  const turn = template("chat/_turn.html")
    .replace('data-role="assistant" data-state=""', `data-role="assistant" data-state="${state}"`)
    .replaceAll('data-message=""', 'data-message="6"')
    .replace(/<details[^]*?<\/details>\s*/g, "")
    .replace('data-part="text" data-to="">', `data-part="text" data-to="${text.length}">${text}`)
    .replace(/(data-part="notice")[^>]*>[^<]*/, "$1 hidden>");
  return draw(turn + reasoning + step, "[data-role='assistant']");
}

/** @param {any} step */
const show = (step) => opened.at(-1).show(step);

test("an open reply goes on where the page was drawn", () => {
  page("writing", "Half of");

  assert.equal(opened[0].stream.reply, 6);
  const told = [...opened[0].stream.parts].filter(([, { text }]) => text);
  assert.deepEqual(told, [["text", { to: 7, text: "Half of" }]]);
});

test("a reply that ended long ago opens no stream, and is drawn", async () => {
  page("done", "# Title");
  await Promise.resolve();

  assert.deepEqual(opened, []);
  assert.equal(textOf("[data-part='text'] h1"), "Title");
  assert.equal(one("chat-reply").text, "# Title");
});

test("text is there to be copied before it is drawn", () => {
  page("done", "# Title");

  assert.equal(one("chat-reply").text, "# Title");
});

test("what arrives is drawn", () => {
  page("queued");
  show({ type: "state", state: "writing" });
  show({ type: "append", part: "text", to: 5, text: "Hello" });

  assert.equal(one("article.turn:not(.turn--mine)").dataset.state, "writing");
  assert.equal(textOf(".turn__state"), "Writing");
  assert.equal(textOf("[data-role='assistant'] [data-part='text']"), "Hello");
});

test("what is forgotten is gone", () => {
  page("writing", "wrong");
  show({ type: "forget", part: "text" });
  show({ type: "append", part: "text", to: 5, text: "right" });

  assert.equal(one("chat-reply").text, "right");
});

test("the end shows how it ended, with its sentence, and tells", () => {
  page("writing", "Half");
  show({ type: "close", state: "failed", finish_reason: null, notice: { kind: "cut", message: "Cut. Ask again." } });

  assert.equal(one("[data-role='assistant']").dataset.state, "failed");
  assert.equal(textOf(".turn__state"), "Failed");
  assert.equal(textOf("[data-part='notice']"), "Cut. Ask again.");
  assert.equal(one("[data-part='notice']").hidden, false);
  assert.deepEqual(closed, [{ reply: 6, sentence: "Cut. Ask again." }]);
});

test("a reply that is complete needs no sentence in the page, and is announced", () => {
  page("writing", "Whole");
  show({ type: "close", state: "done", finish_reason: "stop", notice: null });

  assert.equal(one("[data-part='notice']").hidden, true);
  assert.equal(textOf(".turn__state"), "");
  assert.deepEqual(closed, [{ reply: 6, sentence: "The reply is complete." }]);
});

test("a stopped reply says so even without the server's sentence", () => {
  page("writing");
  show({ type: "close", state: "stopped", finish_reason: null, notice: null });

  assert.equal(textOf("[data-part='notice']"), "Stopped.");
});

test("a reply that is gone does not wait for ever", () => {
  page("writing", "Half");
  show({ type: "gone" });

  assert.equal(one("[data-role='assistant']").dataset.state, "interrupted");
  assert.match(textOf("[data-part='notice']") ?? "", /no longer there/);
  assert.equal(closed.length, 1);
});

test("a thought has one box of its own before the text, named by whether it is over", () => {
  page("writing");
  show({ type: "append", part: "reasoning", to: 3, text: "Hm," });
  show({ type: "append", part: "reasoning", to: 7, text: " so." });
  assert.equal(textOf(".step__name"), "Thinking");

  show({ type: "append", part: "text", to: 3, text: "Yes" });
  assert.equal(textOf(".step__name"), "Thought");
  assert.equal(document.querySelectorAll(".step").length, 1);
  assert.equal(one("[data-part='reasoning']").closest("details").open, false);
  assert.equal(one(".step").nextElementSibling.dataset.part, "steps");
});

test("a reply whose drawing fails is shown plainly, and ends", (context) => {
  context.mock.method(console, "error", () => {});
  context.mock.method(Drawing.prototype, "append", () => {
    throw new TypeError("a fault in the drawing");
  });
  page("writing");
  show({ type: "append", part: "text", to: 6, text: "# Hell" });
  show({ type: "append", part: "text", to: 7, text: "o" });
  show({ type: "close", state: "done", finish_reason: "stop", notice: null });

  assert.equal(textOf("[data-role='assistant'] [data-part='text']"), "# Hello");
  assert.equal(one("[data-role='assistant']").dataset.state, "done");
  assert.equal(closed.length, 1);
});

test("a reply that is moved in the page goes on", () => {
  const turn = page("writing", "Half");
  document.body.append(turn);

  assert.equal(opened.length, 2);
  assert.equal(opened[1].stream, opened[0].stream);
});

const CALL = `{"kind":"toolcall","name":"weather","arguments":"{\\"place\\": 1}"}\n`;

test("a tool that is called is a box, however its line is cut, and the same when it is drawn from what is stored", () => {
  page("writing");
  show({ type: "append", part: "steps", to: 10, text: CALL.slice(0, 10) });
  assert.equal(document.querySelectorAll(".step--tool").length, 0);
  show({ type: "append", part: "steps", to: CALL.length, text: CALL.slice(10) });
  const live = one(".turn__steps").innerHTML;

  page("writing");
  show({ type: "append", part: "steps", to: CALL.length, text: CALL });
  assert.equal(one(".turn__steps").innerHTML, live);
  assert.equal(textOf(".step--tool .step__name"), "weather");
  assert.equal(textOf(".step--tool code"), '{\n  "place": 1\n}');
});

test("a line that is broken, or never ends, is shown as it is", () => {
  page("writing");
  show({ type: "append", part: "steps", to: 9, text: "not JSON\n<b>half" });
  show({ type: "close", state: "done", finish_reason: "stop", notice: null });

  assert.deepEqual([...document.querySelectorAll(".step--tool code")].map((code) => code.textContent), ["not JSON", "<b>half"]);
});

test("what is forgotten is drawn once when it comes again", () => {
  page("writing");
  show({ type: "append", part: "steps", to: 5, text: CALL });
  show({ type: "forget", part: "steps" });
  show({ type: "append", part: "steps", to: 5, text: CALL });

  assert.equal(document.querySelectorAll(".step--tool").length, 1);
});

test("each source is listed once, and leads only where a link may lead", () => {
  const lines = [
    { kind: "citation", title: "Handbook", url: "https://example.org/a" },
    { kind: "citation", title: "Handbook", url: "https://example.org/a", start: 3, end: 9 },
    { kind: "citation", title: "Trap", url: "javascript:alert(1)" },
    { kind: "citation", title: "Storm", item: "v1", from_seconds: 62.4, to_seconds: 75 },
  ].map((line) => `${JSON.stringify(line)}\n`);
  page("writing");
  show({ type: "append", part: "sources", to: 5, text: lines.join("") });

  const items = [...document.querySelectorAll(".turn__sources li")].map((item) => item.textContent);
  assert.deepEqual(items, ["Handbook example.org", "Trap", "Storm 1:02–1:15"]);
  const links = [...document.querySelectorAll(".turn__sources a")];
  assert.deepEqual(links.map((link) => [link.getAttribute("href"), link.getAttribute("rel")]), [["https://example.org/a", "noopener noreferrer"]]);
});

test("a call that is repeated is counted down to, and is a word once there is an answer", (context) => {
  document.body.replaceChildren(); // its clocks run on the real time
  context.mock.timers.enable({ apis: ["setInterval", "Date"], now: 0 });
  const said = heard("say");
  const line = { kind: "waiting", at: new Date(0).toISOString(), seconds: 3, attempt: 2, why: "The provider is busy." };
  page("writing");
  show({ type: "append", part: "attempts", to: 5, text: `${JSON.stringify(line)}\n` });
  assert.equal(textOf(".turn__attempts"), "The provider is busy. Asking again in 3\u00a0s.");
  context.mock.timers.tick(2000);
  assert.equal(textOf(".turn__attempts"), "The provider is busy. Asking again in 1\u00a0s.");
  context.mock.timers.tick(1500);
  assert.equal(textOf(".turn__attempts"), "The provider is busy. Asking again now.");
  assert.equal(one(".turn__attempts").hasAttribute("data-waiting"), true);

  show({ type: "append", part: "text", to: 3, text: "Yes" });
  assert.equal(textOf(".turn__attempts"), "Asked 2 times. The provider is busy.");
  assert.equal(one(".turn__attempts").hasAttribute("data-waiting"), false);
  assert.equal(said.length, 1);
});
