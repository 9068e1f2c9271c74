/**
 * The page's whole rule for the text of one reply: append if `from` is where I am, ignore if `to` is not beyond
 * me, else ask. It knows no element and no socket; it hears events and answers with the steps they lead to.
 * Offsets are the server's (Python counts code points, a browser UTF-16 units): they are stored, never computed.
 */

import { crc32 } from "./crc32.js";

/**
 * @typedef {{ kind: string, message: string }} Notice
 * @typedef {{ to: number, text: string }} Part how far a part has come, and all of its text
 * @typedef {{ type: "watch", reply: number, at: Record<string, number> }} Watch
 * @typedef {{ type: "delta", reply: number, part: string, from: number, to: number, text: string }} Delta
 * @typedef {{ type: "closed", reply: number, state: string, finish_reason: string | null, notice: Notice | null,
 *   parts: Record<string, [number, string]> }} Closed
 * @typedef {{ type: "hello" } | { type: "state", reply: number, state: string } | Delta | Closed |
 *   { type: "gone", reply: number }} Event
 * @typedef {{ type: "append", part: string, to: number, text: string } | { type: "forget", part: string } |
 *   { type: "state", state: string } | { type: "gone" } | { type: "send", frame: Watch } |
 *   { type: "close", state: string, finish_reason: string | null, notice: Notice | null }} Step
 */

const QUESTIONS = 3; // in a row without any progress; more would only be noise, `closed` has the last word
const HEALINGS = 2; // a part that differs from the stored one after two readings differs for another reason
const DOUBT = {
  kind: "doubt",
  message: "What is shown here may differ from what is stored. Reload the page to see what is stored.",
};

/** How far one page has come in one reply. */
export class Stream {
  #asking = false;
  #questions = 0;
  #healings = 0;

  /**
   * @param {number} reply
   * @param {Record<string, Part>} [parts] what the page shows already
   */
  constructor(reply, parts = {}) {
    this.reply = reply;
    this.open = true;
    /** @type {Map<string, Part>} */
    this.parts = new Map(Object.entries(parts));
  }

  /**
   * @param {Event} event
   * @returns {Step[]}
   */
  hear(event) {
    if (!this.open) return [];
    switch (event.type) {
      case "hello":
        return this.#rejoin();
      case "state":
        // The first answer to a question: what comes after it is no longer what was under way before.
        this.#asking = false;
        return [{ type: "state", state: event.state }];
      case "delta":
        return this.#take(event);
      case "closed":
        return this.#close(event);
      case "gone":
        this.open = false;
        return [{ type: "gone" }];
      default:
        return [];
    }
  }

  /**
   * @param {string} name
   * @returns {Part}
   */
  part(name) {
    return this.parts.get(name) ?? { to: 0, text: "" };
  }

  #rejoin() {
    this.#asking = false;
    this.#questions = 0;
    return this.#ask();
  }

  /**
   * @param {Delta} delta
   * @returns {Step[]}
   */
  #take({ part, from, to, text }) {
    const mine = this.part(part);
    if (to <= mine.to) return [];
    if (from !== mine.to) return this.#ask();
    this.#asking = false;
    this.#questions = 0;
    this.parts.set(part, { to, text: mine.text + text });
    return [{ type: "append", part, to, text }];
  }

  /**
   * One question at a time: what was sent before it was heard would raise it again with every delta.
   *
   * @returns {Step[]}
   */
  #ask() {
    if (this.#asking || this.#questions >= QUESTIONS) return [];
    this.#asking = true;
    this.#questions += 1;
    const at = Object.fromEntries([...this.parts].map(([name, { to }]) => [name, to]));
    return [{ type: "send", frame: { type: "watch", reply: this.reply, at } }];
  }

  /**
   * @param {Closed} closed
   * @returns {Step[]}
   */
  #close({ state, finish_reason, notice, parts }) {
    const wrong = this.#differing(parts);
    if (wrong.length && this.#healings < HEALINGS) return this.#heal(wrong);
    this.open = false;
    return [{ type: "close", state, finish_reason, notice: wrong.length ? DOUBT : notice }];
  }

  /**
   * @param {Record<string, [number, string]>} stored
   * @returns {string[]}
   */
  #differing(stored) {
    const names = new Set([...this.parts.keys(), ...Object.keys(stored)]);
    return [...names].filter((name) => {
      const mine = this.part(name);
      const [length, digest] = stored[name] ?? [0, crc32("")];
      return mine.to !== length || crc32(mine.text) !== digest;
    });
  }

  /**
   * @param {string[]} names
   * @returns {Step[]}
   */
  #heal(names) {
    this.#healings += 1;
    for (const name of names) this.parts.set(name, { to: 0, text: "" });
    const steps = names.map((part) => /** @type {Step} */ ({ type: "forget", part }));
    return [...steps, ...this.#rejoin()];
  }
}
