import assert from "node:assert/strict";
import { test } from "node:test";

import { Receipts } from "../../static/js/receipts.js";

test("nothing is acknowledged before there is enough", () => {
  const receipts = new Receipts();

  assert.deepEqual(receipts.take(6, "text", 16383, "x".repeat(16383)), []);
});

test("the place reached is acknowledged when there is enough, and the count begins anew", () => {
  const receipts = new Receipts();
  receipts.take(6, "text", 10, "x".repeat(10));

  assert.deepEqual(receipts.take(6, "text", 16394, "x".repeat(16384)), [
    { type: "ack", reply: 6, part: "text", to: 16394 },
  ]);
  assert.deepEqual(receipts.take(6, "text", 16395, "x"), []);
});

test("many replies that each owe little are acknowledged together, long before the server's window is full", () => {
  const receipts = new Receipts();
  const acks = [1, 2, 3, 4, 5, 6, 7].flatMap((reply) => receipts.take(reply, "text", 16000, "x".repeat(16000)));

  assert.deepEqual(acks.map(({ reply }) => reply), [1, 2, 3, 4, 5, 6]);
});

test("a reply that is watched anew owes nothing from before", () => {
  const receipts = new Receipts();
  receipts.take(6, "text", 9000, "x".repeat(9000));
  receipts.forget(6);

  assert.deepEqual(receipts.take(7, "text", 9000, "x".repeat(9000)), [{ type: "ack", reply: 7, part: "text", to: 9000 }]);
});
