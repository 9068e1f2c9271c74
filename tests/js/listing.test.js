import assert from "node:assert/strict";
import { test } from "node:test";

import { read, readDown, staying } from "../../static/js/listing.js";

/** @param {...any} answers one after the other; an Error is thrown */
function server(...answers) {
  /** @type {string[]} */
  const asked = [];
  const ask = /** @type {any} */ (async (/** @type {string} */ url) => {
    asked.push(url);
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    const { status = 200, ...body } = answer;
    return { ok: status < 400, status, json: async () => body };
  });
  return { ask, asked };
}

const entry = (/** @type {string} */ id) => ({
  id, url: `/c/${id}/`, title: id, pinned: false, archived: false, writing: false, place: `asked-${id}`,
});
const page = (/** @type {string} */ more, /** @type {string} */ name, /** @type {string[]} */ ...ids) => ({
  more, groups: [{ name, conversations: ids.map(entry) }],
});
const rows = (/** @type {string} */ group, /** @type {string[]} */ ...ids) => ids.map((id) => ({ id, place: `asked-${id}`, group }));
const ids = (/** @type {{ id: string }[]} */ found) => found.map(({ id }) => id);

for (const [answer, sentence] of /** @type {[any, RegExp][]} */ ([
  [new TypeError("Failed to fetch"), /did not answer/],
  [{ status: 401, error: { message: "x" } }, /logged out/],
  [{ status: 400, error: { message: "There is no such place." } }, /no such place/],
  [{ status: 503 }, /did not answer/],
])) {
  test(`a page that does not come is a sentence: ${sentence}`, async () => {
    assert.match(String(await read(server(answer).ask, "pinned", "")), sentence);
  });
}

test("everything down to a place is one long page", async () => {
  const { ask, asked } = server(page("asked-8", "Today", "9", "8"), page("asked-6", "Today", "7", "6"), page("", "Older", "5"));

  const all = /** @type {any} */ (await readDown(ask, "pinned", "asked-6"));

  assert.equal(asked.length, 2);
  assert.deepEqual(all, page("asked-6", "Today", "9", "8", "7", "6"));
});

test("without a place it is the first page", async () => {
  const { ask, asked } = server(page("asked-8", "Today", "9", "8"), page("", "Older", "5"));
  await readDown(ask, "archived", "");

  assert.deepEqual(asked, ["/list.json?shelf=archived&after="]);
});

test("a page missing in between is no list", async () => {
  assert.equal(typeof (await readDown(server(page("asked-8", "Today", "9"), new Error()).ask, "pinned", "asked-1")), "string");
});

test("behind a fresh page stays what comes later; what should be on it and is not is gone", () => {
  const old = [...rows("Today", "9", "8", "7"), ...rows("Older", "3", "2")];

  assert.deepEqual(ids(staying(old, page("asked-5", "Today", "9", "7", "5"))), ["3", "2"]);
});

test("what moved up is not shown twice, and what has no place yet is left to the server", () => {
  const old = [{ id: "new", place: "", group: "Today" }, ...rows("Older", "3", "2")];

  assert.deepEqual(ids(staying(old, page("asked-5", "Today", "3", "5"))), ["2"]);
});

test("when a day has passed, rows under yesterday's heading are read again", () => {
  assert.deepEqual(staying(rows("Today", "3", "2"), page("asked-5", "Yesterday", "9", "5")), []);
});
