import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { draw, heard, one, template, textOf } from "./stage.js";

Object.assign(globalThis, { HTMLDialogElement: window.HTMLDialogElement, FormData: window.FormData });
const { prototype } = HTMLDialogElement; // jsdom's opens no dialog
prototype.showModal = function () {
  this.open = true;
};
prototype.close = function () {
  this.open = false;
};

const { ChatReport } = await import("../../static/js/elements/report.js");
customElements.define("chat-report", ChatReport);

/** @type {{ path: string, form: string }[]} */
let asked;
let status = 200;
Object.assign(globalThis, {
  fetch: async (/** @type {string} */ path, /** @type {any} */ { body }) => {
    asked.push({ path, form: String(body) });
    return { ok: status === 200, status, json: async () => ({}) };
  },
});

/** @type {any} */
let report;

beforeEach(() => {
  [asked, status] = [[], 200];
  report = draw(template("chat/_report_dialog.html"), "chat-report");
});

const settled = () => new Promise((resolve) => setTimeout(resolve));
const send = () => {
  one("[name='kind']").value = "wrong";
  one("[name='kind']").checked = true;
  one("[name='words']").value = "It was low.";
  one("form").dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  return settled();
};

test("what is said goes to the reply that was asked about, and can be taken back", async () => {
  const told = heard("told");
  report.ask(7);
  await send();
  told[0].undo();
  await settled();

  assert.deepEqual(asked, [
    { path: "/m/7/report/", form: "kind=wrong&words=It+was+low." },
    { path: "/m/7/report/withdraw/", form: "" },
  ]);
  assert.deepEqual(told.map(({ sentence }) => sentence), ["Reported. Reviewers will look at it.", "The report was taken back."]);
  assert.equal(one("dialog").open, false);
});

test("when the server refuses, the dialog stays with what was typed and a sentence", async () => {
  status = 500;
  report.ask(7);
  await send();

  assert.equal(one("dialog").open, true);
  assert.equal(one("[name='words']").value, "It was low.");
  assert.match(textOf("[data-part='problem']") ?? "", /nothing was changed/);
  assert.equal(one("[data-part='problem']").hidden, false);
});

test("words about one reply are not sent about another", async () => {
  report.ask(7);
  one("[name='words']").value = "about seven";
  one("[data-act='cancel']").dispatchEvent(new MouseEvent("click", { bubbles: true }));
  const closed = !one("dialog").open;
  report.ask(7);
  const kept = one("[name='words']").value;
  report.ask(8);

  assert.deepEqual([closed, kept, one("[name='words']").value.trim()], [true, "about seven", ""]);
});
