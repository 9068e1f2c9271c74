import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { draw, heard, one, template } from "./stage.js";

const { ChatRating } = await import("../../static/js/elements/rating.js");
const { settle } = await import("../../static/js/turns.js");
customElements.define("chat-rating", ChatRating);
window.HTMLElement.prototype.scrollIntoView = () => {};

/** @type {{ path: string, way: string, words: string }[]} */
let posted;
let status = 200;
Object.assign(globalThis, {
  fetch: async (/** @type {string} */ path, /** @type {any} */ { body }) => {
    posted.push({ path, .../** @type {any} */ (Object.fromEntries(body)) });
    return Response.json(status === 400 ? { error: { message: "It is still being written." } } : {}, { status });
  },
});

/** @type {any[]} */
let told;

beforeEach(() => {
  [posted, told, status] = [[], heard("told"), 200];
  const turn = template("chat/_turn.html").replaceAll('data-message=""', 'data-message="6"').replaceAll(/aria-pressed="[^"]*"/g, 'aria-pressed="false"');
  draw(`${turn}<template id="turn-comment">${template("chat/_comment.html")}</template>`, "article");
});

const settled = () => new Promise((done) => setTimeout(done));
const pressed = () => ["up", "down"].filter((way) => thumb(way).getAttribute("aria-pressed") === "true");
const comment = () => one("[data-part='comment']");

/** @param {string} way */
const thumb = (way) => one(`[data-rating='${way}']`);

/** @param {string} way */
async function press(way) {
  thumb(way).click();
  await settled();
}

/** @param {string} words */
async function keep(words) {
  one("form.comment textarea").value = words;
  one("form.comment [type='submit']").click();
  await settled();
}

test("a double click is one rating, and not the way back from it", async () => {
  for (const detail of [1, 2]) thumb("up").dispatchEvent(new window.MouseEvent("click", { bubbles: true, cancelable: true, detail }));
  await settled();

  assert.deepEqual([posted.length, pressed()], [1, ["up"]]);
});

test("a thumb is kept at once, and a comment is asked for in its place", async () => {
  await press("down");
  assert.deepEqual(posted, [{ path: "/m/6/rate/", way: "down", words: "" }]);
  assert.match(one("form.comment textarea").placeholder, /wrong/);

  await keep(" It was low. ");
  assert.deepEqual(posted[1], { path: "/m/6/rate/", way: "down", words: "It was low." });
  assert.deepEqual([pressed(), comment().hidden, comment().querySelector("span").textContent], [["down"], false, "It was low."]);
  assert.equal(one("form.comment"), null);
  assert.equal(document.activeElement, thumb("down"));
});

test("pressed again it is taken back, and a comment that is lost with it can be had again", async () => {
  await press("down");
  await keep("It was low.");
  await press("down");

  assert.deepEqual([pressed(), comment().hidden, posted[2]?.way], [[], true, ""]);
  told[0].undo();
  await settled();
  assert.deepEqual([pressed(), posted[3]], [["down"], { path: "/m/6/rate/", way: "down", words: "It was low." }]);
});

test("what was typed goes along to the other thumb", async () => {
  await press("up");
  one("form.comment textarea").value = "Wait";
  await press("down");

  assert.deepEqual([pressed(), one("form.comment textarea").value], [["down"], "Wait"]);
});

for (const [why, way] of /** @type {[string, (field: any) => void][]} */ ([
  ["Escape", (field) => field.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }))],
  ["No comment", () => one("form.comment [type='button']").click()],
])) {
  test(`${why} leaves the thumb without a comment`, async () => {
    await press("up");
    way(one("form.comment textarea"));

    assert.deepEqual([one("form.comment"), pressed(), posted.length], [null, ["up"], 1]);
  });
}

test("what the server refuses is shown as it was, and said", async () => {
  for (const refusal of [400, 401, 404, 500]) {
    status = refusal;
    await press("up");

    assert.deepEqual([pressed(), one("form.comment")], [[], null]);
    assert.ok(told.at(-1).sentence);
  }
});

test("an answer that was on its way takes no thumb away that is being kept", async () => {
  thumb("up").click();
  settle(one("article:has(chat-rating)"), { id: 6, rating: null });
  assert.deepEqual(pressed(), ["up"]);

  await settled();
  assert.ok(one("form.comment"));
});

test("another tab's rating is shown, but not over a comment that is being written", async () => {
  settle(one("article:has(chat-rating)"), { id: 6, rating: { is_good: true, words: "Fine" } });
  assert.deepEqual([pressed(), comment().hidden], [["up"], false]);

  comment().querySelector("button").click();
  settle(one("article:has(chat-rating)"), { id: 6, rating: null });
  assert.deepEqual([pressed(), one("form.comment textarea").value], [["up"], "Fine"]);
});
