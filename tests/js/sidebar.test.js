import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { draw, heard, one, template, textOf } from "./stage.js";

const world = /** @type {any} */ (globalThis);
/** How each watched element hears that it came into sight. @type {Map<Element, (seen: object[]) => void>} */
const watched = new Map();
world.IntersectionObserver = class {
  /** @param {(seen: object[]) => void} tell */
  constructor(tell) {
    this.tell = tell;
  }
  /** @param {Element} element */
  observe(element) {
    watched.set(element, this.tell);
  }
  unobserve() {}
  disconnect() {}
};

const { ChatSidebar } = await import("../../static/js/elements/sidebar.js");
const { ChatList } = await import("../../static/js/elements/list.js");
const { ChatRest } = await import("../../static/js/elements/rest.js");
customElements.define("chat-sidebar", ChatSidebar);
customElements.define("chat-list", ChatList);
customElements.define("chat-rest", ChatRest);

/** What the server answers, one after the other; the last again and again. @type {any[]} */
let answers = [];
/** @type {string[]} */
let asked = [];

beforeEach(() => {
  answers = [];
  asked = [];
  world.fetch = async (/** @type {string} */ url) => {
    asked.push(url);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer === undefined) throw new TypeError("Failed to fetch");
    return { ok: true, status: 200, json: async () => answer, ...answer };
  };
});

/**
 * @param {string} groups what is in the list already
 * @param {string} [more] where it goes on
 */
function page(groups, more = "") {
  const list = template("chat/_group.html").replace(/<li[^]*<\/li>/, "");
  const html = template("chat/_sidebar.html")
    .replace(/(<chat-list data-shelf="pinned" data-read>)\s*<section[^]*?<\/section>/, `$1${groups}`)
    .replace('data-after=""', `data-after="${more}"`);
  return draw(`${html}<template id="sidebar-row">${row("")}</template><template id="sidebar-group">${list}</template>`, "chat-sidebar");
}

/** @param {string} name */
const row = (name, more = "") =>
  template("chat/_row.html")
    .replace(/ aria-current="page"| data-(writing|pinned|archived)(?=[ >])/g, "")
    .replace('data-conversation=""', `data-conversation="${name}" ${more}`)
    .replace('data-place=""', `data-place="asked-${name}"`)
    .replace('href=""', `href="/c/${name}/"`);

const list = (/** @type {string} */ name, /** @type {string[]} */ ...names) =>
  `<section class="group" data-group="${name}"><ul class="group__list">${names.map((each) => row(each)).join("")}</ul></section>`;

/**
 * @param {[string, string[]][]} groups
 * @param {string} [more]
 */
const stored = (groups, more = "") => ({
  more,
  groups: groups.map(([name, names]) => ({ name, conversations: names.map((each) => entry(each, name)) })),
});

const entry = (/** @type {string} */ id, /** @type {string} */ group) => ({
  id, url: `/c/${id}/`, title: `Title ${id}`, pinned: group === "Pinned", archived: group === "Archived", writing: false, place: `asked-${id}`,
});

const shown = () =>
  [...document.querySelectorAll(".group")].map((group) => [
    group.getAttribute("data-group"),
    [...group.querySelectorAll(".row")].map((link) => link.getAttribute("href")?.slice(3, -1)),
  ]);
const scroll = () => watched.get(one("chat-rest"))?.([{ isIntersecting: true }]);
const settled = () => new Promise((go) => setTimeout(go, 5));

test("the first conversation is the first of today, by its words and not as markup", () => {
  page("").begin("/c/c1/", "Hello <b>");

  assert.deepEqual(shown(), [["Today", ["c1"]]]);
  assert.equal(textOf(".row__title"), "Hello <b>");
  assert.equal(one(".entry__more").getAttribute("aria-label"), "More for Hello <b>");
  assert.deepEqual([one(".row").ariaCurrent, one(".row").hasAttribute("data-writing")], ["page", true]);
});

test("a new conversation is the first of today", () => {
  page(list("Today", "c9") + list("Older", "c2")).begin("/c/c3/", "New");

  assert.deepEqual(shown(), [["Today", ["c3", "c9"]], ["Older", ["c2"]]]);
});

test("an old conversation that is asked again moves to today, and takes its empty group away", () => {
  page(list("Pinned", "c7") + list("Older", "c2")).begin("/c/c2/", "Old");

  assert.deepEqual(shown(), [["Pinned", ["c7"]], ["Today", ["c2"]]]);
});

