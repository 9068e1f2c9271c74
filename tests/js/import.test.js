import assert from "node:assert/strict";
import { test } from "node:test";

import { counted, tooLarge, underway } from "../../static/js/arrival.js";
import { draw, one, template, textOf } from "./stage.js";

/** @type {any} */
let sent;
const world = /** @type {any} */ (globalThis);
world.HTMLProgressElement = world.window.HTMLProgressElement;
world.FormData = class {};
world.XMLHttpRequest = class {
  upload = {};
  open() {}
  setRequestHeader() {}
  send() {
    sent = this;
  }
};
const { ChatImport } = await import("../../static/js/elements/import.js");
customElements.define("chat-import", ChatImport);

/** @param {number} size */
function submitted(size) {
  sent = null;
  draw(template("imports/all.html"), "chat-import");
  one("[type=file]").dataset.limit = "5";
  Object.defineProperty(one("[type=file]"), "files", { value: [{ size }] });
  one("form").dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
}

test("a file beyond the limit is not even sent", () => {
  submitted(6_000_000);

  assert.equal(sent, null);
  assert.match(textOf("#upload-state") ?? "", /6.0 MB, and 5 are allowed\. Export less/);
  assert.equal(one("progress").hidden, true);
});

test("it says how much has arrived, then that it is read", () => {
  submitted(4_000_000);
  sent.upload.onprogress({ loaded: 1_000_000, total: 4_000_000 });

  assert.equal(textOf("#upload-state"), "Sending: 1.0 of 4.0 MB.");
  assert.equal(one("progress").value, 0.25);
  assert.equal(one("button").disabled, true);
});

test("a refusal is shown in its words, and the form can be sent again", () => {
  submitted(10);
  sent.responseText = JSON.stringify({ error: { message: "Other files are being imported. Try again in a minute." } });
  sent.onload();

  assert.match(textOf("#upload-state") ?? "", /Try again in a minute/);
  assert.equal(one("button").disabled, false);
});

for (const broken of ["", "<html>", "{}"]) {
  test(`an answer that is none (${broken}) is a sentence with a next step`, () => {
    submitted(10);
    sent.responseText = broken;
    sent.onload();

    assert.match(textOf("#upload-state") ?? "", /Try again/);
  });
}

test("the words know their numbers", () => {
  assert.equal(tooLarge(5_000_000, 5), "");
  assert.match(underway(7, 7), /reads it now/);
  assert.match(counted(1_234_567), /1,234,567 messages/);
});
