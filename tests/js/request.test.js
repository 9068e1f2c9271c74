import assert from "node:assert/strict";
import { test } from "node:test";

import { draw, one, template, textOf } from "./stage.js";

const { ChatRequest } = await import("../../static/js/elements/request.js");
customElements.define("chat-request", ChatRequest);

const ASKED = { system: "", parameters: { model: "m", stop: ["END"] }, left_out: [{ key: 1, words: "First words" }], provider: "Team" };

/** @param {() => Response | Promise<Response>} answer */
async function opened(answer) {
  globalThis.fetch = /** @type {any} */ (async () => answer());
  draw(template("chat/_request.html"), "chat-request");
  one("details").open = true;
  one("details").dispatchEvent(new Event("toggle"));
  await new Promise((done) => setTimeout(done));
}

test("a request is read when it is opened, and shows what was sent and what was left out", async () => {
  await opened(() => Response.json(ASKED));

  const said = [...document.querySelectorAll("dt, dd")].map((part) => part.textContent);
  assert.deepEqual(said, ["System prompt", "None", "Sent along", 'model: "m"\nstop: ["END"]',
    "Left out, because it did not fit", "First words", "Provider", "Team"]);
  assert.equal(one("[data-part='state']").hidden, true);
});

test("a request that nobody kept is a sentence", async () => {
  await opened(() => new Response("", { status: 404 }));

  assert.match(textOf("[data-part='state']") ?? "", /Nothing was kept/);
});

test("a server that does not answer is a sentence with a next step", async () => {
  await opened(() => Promise.reject(new TypeError("away")));

  assert.match(textOf("[data-part='state']") ?? "", /open it again/);
});