test("a pinned one that is asked stays where it is pinned", () => {
  page(list("Pinned", "c7", "c6").replaceAll('class="entry"', 'class="entry" data-pinned') + list("Today", "c5")).begin("/c/c6/", "Pinned");

  assert.deepEqual(shown(), [["Pinned", ["c7", "c6"]], ["Today", ["c5"]]]);
});

test("the sign of writing goes with the end of the reply", () => {
  const sidebar = page(list("Today", "c1"));
  sidebar.begin("/c/c1/", "Hello");
  sidebar.settle("/c/c1/");

  assert.equal(one(".row").hasAttribute("data-writing"), false);
});

test("coming into sight, the end asks for the next page, once", async () => {
  page(list("Today", "c9"), "asked-c9");
  answers = [stored([["Today", ["c8"]], ["Older", ["c2"]]])];
  scroll();
  scroll();
  await settled();

  assert.deepEqual(asked, ["/list.json?shelf=pinned&after=asked-c9"]);
  assert.deepEqual(shown(), [["Today", ["c9", "c8"]], ["Older", ["c2"]]]);
  scroll();
  assert.equal(asked.length, 1, "at the end of the list there is nothing to ask for");
});

test("a page that does not come is a sentence, and one more try is a click", async () => {
  page(list("Today", "c9"), "asked-c9");
  scroll();
  await settled();
  scroll();
  assert.equal(asked.length, 1, "it does not try again by itself");
  assert.equal(one("chat-rest").dataset.state, "failed");
  assert.match(one(".rest__trouble span").textContent, /did not answer/);

  answers = [stored([["Older", ["c2"]]])];
  one(".rest__trouble button").click();
  await settled();

  assert.equal(one("chat-rest").dataset.state, undefined);
  assert.deepEqual(shown(), [["Today", ["c9"]], ["Older", ["c2"]]]);
});

test("a look at the server brings titles, order and dots up to date, and goes on behind them as before", async () => {
  const sidebar = page(list("Today", "c9", "c8", "c7") + list("Older", "c3", "c2"), "asked-c2");
  one('[href="/c/c7/"]').toggleAttribute("data-writing", true);
  const kept = one('[href="/c/c8/"]');
  kept.focus();
  // c9 was deleted, c7 asked again; the first page ends with c5, which was asked elsewhere.
  answers = [stored([["Today", ["c7", "c8", "c5"]]], "asked-c5"), stored([["Older", ["c3", "c2"]]], "asked-c2")];
  await sidebar.refresh();

  assert.deepEqual(shown(), [["Today", ["c7", "c8", "c5"]], ["Older", ["c3", "c2"]]]);
  assert.equal(one('[href="/c/c7/"]').hasAttribute("data-writing"), false);
  assert.equal(document.activeElement, kept);
  assert.equal(one("chat-rest").dataset.after, "asked-c2");
});

test("a look at the first page alone keeps what was loaded behind it", async () => {
  page(list("Today", "c9", "c8") + list("Older", "c3", "c2"), "asked-c2");
  answers = [stored([["Today", ["c9", "c8"]]], "asked-c8")];
  document.dispatchEvent(new Event("visibilitychange"));
  await settled();

  assert.deepEqual(asked, ["/list.json?shelf=pinned&after="]);
  assert.deepEqual(shown(), [["Today", ["c9", "c8"]], ["Older", ["c3", "c2"]]]);
  assert.equal(one("chat-rest").dataset.after, "asked-c2");
});

test("a look that fails changes nothing", async () => {
  const sidebar = page(list("Today", "c9"));
  await sidebar.refresh();

  assert.deepEqual(shown(), [["Today", ["c9"]]]);
});

test("the archive is read when it is opened, and not before", async () => {
  page(list("Today", "c9"));
  answers = [stored([["Archived", ["c1"]]])];
  assert.deepEqual(asked, []);
  one(".archive").open = true;
  await settled();

  assert.deepEqual(asked, ["/list.json?shelf=archived&after="]);
  assert.deepEqual(shown(), [["Today", ["c9"]], ["Archived", ["c1"]]]);
});

test("the space bar presses what calls itself a button", () => {
  page("");
  let clicks = 0;
  const link = one("[role='button']");
  link.addEventListener("click", (/** @type {Event} */ event) => {
    event.preventDefault();
    clicks += 1;
  });
  link.dispatchEvent(new KeyboardEvent("keydown", { key: " ", bubbles: true, cancelable: true }));

  assert.equal(clicks, 1);
});

test("leaving is said before it happens", () => {
  const leaving = heard("logging-out");
  page("");
  one("form").dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));

  assert.equal(leaving.length, 1);
});
