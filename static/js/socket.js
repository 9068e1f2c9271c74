/**
 * The one WebSocket of a tab: it connects, comes back, watches replies and passes on what happens to them.
 * What a page shows is decided by `Stream`; drawing is the elements' work.
 */

import { Backoff } from "./backoff.js";
import { Receipts } from "./receipts.js";

/**
 * @import { Event as Heard, Step, Stream } from "./stream.js"
 * @typedef {(step: Step) => void} Show
 * @typedef {{ onmessage: ((event: any) => void) | null, onclose: ((event: any) => void) | null,
 *   send: (text: string) => void, close: () => void }} Wire what is needed of a WebSocket
 */

const HELLO = 10; // seconds a new connection has to say hello
const PONG = 2; // seconds a connection has to answer a probe
const QUIET = 20; // seconds without a word before a connection is probed: shorter than the usual proxy's patience
const RESTART = 4012;
const LOGGED_OUT = 4401;
const CHANGED = 4403;
const TOO_FAST = 4429;
const CALM = 5; // seconds to wait at least after having been too fast

/** Dispatches "up", "down", "logout", and "changed" when there is something new in what the person's pages show. */
export class Socket extends EventTarget {
  /** How often something had changed in what the person's pages show, as far as this page knows. */
  changes = 0;
  #open;
  #random;
  #backoff;
  #receipts = new Receipts();
  /** @type {Wire | null} */
  #wire = null;
  #up = false;
  /** @type {Map<number, { stream: Stream, show: Show }>} */
  #watches = new Map();
  /** @type {Set<number>} */
  #stops = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #comeback;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #limit;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #quiet;

  /**
   * @param {() => Wire} open makes a connection
   * @param {() => number} [random]
   */
  constructor(open, random = Math.random) {
    super();
    this.#open = open;
    this.#random = random;
    this.#backoff = new Backoff(random);
  }

  connect() {
    clearTimeout(this.#comeback);
    this.#wire = this.#open();
    this.#wire.onmessage = (event) => this.#hear(event.data);
    this.#wire.onclose = (event) => this.#lose(event.code);
    this.#expect(HELLO);
  }

  /** Leaves for good. */
  close() {
    this.#drop();
    clearTimeout(this.#comeback);
  }

  /**
   * Hears of a reply until it is closed, through any number of connections.
   *
   * @param {Stream} stream
   * @param {Show} show
   */
  watch(stream, show) {
    this.#watches.set(stream.reply, { stream, show });
    if (this.#up) this.#tell(stream.reply, { type: "hello" });
  }

  /** @param {number} reply */
  leave(reply) {
    this.#watches.delete(reply);
    this.#stops.delete(reply);
    this.#receipts.forget(reply);
  }

  /**
   * Remembered until the reply is closed: a connection that dies may take the word with it.
   *
   * @param {number} reply
   */
  stop(reply) {
    this.#stops.add(reply);
    this.#send({ type: "stop", reply });
  }

  /** Is the connection alive? After sleep it looks open and is not. */
  probe() {
    if (this.#up) {
      this.#send({ type: "ping" });
      this.#expect(PONG);
    } else if (!this.#wire) {
      this.connect();
    }
  }

  /** @param {string} text */
  #hear(text) {
    this.#listen();
    const event = read(text);
    if (event.type === "hello") this.#greet();
    if (event.changes > this.changes) this.#note(event.changes);
    else if (event.reply !== undefined) this.#tell(event.reply, event);
  }

  /** @param {number} changes */
  #note(changes) {
    this.changes = changes;
    this.dispatchEvent(new Event("changed"));
  }

  #greet() {
    this.#up = true;
    this.#backoff.reset();
    this.#receipts.clear();
    for (const reply of [...this.#watches.keys()]) this.#tell(reply, { type: "hello" });
    for (const reply of this.#stops) this.#send({ type: "stop", reply });
    this.dispatchEvent(new Event("up"));
  }

  /**
   * @param {number} reply
   * @param {Heard} event
   */
  #tell(reply, event) {
    const watch = this.#watches.get(reply);
    if (!watch) return;
    for (const step of watch.stream.hear(event)) this.#take(reply, step, watch.show);
    if (!watch.stream.open) this.leave(reply);
  }

  /**
   * @param {number} reply
   * @param {Step} step
   * @param {Show} show
   */
  #take(reply, step, show) {
    if (step.type === "send") {
      this.#receipts.forget(reply);
      this.#send(step.frame);
    } else {
      show(step);
    }
    if (step.type === "append") this.#receipts.take(reply, step.part, step.to, step.text).forEach((ack) => this.#send(ack));
  }

  /** @param {object} frame */
  #send(frame) {
    if (this.#up) this.#wire?.send(JSON.stringify(frame));
  }

  /** A word came: nothing is expected any more, until it has been quiet for long. */
  #listen() {
    clearTimeout(this.#limit);
    this.#limit = undefined;
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.probe(), QUIET * 1000);
  }

  /** @param {number} seconds */
  #expect(seconds) {
    this.#limit ??= setTimeout(() => this.#lose(0), seconds * 1000);
  }

  /** @param {number} code */
  #lose(code) {
    this.#drop();
    this.dispatchEvent(new Event("down"));
    if (code === LOGGED_OUT) this.dispatchEvent(new Event("logout"));
    else this.#comeback = setTimeout(() => this.connect(), this.#pause(code) * 1000);
  }

  /** @param {number} code */
  #pause(code) {
    if (code === RESTART || code === CHANGED) return this.#random();
    return code === TOO_FAST ? CALM + this.#backoff.next() : this.#backoff.next();
  }

  /** A half-open connection reports its end minutes late: it is not waited for. */
  #drop() {
    clearTimeout(this.#limit);
    this.#limit = undefined;
    clearTimeout(this.#quiet);
    clearTimeout(this.#comeback);
    this.#up = false;
    if (!this.#wire) return;
    this.#wire.onmessage = this.#wire.onclose = null;
    this.#wire.close();
    this.#wire = null;
  }
}

/**
 * A frame as an event; text comes as a row, `[reply, from, to, text, part]`, to be short.
 *
 * @param {string} frame
 */
function read(frame) {
  const event = JSON.parse(frame);
  if (!Array.isArray(event)) return event;
  const [reply, from, to, text, part = "text"] = event;
  return { type: "delta", reply, part, from, to, text };
}
