/** Every recorded sequence of events, played by the page's rule. Python plays the same files. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { Stream } from "../../static/js/stream.js";

const STREAMS = new URL("../streams/", import.meta.url);

for (const name of readdirSync(STREAMS)) {
  const recorded = JSON.parse(readFileSync(new URL(name, STREAMS), "utf8"));

  test(`${name}: ${recorded.claim}`, () => {
    const page = new Page(recorded.reply, recorded.start);

    for (const event of recorded.events) page.hear(event);

    assert.deepEqual(page.sent, recorded.sent);
    assert.deepEqual(page.end(), recorded.end);
  });
}

test("the page shows what the stream holds, at every step of every sequence", () => {
  for (const name of readdirSync(STREAMS)) {
    const { reply, start, events } = JSON.parse(readFileSync(new URL(name, STREAMS), "utf8"));
    const page = new Page(reply, start);
    for (const event of events) {
      page.hear(event);

      const held = [...page.stream.parts].map(([part, { text }]) => [part, text]).filter(([, text]) => text);
      assert.deepEqual([...page.shown].filter(([, text]) => text).sort(), held.sort(), name);
    }
  }
});

test("a stream that was never spoken to asks for nothing", () => {
  assert.deepEqual(new Stream(6).hear(/** @type {any} */ ({ type: "pong" })), []);
});

/** A page as its elements would make one of the steps. */
class Page {
  /**
   * @param {number} reply
   * @param {Record<string, { to: number, text: string }>} start
   */
  constructor(reply, start) {
    this.stream = new Stream(reply, start);
    this.shown = new Map(Object.entries(start).map(([part, { text }]) => [part, text]));
    /** @type {object[]} */
    this.sent = [];
    this.state = "writing";
    /** @type {object | null} */
    this.notice = null;
  }

  /** @param {any} event */
  hear(event) {
    for (const step of this.stream.hear(event)) {
      if (step.type === "append") this.shown.set(step.part, (this.shown.get(step.part) ?? "") + step.text);
      if (step.type === "forget") this.shown.set(step.part, "");
      if (step.type === "send") this.sent.push(step.frame);
      if (step.type === "state") this.state = step.state;
      if (step.type === "gone") this.state = "gone";
      if (step.type === "close") [this.state, this.notice] = [step.state, step.notice];
    }
  }

  end() {
    const parts = Object.fromEntries(this.stream.parts);
    return { open: this.stream.open, state: this.state, notice: this.notice, parts };
  }
}
