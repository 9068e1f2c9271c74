/** What is put into the page in one frame: text, colours and formulas share a few milliseconds, and take turns. */

import assert from "node:assert/strict";
import test, { mock } from "node:test";
import "./stage.js";
import { SHARE, isSpent, later, spend } from "../../../static/js/draw/share.js";

let now = 1000;
mock.method(performance, "now", () => now);
const busy = (/** @type {number} */ milliseconds) => (now += milliseconds);
const frame = () => new Promise(requestAnimationFrame);

test("what a frame has time for is used up by all together, and is there again in the next one", async () => {
  await frame();
  spend(() => void busy(SHARE / 2));
  assert.equal(isSpent(), false);

  spend(() => {
    busy(SHARE / 2);
    assert.equal(isSpent(), true);
  });

  assert.equal(isSpent(), true);
  await frame();
  assert.equal(isSpent(), false);
});

test("a page that nobody sees takes more at once, because its turns are few", async (context) => {
  await frame();
  context.mock.getter(document, "hidden", () => true);

  spend(() => void busy(SHARE + 1));

  assert.equal(isSpent(), false);
});

test("work within work is counted once", async () => {
  await frame();
  spend(() => spend(() => spend(() => void busy(SHARE / 2))));

  assert.equal(isSpent(), false);
});

test("who was not served in a frame is the first in the next one", async () => {
  /** @type {string[]} */
  const done = [];
  const long = (/** @type {string} */ name) => () => {
    done.push(name);
    busy(SHARE + 1);
    if (done.length < 4) later(long(name));
  };
  later(long("text"));
  later(long("colours"));

  for (let frames = 0; frames < 6; frames++) await frame();

  assert.deepEqual(done, ["text", "colours", "text", "colours", "text"]);
});

test("work that fails takes nothing from the others", async (context) => {
  await frame();
  context.mock.timers.enable({ apis: ["setTimeout"] });
  mock.method(globalThis, "requestAnimationFrame", () => 0, { times: 2 }); // only the clock calls
  const done = mock.fn();
  later(() => {
    throw new Error("a broken formula");
  });
  later(done);

  assert.throws(() => context.mock.timers.tick(250), /a broken formula/);
  context.mock.timers.tick(250);

  assert.equal(done.mock.callCount(), 1);
});

test("a page that gets no frames draws all the same", async (context) => {
  await frame();
  context.mock.timers.enable({ apis: ["setTimeout"] });
  mock.method(globalThis, "requestAnimationFrame", () => 0, { times: 2 });
  const done = mock.fn();
  later(done);

  context.mock.timers.tick(250);

  assert.equal(done.mock.callCount(), 1);
});
