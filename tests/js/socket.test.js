import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Socket } from "../../static/js/socket.js";
import { Stream } from "../../static/js/stream.js";

/** @import { TestContext } from "node:test" */
/** @typedef {{ sent: any[], closed: boolean, onmessage: any, onclose: any, send: (text: string) => void, close: () => void }} Wire */

/** @type {Wire[]} */
let wires;

beforeEach(() => {
  wires = [];
});

/**
 * A socket whose connections are in the test's hands, at full jitter's end.
 *
 * @param {TestContext} context
 */
function stage(context) {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const socket = new Socket(() => {
    /** @type {Wire} */
    const wire = {
      sent: [],
      closed: false,
      onmessage: null,
      onclose: null,
      send: (text) => wire.sent.push(JSON.parse(text)),
      close: () => (wire.closed = true),
    };
    wires.push(wire);
    return wire;
  }, () => 1);
  socket.connect();
  return { socket, after: (/** @type {number} */ seconds) => context.mock.timers.tick(seconds * 1000) };
}

const last = () => /** @type {Wire} */ (wires.at(-1));
const say = (/** @type {object} */ event) => last().onmessage({ data: JSON.stringify(event) });
const hello = () => say({ type: "hello", process: "5f0c" });
const lose = (code = 1006) => last().onclose({ code });
const delta = (/** @type {number} */ from, /** @type {string} */ text) =>
  say([6, from, from + text.length, text]);

/** @param {Socket} socket */
function watch(socket) {
  /** @type {any[]} */
  const shown = [];
  const stream = new Stream(6, { text: { to: 0, text: "" } });
  socket.watch(stream, (step) => shown.push(step));
  return shown;
}

test("nothing is said before the server's hello", (context) => {
  const { socket } = stage(context);
  watch(socket);
  socket.stop(6);
  assert.deepEqual(last().sent, []);

  hello();
  assert.deepEqual(last().sent, [
    { type: "watch", reply: 6, at: { text: 0 } },
    { type: "stop", reply: 6 },
  ]);
});

test("what happens to a reply reaches who watches it, and the end ends the watch", (context) => {
  const { socket } = stage(context);
  const shown = watch(socket);
  hello();
  delta(0, "Hello");
  say({ type: "closed", reply: 6, state: "done", finish_reason: "stop", notice: null, parts: { text: [5, "f7d18982"] } });
  delta(5, "more");

  assert.deepEqual(shown.map(({ type }) => type), ["append", "close"]);
});

test("a reply that nobody watches here is nobody's business", (context) => {
  const { socket } = stage(context);
  watch(socket);
  hello();
  say([7, 0, 1, "x"]);
  say({ type: "error", kind: "bad_frame", message: "?" });

  assert.deepEqual(last().sent.length, 1);
});

test("every new connection watches again, from the place reached", (context) => {
  const { socket, after } = stage(context);
  watch(socket);
  hello();
  delta(0, "Hello");
  lose();
  after(0.5);
  hello();

  assert.deepEqual(last().sent, [{ type: "watch", reply: 6, at: { text: 5 } }]);
});

test("a stop is said again by every new connection until the reply is closed", (context) => {
  const { socket, after } = stage(context);
  watch(socket);
  hello();
  socket.stop(6);
  lose();
  after(0.5);
  hello();
  assert.deepEqual(last().sent.at(-1), { type: "stop", reply: 6 });

  say({ type: "closed", reply: 6, state: "stopped", finish_reason: null, notice: null, parts: { text: [0, "00000000"] } });
  lose();
  after(0.5);
  hello();
  assert.deepEqual(last().sent, []);
});

test("a hello resets the waits; a connection without one does not", (context) => {
  const { after } = stage(context);
  lose();
  after(0.5);
  lose();
  after(0.5);
  assert.equal(wires.length, 2, "the second wait is longer");
  after(0.5);
  assert.equal(wires.length, 3);

  hello();
  lose();
  after(0.5);
  assert.equal(wires.length, 4);
});

test("a restarting server is come back to at once, within a second", (context) => {
  const { after } = stage(context);
  for (let count = 0; count < 5; count++) lose(4012), after(1);

  assert.equal(wires.length, 6);
});

test("who was too fast is calm first", (context) => {
  const { after } = stage(context);
  hello();
  lose(4429);
  after(5);
  assert.equal(wires.length, 1);
  after(0.5);
  assert.equal(wires.length, 2);
});

test("who is logged out does not come back", (context) => {
  const { socket, after } = stage(context);
  let told = 0;
  socket.addEventListener("logout", () => (told += 1));
  hello();
  lose(4401);
  after(60);

  assert.equal(told, 1);
  assert.equal(wires.length, 1);
});

test("a connection that does not answer a probe within two seconds is left", (context) => {
  const { socket, after } = stage(context);
  hello();
  socket.probe();
  assert.deepEqual(last().sent, [{ type: "ping" }]);
  after(2);
  assert.equal(wires[0].closed, true);
  after(0.5);

  assert.equal(wires.length, 2);
});

test("any word answers a probe", (context) => {
  const { socket, after } = stage(context);
  hello();
  socket.probe();
  after(1);
  say({ type: "pong" });
  after(5);

  assert.equal(wires.length, 1);
});

test("a quiet connection is probed by itself", (context) => {
  const { after } = stage(context);
  hello();
  after(20);
  assert.deepEqual(last().sent, [{ type: "ping" }]);
  after(2);
  after(0.5);

  assert.equal(wires.length, 2);
});

test("a connection that never says hello is left", (context) => {
  const { after } = stage(context);
  after(10);
  after(0.5);

  assert.equal(wires.length, 2);
});

test("a probe while waiting to come back comes back now", (context) => {
  const { socket, after } = stage(context);
  for (let count = 0; count < 5; count++) lose(), after(30);
  lose();
  const before = wires.length;
  socket.probe();
  assert.equal(wires.length, before + 1);

  hello();
  after(15);
  hello();
  after(16);
  assert.equal(wires.length, before + 1, "the wait that was under way is over");
});

test("the old connection is not heard any more after a new one", (context) => {
  const { socket, after } = stage(context);
  const shown = watch(socket);
  hello();
  const [old] = wires;
  socket.probe();
  after(2);
  after(0.5);
  hello();

  assert.equal(old.onmessage, null);
  assert.equal(old.onclose, null);
  assert.deepEqual(shown, []);
});

test("what is received is acknowledged in steps", (context) => {
  const { socket } = stage(context);
  watch(socket);
  hello();
  for (let at = 0; at < 40_000; at += 4000) delta(at, "x".repeat(4000));

  const acks = last().sent.filter(({ type }) => type === "ack");
  assert.deepEqual(acks, [
    { type: "ack", reply: 6, part: "text", to: 20_000 },
    { type: "ack", reply: 6, part: "text", to: 40_000 },
  ]);
});

test("what an old connection sent is not acknowledged to a new one", (context) => {
  const { socket, after } = stage(context);
  watch(socket);
  hello();
  delta(0, "x".repeat(16_000));
  lose();
  after(0.5);
  hello();
  delta(16_000, "x".repeat(1000));

  assert.deepEqual(last().sent.map(({ type }) => type), ["watch"]);
});

test("who closes it for good is left alone", (context) => {
  const { socket, after } = stage(context);
  hello();
  socket.close();
  after(60);

  assert.equal(wires.length, 1);
  assert.equal(wires[0].closed, true);
});
