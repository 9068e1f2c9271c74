import assert from "node:assert/strict";
import { test } from "node:test";

import { draw, heard, one, template } from "./stage.js";

const { ChatRename } = await import("../../static/js/elements/rename.js");
customElements.define("chat-rename", ChatRename);

/** @param {string} title */
function field(title) {
  draw(template("chat/_rename.html"), "chat-rename").begin(title);
  return one("input");
}

/** @param {object} more */
function press(more) {
  const event = new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true, ...more });
  one("input").dispatchEvent(event);
  return event;
}

const submit = () => one("form").requestSubmit();

test("it begins with the title, ready to be typed over", () => {
  const input = field("Tides");

  assert.equal(document.activeElement, input);
  assert.deepEqual([input.selectionStart, input.selectionEnd], [0, 5]);
});

test("Enter keeps what was typed, once, and nobody takes the form for another one", () => {
  const named = heard("named");
  const submits = heard("submit");
  field("Tides").value = "Boats";
  submit();
  submit();

  assert.deepEqual([named, submits.length], [["Boats"], 0]);
});

test("an empty title is one: the server brings the first words back", () => {
  const named = heard("named");
  field("Tides").value = "";
  submit();

  assert.deepEqual(named.at(-1), "");
});

test("what was not changed is nothing to keep", () => {
  const named = heard("named");
  field("Tides");
  submit();

  assert.equal(named.at(-1), null);
});

test("Escape leaves the title as it was, and reaches nothing else", () => {
  const named = heard("named");
  field("Tides").value = "Boats";

  assert.equal(press({}).defaultPrevented, true);
  assert.equal(named.at(-1), null);
});

test("Escape of an input method is not for us", () => {
  const named = heard("named");
  field("Tides");
  press({ isComposing: true });
  press({ keyCode: 229 });

  assert.equal(named.length, 0);
});

test("what the server did not take can be sent again", () => {
  const named = heard("named");
  field("Tides").value = "Boats";
  submit();
  one("chat-rename").again();
  submit();

  assert.deepEqual(named, ["Boats", "Boats"]);
});
