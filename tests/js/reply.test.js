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
  const turn = template("chat/_turn.html")
    .replace('data-role="assistant" data-state=""', `data-role="assistant" data-state="${state}"`)
    .replaceAll('data-message=""', 'data-message="6"')
    .replace(/<details[^]*?<\/details>/, "")
    .replace('data-part="text" data-to="">', `data-part="text" data-to="${text.length}">${text}`)
    .replace(/(data-part="notice")[^>]*>[^<]*/, "$1 hidden>");
  return draw(turn + reasoning, "[data-role='assistant']");
}

/** @param {any} step */
const show = (step) => opened[0].show(step);

test("an open reply goes on where the page was drawn", () => {
  page("writing", "Half of");

  assert.equal(opened[0].stream.reply, 6);
  assert.deepEqual([...opened[0].stream.parts], [["text", { to: 7, text: "Half of" }]]);
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
  assert.equal(one(".step").nextElementSibling.dataset.part, "text");
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
