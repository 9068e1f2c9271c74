import assert from "node:assert/strict";
import { test } from "node:test";

import { Drafts } from "../../static/js/drafts.js";

/** @param {Map<string, string>} [items] */
function shelf(items = new Map()) {
  return {
    items,
    getItem: (/** @type {string} */ name) => items.get(name) ?? null,
    setItem: (/** @type {string} */ name, /** @type {string} */ text) => void items.set(name, text),
    removeItem: (/** @type {string} */ name) => void items.delete(name),
    key: (/** @type {number} */ index) => [...items.keys()][index] ?? null,
    get length() {
      return items.size;
    },
  };
}

/** @param {string} text */
const draft = (text) => ({ text, id: "", model: "m" });

test("a draft is found again, by its conversation and by its person only", () => {
  const there = shelf();
  const drafts = new Drafts(() => there, "1");
  drafts.save("new", { text: "Hello", id: "5f", model: "m" });

  const { text, id, model } = drafts.load("new") ?? {};
  assert.deepEqual({ text, id, model }, { text: "Hello", id: "5f", model: "m" });
  assert.equal(drafts.load("other"), null);
  assert.equal(new Drafts(() => there, "2").load("new"), null);
});

test("an empty draft is no draft", () => {
  const there = shelf();
  const drafts = new Drafts(() => there, "1");
  drafts.save("new", draft("Hello"));
  drafts.save("new", draft(""));

  assert.equal(there.length, 0);
});

test("the oldest give way to the twenty newest", (context) => {
  context.mock.timers.enable({ apis: ["Date"] });
  const there = shelf(new Map([["another's", "text"]]));
  const drafts = new Drafts(() => there, "1");
  for (let count = 0; count < 30; count++) {
    context.mock.timers.tick(1000);
    drafts.save(`c${count}`, draft(`text ${count}`));
  }

  assert.equal(there.length, 21);
  assert.equal(drafts.load("c9"), null);
  assert.equal(drafts.load("c10")?.text, "text 10");
});

test("a draft of enormous length is not kept, and takes its older version with it", () => {
  const there = shelf();
  const drafts = new Drafts(() => there, "1");
  drafts.save("new", draft("Hello"));
  drafts.save("new", draft("x".repeat(200_001)));

  assert.equal(drafts.load("new"), null);
});

test("forgetting takes one person's drafts and nothing else", () => {
  const there = shelf(new Map([["theme", "dark"]]));
  new Drafts(() => there, "2").save("new", draft("Bob's"));
  const drafts = new Drafts(() => there, "1");
  drafts.save("new", draft("Alice's"));
  drafts.clear();

  assert.deepEqual([...there.items.keys()], ["theme", "draft:2:new"]);
});

test("a browser that blocks or has no room for storage changes nothing for the person", () => {
  const drafts = new Drafts(() => {
    throw new Error("The operation is insecure.");
  }, "1");
  drafts.save("new", draft("Hello"));
  drafts.drop("new");
  drafts.clear();

  assert.equal(drafts.load("new"), null);
});

test("what something else wrote under our name is not taken for a draft", () => {
  assert.equal(new Drafts(() => shelf(new Map([["draft:1:new", "{half"]])), "1").load("new"), null);
});
