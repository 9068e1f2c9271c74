import assert from "node:assert/strict";
import { test } from "node:test";

import { draw, heard, one, template, textOf } from "./stage.js";

const { ChatSidebar } = await import("../../static/js/elements/sidebar.js");
customElements.define("chat-sidebar", ChatSidebar);

/** @param {string} lists what is in the list already */
function page(lists) {
  const html = template("chat/_sidebar.html").replace(/(<div class="sidebar__lists"[^>]*>)[^]*?(<\/div>\s*<div class="sidebar__foot">)/, `$1${lists}$2`);
  const row = template("chat/_row.html").replace(/ aria-current[^>]*/, "");
  const group = template("chat/_group.html").replace('data-group=""', 'data-group="Today"').replace(/<li>[^]*<\/li>/, "");
  return draw(`${html}<template id="sidebar-row">${row}</template><template id="sidebar-group">${group}</template>`, "chat-sidebar");
}

const list = (/** @type {string} */ name, /** @type {string[]} */ ...urls) =>
  `<section class="group" data-group="${name}"><ul class="group__list">${urls
    .map((url) => `<li><a class="row" href="${url}"><span class="row__title">${url}</span></a></li>`)
    .join("")}</ul></section>`;
const rows = () => [...document.querySelectorAll(".group__list .row")].map((row) => row.getAttribute("href"));

test("the first conversation takes the place of the word that there is none", () => {
  page('<p class="sidebar__empty" data-empty>No conversations yet.</p>').begin("/c/c1/", "Hello <b>");

  assert.deepEqual(rows(), ["/c/c1/"]);
  assert.equal(textOf(".row__title"), "Hello <b>");
  assert.equal(one("[data-empty]"), null);
  assert.deepEqual([one(".row").ariaCurrent, one(".row").hasAttribute("data-writing")], ["page", true]);
});

test("a new conversation is the first of today", () => {
  page(list("Today", "/c/c1/") + list("Older", "/c/c2/")).begin("/c/c3/", "New");

  assert.deepEqual(rows(), ["/c/c3/", "/c/c1/", "/c/c2/"]);
});

test("an old conversation that is asked again moves to today, and takes its empty group away", () => {
  page(list("Today", "/c/c1/") + list("Older", "/c/c2/")).begin("/c/c2/", "Old");

  assert.deepEqual(rows(), ["/c/c2/", "/c/c1/"]);
  assert.equal(document.querySelectorAll(".group").length, 1);
});

test("the sign of writing goes with the end of the reply", () => {
  const sidebar = page(list("Today", "/c/c1/"));
  sidebar.begin("/c/c1/", "Hello");
  sidebar.settle("/c/c1/");

  assert.equal(one(".row").hasAttribute("data-writing"), false);
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
