import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { draw, one } from "./stage.js";

globalThis.sessionStorage = localStorage;
window.HTMLElement.prototype.scrollIntoView = () => {};
const { Dropped } = await import("../../static/js/dropped.js");

/** @type {string[]} */
let posted;
/** @type {(Response | TypeError)[]} */
let answers;
/** @type {any} */
let toast;
let looks = 0;
/** @type {InstanceType<typeof Dropped>} */
let dropped;

beforeEach(() => {
  [posted, answers, looks] = [[], [], 0];
  toast = { isOpen: false, reached: 0, say: (/** @type {any[]} */ ...said) => ([toast.sentence, toast.undo, toast.isOpen] = [...said, true]), reach: () => (toast.reached += 1) };
  globalThis.fetch = /** @type {any} */ (async (/** @type {string} */ path) => {
    posted.push(path);
    const answer = answers.shift() ?? Response.json({});
    if (answer instanceof Error) throw answer;
    return answer;
  });
  dropped = new Dropped(toast, async () => (looks += 1));
});

const settled = () => new Promise((done) => setTimeout(done));

/** @param {number} message */
const gone = (message, count = 2) => Response.json({ message, count });

test("what goes is out of sight at once, and comes back when the server could not delete it", async () => {
  draw('<article data-message="6"></article>', "article");
  answers = [new TypeError()];

  const done = dropped.drop(6, false);
  const meanwhile = one("article").hasAttribute("data-leaving");
  await done;
  assert.deepEqual([meanwhile, one("article").hasAttribute("data-leaving")], [true, false]);
});


test("what went is said, and the page shows what is left", async () => {
  answers = [gone(4, 1)];
  await dropped.drop(5, true);

  assert.deepEqual([posted, toast.sentence, toast.reached, looks], [["/m/5/delete/"], "Deleted.", 1, 1]);
});

test("several in a row come back together, the last one first", async () => {
  answers = [gone(8), gone(6)];
  await dropped.drop(8, false);
  await dropped.drop(6, false);
  assert.equal(toast.sentence, "4 messages deleted.");

  toast.undo();
  await settled();
  assert.deepEqual(posted.slice(2), ["/m/6/restore/", "/m/8/restore/"]);
  assert.equal(looks, 3);
});

test("after the bar has gone another one begins", async () => {
  answers = [gone(8), gone(6)];
  await dropped.drop(8, false);
  toast.isOpen = false;
  await dropped.drop(6, false);

  assert.equal(toast.sentence, "2 messages deleted.");
});

test("what cannot be deleted or brought back is said, and can be tried again", async () => {
  answers = [new TypeError(), gone(6), new TypeError()];
  await dropped.drop(6, false);
  assert.match(toast.sentence, /did not answer/);
  assert.equal(looks, 0);

  await dropped.drop(6, false);
  toast.undo();
  await settled();
  assert.match(toast.sentence, /did not answer/);
  toast.undo();
  await settled();
  assert.deepEqual(posted.slice(2), ["/m/6/restore/", "/m/6/restore/"]);
});
