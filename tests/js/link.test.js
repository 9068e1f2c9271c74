import assert from "node:assert/strict";
import { test } from "node:test";

import { draw, one } from "./stage.js";

/** @import { TestContext } from "node:test" */

const { ChatLink } = await import("../../static/js/elements/link.js");
customElements.define("chat-link", ChatLink);

/** @param {TestContext} context */
function page(context) {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  return draw('<chat-link><span class="link__words" hidden>Reconnecting</span></chat-link>', "chat-link");
}

const isShown = () => !one(".link__words").hidden;

test("a connection that is back at once was never away", (context) => {
  const link = page(context);
  link.down = true;
  link.down = true;
  context.mock.timers.tick(1000);
  link.down = false;
  context.mock.timers.tick(1000);

  assert.equal(isShown(), false);
});

test("it is said when it lasts, counted from the first loss, and no longer when it is over", (context) => {
  const link = page(context);
  link.down = true;
  context.mock.timers.tick(1000);
  link.down = true;
  context.mock.timers.tick(500);
  assert.equal(isShown(), true);

  link.down = false;
  context.mock.timers.tick(5000);
  assert.equal(isShown(), false);
});
