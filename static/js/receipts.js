/**
 * What the tab has received and not yet acknowledged. The server counts the characters a whole tab owes it, over
 * all replies and parts, and sends no more beyond 65,536: so the tab counts them together, too.
 */

/** @typedef {{ type: "ack", reply: number, part: string, to: number }} Ack */

const ENOUGH = 16384; // characters: a quarter of the server's window

export class Receipts {
  #characters = 0;
  /** @type {Map<string, Ack>} */
  #due = new Map();

  /**
   * @param {number} reply
   * @param {string} part
   * @param {number} to the offset reached
   * @param {string} text
   * @returns {Ack[]} what is to be acknowledged now
   */
  take(reply, part, to, text) {
    this.#characters += text.length;
    this.#due.set(`${reply} ${part}`, { type: "ack", reply, part, to });
    if (this.#characters < ENOUGH) return [];
    const acks = [...this.#due.values()];
    this.clear();
    return acks;
  }

  /**
   * A new `watch` begins a new account of that reply.
   *
   * @param {number} reply
   */
  forget(reply) {
    for (const [name, ack] of this.#due) if (ack.reply === reply) this.#due.delete(name);
  }

  clear() {
    this.#characters = 0;
    this.#due.clear();
  }
}
