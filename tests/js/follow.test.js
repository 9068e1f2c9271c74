import assert from "node:assert/strict";
import { test } from "node:test";

import { Follow } from "../../static/js/follow.js";

const VIEW = 800;

test("it follows from the start, and growth alone changes nothing", () => {
  const follow = new Follow();
  follow.moved({ top: 200, view: VIEW, height: 1000 });
  follow.moved({ top: 200, view: VIEW, height: 5000 });

  assert.equal(follow.following, true);
});

test("a reader who goes up a few pixels is not pulled down again", () => {
  const follow = new Follow();
  follow.moved({ top: 200, view: VIEW, height: 1000 });
  follow.moved({ top: 190, view: VIEW, height: 1000 });

  assert.equal(follow.following, false);
});

test("a reader who goes on down but not to the end is left alone", () => {
  const follow = new Follow();
  follow.moved({ top: 2000, view: VIEW, height: 5000 });
  follow.moved({ top: 1000, view: VIEW, height: 5000 });
  follow.moved({ top: 1500, view: VIEW, height: 5000 });

  assert.equal(follow.following, false);
});

test("who comes near the end follows it again", () => {
  const follow = new Follow();
  follow.moved({ top: 2000, view: VIEW, height: 5000 });
  follow.moved({ top: 1000, view: VIEW, height: 5000 });
  follow.moved({ top: 4160, view: VIEW, height: 5000 });

  assert.equal(follow.following, true);
});

test("a page that becomes shorter moves the window to its end, which is no wish to leave it", () => {
  const follow = new Follow();
  follow.moved({ top: 4200, view: VIEW, height: 5000 });
  follow.moved({ top: 4000, view: VIEW, height: 4800 });

  assert.equal(follow.following, true);
});
