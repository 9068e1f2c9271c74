import assert from "node:assert/strict";
import { test } from "node:test";

import { Fresh, branchOf } from "../../static/js/fresh.js";

/** A server that answers when it is told to. */
function stage() {
  /** @type {((found: string | null) => void)[]} */
  const questions = [];
  /** @type {string[]} */
  const shown = [];
  const ask = () => new Promise((/** @type {(found: string | null) => void} */ answer) => questions.push(answer));
  const fresh = new Fresh(ask, (/** @type {string} */ found) => shown.push(found));
  return { questions, shown, fresh };
}

const settled = () => new Promise((done) => setTimeout(done));

test("what is stored is shown", async () => {
  const { questions, shown, fresh } = stage();
  const done = fresh.refresh();
  questions[0]("one");

  assert.equal(await done, true);
  assert.deepEqual(shown, ["one"]);
});

test("an answer that is older than a change is not shown, but asked for again", async () => {
  const { questions, shown, fresh } = stage();
  const first = fresh.refresh();
  const second = fresh.refresh();
  questions[0]("old");
  await settled();
  assert.deepEqual([shown.length, questions.length], [0, 2]);

  questions[1]("new");
  assert.deepEqual([await first, await second], [true, true]);
  assert.deepEqual(shown, ["new"]);
});

test("without an answer the page stays as it is, and may ask again later", async () => {
  const { questions, shown, fresh } = stage();
  const done = fresh.refresh();
  questions[0](null);
  assert.equal(await done, false);

  fresh.refresh();
  questions[1]("later");
  await settled();
  assert.deepEqual(shown, ["later"]);
});

test("a question names what is here, as far as an address can hold it", async () => {
  /** @type {string[]} */
  const asked = [];
  const ask = /** @type {any} */ (async (/** @type {string} */ path) => (asked.push(path), Response.json({ title: "T", turns: [] })));

  assert.deepEqual(await branchOf(ask, "/c/c1/", [1, 2]), { title: "T", turns: [] });
  await branchOf(ask, "/c/c1/", Array.from({ length: 5000 }, (_, index) => 1_000_000 + index));
  assert.equal(asked[0], "/c/c1/turns.json?have=1,2");
  assert.ok(asked[1].length < 10_000);
});

test("no answer, a login page and an error are all none", async () => {
  for (const answer of [() => Promise.reject(new TypeError()), async () => new Response("", { status: 401 }), async () => new Response("<html>")]) {
    assert.equal(await branchOf(/** @type {any} */ (answer), "/c/c1/", []), null);
  }
});
