import assert from "node:assert/strict";
import { test } from "node:test";

import { Searching, told } from "../../static/js/searching.js";

const NOTHING = { hits: [], more: "" };
const question = (/** @type {string} */ text) => ({ text, within: "", before: "" });

/** @param {any[]} answers one after the other, each a promise or an answer */
function asking(...answers) {
  /** @type {{ url: string, signal: AbortSignal }[]} */
  const asked = [];
  const ask = async (/** @type {string} */ url, /** @type {any} */ { signal }) => {
    asked.push({ url, signal });
    return answers.shift();
  };
  return { asked, searching: new Searching(/** @type {any} */ (ask)) };
}

const ok = (/** @type {object} */ found) => ({ ok: true, status: 200, json: async () => found });

test("what is typed goes to the server as it is", async () => {
  const { asked, searching } = asking(ok(NOTHING));

  const found = await searching.find({ text: 'a&b "c"', within: "c1", before: "64" });

  assert.deepEqual(found, NOTHING);
  assert.equal(asked[0]?.url, "/search/?q=a%26b+%22c%22&in=c1&before=64");
});

test("an older answer that comes late is nobody's", async () => {
  /** @type {(answer: object) => void} */
  let come = () => {};
  const { asked, searching } = asking(new Promise((resolve) => (come = resolve)), ok(NOTHING));

  const first = searching.find(question("ha"));
  const second = await searching.find(question("har"));
  come(ok({ hits: [], more: "old" }));

  assert.equal(await first, null);
  assert.deepEqual(second, NOTHING);
  assert.ok(asked[0]?.signal.aborted);
});

for (const [status, sentence] of /** @type {[number, RegExp][]} */ ([[401, /logged out/], [500, /could not search/], [503, /could not search/]])) {
  test(`a refusal with ${status} is a sentence`, async () => {
    const { searching } = asking({ ok: false, status });

    assert.match(String(await searching.find(question("a"))), sentence);
  });
}

test("a server that cannot be reached is a sentence", async () => {
  const searching = new Searching(/** @type {any} */ (async () => Promise.reject(new TypeError("Failed to fetch"))));

  assert.match(String(await searching.find(question("a"))), /did not answer/);
});

test("the count is told in words, and nothing with a next step", () => {
  assert.match(told("tide", 0, false), /“tide”.*find more/);
  assert.equal(told("tide", 1, false), "Found once.");
  assert.equal(told("tide", 3, false), "Found 3 times.");
  assert.equal(told("tide", 20, true), "The newest 20 are shown.");
});
