import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { Branches } from "../../static/js/branches.js";

const ANSWER = { conversation: "c1", url: "/c/c1/", title: "Hello", prompt: 5, reply: 6 };
const TURNS = [{ id: 5 }, { id: 6, versions: { at: 2, of: 2, before: 4, after: null } }];

/** @type {any} */
let composer;
/** @type {any} */
let thread;
/** @type {any[]} */
let begun;
/** @type {any} */
let outcome;
/** @type {any} */
let stored;
/** @type {Branches} */
let branches;

beforeEach(() => {
  [begun, outcome, stored] = [[], { answer: ANSWER }, { title: "Hello", turns: TURNS }];
  const done = /** @type {any[]} */ ([]);
  const note = (/** @type {string} */ name) => (/** @type {any[]} */ ...more) => void done.push([name, ...more]);
  composer = { conversation: "c1", tools: { label: "M" }, done, send: async (/** @type {any} */ wish) => (done.push(["send", wish]), outcome), takes: () => true };
  Object.assign(composer, { take: note("take"), say: note("say"), fail: note("fail") });
  thread = { shown: [5, 6], editing: false, done, grow: note("grow"), show: note("show"), take: note("focus") };
  globalThis.fetch = /** @type {any} */ (async () => (stored ? Response.json(stored) : Promise.reject(new TypeError())));
  branches = new Branches(composer, thread, { begin: (answer) => begun.push(answer), name: note("name") });
});

const settled = () => new Promise((done) => setTimeout(done));
/**
 * @param {string} name
 * @returns {any[]}
 */
const of = (name) => thread.done.filter((/** @type {any[]} */ [other]) => other === name).map((/** @type {any[]} */ [, ...more]) => more);

test("another reply stands behind its prompt at once, and what only the server knows follows", async () => {
  await branches.again({ path: "/m/4/again/" });
  await settled();

  assert.deepEqual(of("send"), [[{ path: "/m/4/again/" }]]);
  assert.deepEqual(of("grow"), [[5, [{ id: 6, parent: 5, role: "assistant", state: "queued", model_label: "M" }]]]);
  assert.deepEqual(of("show"), [[TURNS]]);
  assert.deepEqual([begun, composer.parent, of("take").length], [[ANSWER], 6, 1]);
});

test("a prompt that was sent asks nothing of the server, which begins the reply", async () => {
  const asked = mock.method(globalThis, "fetch");
  branches.add({ answer: ANSWER, text: "Hello", label: "M", parent: null });
  await settled();

  assert.equal(asked.mock.callCount(), 0);
  assert.deepEqual(of("grow").map(([after, [prompt, reply]]) => [after, prompt.id, reply.id]), [[null, 5, 6]]);
  assert.deepEqual(begun, [ANSWER]);
});

test("what was refused changes nothing here", async () => {
  outcome = { problem: { kind: "busy", message: "Busy." } };
  await branches.again({ path: "/m/4/again/" });
  await branches.turn({ key: 4, way: "before" });
  await settled();

  assert.deepEqual([of("grow"), of("show"), of("take"), begun], [[], [], [], []]);
});

/** @param {Record<string, string>} dataset */
const editing = (dataset) => /** @type {any} */ ({ closest: () => ({ dataset }), remove: () => thread.done.push(["remove"]) });

test("an edited prompt goes beside the old one, also when it is the first", async () => {
  await branches.edit({ edit: editing({ message: "3", parent: "2" }), text: "new" });
  await branches.edit({ edit: editing({ message: "1", parent: "" }), text: "new" });

  const [[second], [first]] = of("send");
  assert.deepEqual([second.parent, second.about, first.parent], ["2", "instead of 3", "root"]);
  assert.deepEqual(of("grow").map((/** @type {any[]} */ [after]) => after), [2, null]);
  assert.equal(of("remove").length, 2);
});

test("an edit without an answer stays as it is", async () => {
  outcome = { problem: { kind: "unreached", message: "Away." }, away: true };
  const edit = editing({ message: "3", parent: "2" });
  await branches.edit({ edit, text: "new" });

  assert.deepEqual([of("remove"), edit.sending], [[], false]);
});

test("a version is shown, and the next press leads on", async () => {
  outcome = { answer: null };
  await branches.turn({ key: 4, way: "before" });

  assert.deepEqual(of("send"), [[{ path: "/m/4/show/" }]]);
  assert.deepEqual([of("show"), of("focus")], [[[TURNS]], [[4, "before"]]]);
});

test("a version that was chosen and does not come is said", async () => {
  [outcome, stored] = [{ answer: null }, null];
  await branches.turn({ key: 4, way: "before" });

  assert.match(of("fail")[0][0].message, /reload the page/);
});

test("nothing takes a prompt away that is being edited", async () => {
  thread.editing = true;
  await branches.again({ path: "/m/4/again/" });
  await branches.turn({ key: 4, way: "before" });

  assert.equal(of("send").length, 0);
  assert.match(of("say")[0][0], /being edited/);
});

test("a new chat has nothing to ask for", async () => {
  composer.conversation = "";

  assert.equal(await branches.refresh(), false);
});
