import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Leaving } from "../../static/js/leaving.js";

const assign = mock.fn();
Object.assign(globalThis, { location: { pathname: "/c/7/", assign } });
const pen = () => ({ forget: mock.fn(), keep: mock.fn() });

test("who logs out in one tab leaves no text behind in any, and all go to the door", async () => {
  const [mine, others] = [pen(), pen()];
  const [here, there] = [new Leaving(mine, "/accounts/login/"), new Leaving(others, "/accounts/login/")];

  here.logOut();
  while (!assign.mock.callCount()) await new Promise(setImmediate);

  assert.equal(mine.forget.mock.callCount(), 1);
  assert.equal(others.forget.mock.callCount(), 1);
  assert.deepEqual(assign.mock.calls[0].arguments, ["/accounts/login/?next=%2Fc%2F7%2F"]);
  here.close();
  there.close();
});

test("what was written waits for who was logged out elsewhere", () => {
  const writing = pen();
  const leaving = new Leaving(writing, "/accounts/login/");

  leaving.logIn();

  assert.deepEqual([writing.keep.mock.callCount(), writing.forget.mock.callCount()], [1, 0]);
  leaving.close();
});
