import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { draw, heard, one, template } from "./stage.js";

const { ChatSend } = await import("../../static/js/elements/send.js");
customElements.define("chat-send", ChatSend);

/** @type {any[]} */
let stops;
/** @type {any} */
let button;

beforeEach(() => {
  stops = heard("stop-wanted");
  button = draw(template("chat/_composer.html"), "chat-send");
  now = 10_000;
});

let now = 0;
performance.now = () => now;

const stop = () => one("chat-send [type='button']");
const click = (/** @type {number} */ detail) => stop().dispatchEvent(new MouseEvent("click", { bubbles: true, detail }));
const escape = (/** @type {object} */ more = {}) =>
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true, ...more }));

test("Stop takes the place of Send while a reply is open", () => {
  button.writing = true;
  assert.deepEqual([one("[type='submit']").hidden, stop().hidden], [true, false]);

  button.writing = false;
  assert.deepEqual([one("[type='submit']").hidden, stop().hidden], [false, true]);
});

test("a stop is wanted once, and said until the reply is closed", () => {
  button.writing = true;
  now += 1000;
  click(1);
  click(1);
  assert.equal(stops.length, 1);
  assert.equal(stop().textContent, "Stopping");

  button.writing = false;
  button.writing = true;
  assert.equal(stop().textContent, "Stop");
});

test("the second half of a double click on Send stops nothing", () => {
  button.writing = true;
  now += 300;
  click(2);
  assert.equal(stops.length, 0);

  now += 200;
  click(1);
  assert.equal(stops.length, 1);
});

test("one click on Stop counts at once, however quick it was", () => {
  button.writing = true;
  click(1);

  assert.equal(stops.length, 1);
});

test("a key on Stop counts at once: there is no double press", () => {
  button.writing = true;
  click(0);

  assert.equal(stops.length, 1);
});

test("Escape stops, but not while it has something else to end", () => {
  document.querySelector = /** @type {any} */ (withoutPopovers(document.querySelector));
  button.writing = true;
  escape({ isComposing: true });
  escape({ keyCode: 229 });
  assert.equal(stops.length, 0);

  escape();
  assert.equal(stops.length, 1);
});

test("Escape stops nothing when nothing is written", () => {
  escape();

  assert.equal(stops.length, 0);
});

test("who pressed the button that goes away is told of it", () => {
  const gone = heard("let-go");
  button.writing = true;
  stop().focus();
  button.writing = false;

  assert.equal(gone.length, 1);
});

/**
 * jsdom does not know `:popover-open`.
 *
 * @param {(selector: string) => Element | null} query
 */
function withoutPopovers(query) {
  return (/** @type {string} */ selector) => query.call(document, selector.replace(":popover-open, ", ""));
}
