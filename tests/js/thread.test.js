import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { draw, heard, one, template, textOf } from "./stage.js";

class Nothing {
  observe() {}
  disconnect() {}
}
Object.assign(globalThis, { ResizeObserver: Nothing, PerformanceNavigationTiming: Nothing, sessionStorage: localStorage, history: {} });
Object.assign(window, { scrollTo: () => {} });

const { ChatEdit } = await import("../../static/js/elements/edit.js");
const { ChatThread } = await import("../../static/js/elements/thread.js");
customElements.define("chat-edit", ChatEdit);
customElements.define("chat-thread", ChatThread);
Object.assign(ChatEdit.prototype, { scrollIntoView: () => {} });

/** @type {any} */
let thread;

beforeEach(() => {
  const bare = template("chat/_turn.html").replace(/<details[^]*?<\/details>\s*/g, "");
  const [prompt, reply] = bare.split(/(?<=<\/article>)/);
  const more = { "turn-prompt": prompt, "turn-reply": reply, "turn-reasoning": template("chat/_reasoning.html"), "turn-edit": template("chat/_edit.html") };
  const templates = Object.entries(more).map(([id, html]) => `<template id="${id}">${html}</template>`);
  thread = draw(`<chat-thread></chat-thread>${templates.join("")}`, "chat-thread");
});

/**
 * @param {number} id
 * @param {object} [more]
 */
const prompt = (id, more) => ({ id, parent: id > 2 ? id - 1 : null, role: "user", parts: [{ name: "text", text: `prompt ${id}`, to: 8 }], ...more });
/**
 * @param {number} id
 * @param {object} [more]
 */
const reply = (id, more) => ({ id, parent: id - 1, role: "assistant", state: "done", parts: [{ name: "text", text: `reply ${id}`, to: 7 }], ...more });
/** @param {string} name */
const click = (name) => one(name).dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));

test("another branch takes the place of what differs, and what stays is the same element", () => {
  thread.show([prompt(1), reply(2), prompt(3), reply(4)]);
  const [first, second] = thread.children;
  thread.show([{ id: 1 }, { id: 2 }, prompt(5, { parent: 2 }), reply(6)]);

  assert.deepEqual(thread.shown, [1, 2, 5, 6]);
  assert.deepEqual([thread.children[0] === first, thread.children[1] === second], [true, true]);
  assert.equal(textOf("[data-message='5'] [data-part='text']"), "prompt 5");
  assert.equal(one("[data-message='5']").dataset.parent, "2");
});

test("a stopped reply says when its connection was closed, once that is known, and no other notice changes", () => {
  const notice = (/** @type {string} */ message, kind = "stopped") => ({ kind, message });
  thread.show([prompt(1), reply(2, { state: "stopped", notice: notice("Stopped.") }), prompt(3), reply(4, { state: "failed", notice: notice("Cut.", "cut") })]);
  thread.show([{ id: 1 }, { id: 2, notice: notice("Stopped; closed after 12 ms.") }, { id: 3 }, { id: 4, notice: notice("Stopped.") }]);

  assert.equal(textOf("[data-message='2'] [data-part='notice']"), "Stopped; closed after 12 ms.");
  assert.equal(textOf("[data-message='4'] [data-part='notice']"), "Cut.");
});

test("a turn that comes has all that the server's own drawing has", () => {
  const parts = [{ name: "text", text: "a <b>", to: 5 }, { name: "reasoning", text: "hm", to: 2 }, { name: "steps", text: "{}\n", to: 3 }];
  thread.show([prompt(1), reply(2, { parts, state: "failed", finish_reason: "length", notice: { kind: "cut", message: "Cut." }, model_label: "M" })]);

  const turn = one("[data-message='2']");
  assert.deepEqual([turn.dataset.state, turn.dataset.finish, turn.querySelector(".turn__who").textContent], ["failed", "length", "M"]);
  assert.equal(textOf("[data-message='2'] [data-part='text']"), "a <b>");
  assert.deepEqual([...turn.querySelectorAll("[data-to]")].map((part) => part.dataset.to), ["", "2", "3", "5", ""]);
  assert.equal(textOf("[data-message='2'] [data-part='notice']"), "Cut.");
  assert.equal(one("[data-message='2'] [data-part='notice']").hidden, false);
});

test("how many versions there are, and which one this is, is known of each turn", () => {
  thread.show([prompt(1), reply(2)]);
  assert.equal(one("[data-message='2'] .siblings").hidden, true);
  thread.show([{ id: 1 }, { id: 2, versions: { at: 2, of: 3, before: 7, after: 9 } }]);

  assert.equal(one("[data-message='2'] .siblings").hidden, false);
  assert.equal(textOf("[data-message='2'] .siblings__place"), "2/3");
  const wanted = heard("version-wanted");
  click("[data-message='2'] [data-way='after']");
  assert.deepEqual(wanted, [{ key: 9, way: "after" }]);
});

test("where there is no other version, nothing is wished", () => {
  const wanted = heard("version-wanted");
  thread.show([prompt(1, { versions: { at: 1, of: 2, before: null, after: 3 } })]);
  click("[data-way='before']");

  assert.equal(one("[data-way='before']").getAttribute("aria-disabled"), "true");
  assert.deepEqual(wanted, []);
});

test("while a reply is open nothing else is asked, and that is told", () => {
  const [early, again] = [heard("too-early"), heard("again-wanted")];
  thread.show([prompt(1), reply(2)]);
  thread.busy = true;
  click("[data-action='again']");
  click("[data-action='edit']");
  assert.deepEqual([early.length, again.length, thread.editing], [2, 0, false]);
  assert.equal(one("[data-action='again']").getAttribute("aria-disabled"), "true");

  thread.busy = false;
  click("[data-action='go-on']");
  assert.deepEqual(again, [{ path: "/m/2/go-on/" }]);
});

test("an open reply that is shown no longer is told of", () => {
  const left = heard("reply-left");
  thread.show([prompt(1), reply(2, { state: "writing" })]);
  thread.show([{ id: 1 }, reply(3)]);

  assert.deepEqual(left, [2]);
});

test("an edit begins with the text and comes back without a trace", () => {
  thread.show([prompt(1), reply(2)]);
  click("[data-action='edit']");
  assert.equal(one("chat-edit textarea").value, "prompt 1");
  assert.equal(one(".turn__prompt").hidden, true);

  one("chat-edit textarea").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
  assert.deepEqual([thread.editing, one(".turn__prompt").hidden], [false, false]);
  assert.equal(document.activeElement, one("[data-action='edit']"));
});

test("one prompt is edited at a time, and no other branch takes it away", () => {
  thread.show([prompt(1), reply(2), prompt(3), reply(4)]);
  click("[data-message='3'] [data-action='edit']");
  click("[data-message='1'] [data-action='edit']");
  assert.equal(document.querySelectorAll("chat-edit").length, 1);

  thread.show([{ id: 1 }, reply(5)]);
  assert.deepEqual(thread.shown, [1, 2, 3, 4]);
});

test("what was born is added once, however often the same answer comes", () => {
  thread.grow(null, [prompt(1), reply(2)]);
  thread.grow(2, [prompt(3), reply(4)]);
  thread.grow(2, [prompt(3), reply(4)]);

  assert.deepEqual(thread.shown, [1, 2, 3, 4]);
});
