/** Messages that a person deletes from the page, and the way back: several in a row come back together. */

import { post } from "./post.js";
import { promised } from "./promised.js";

/** @import { ChatToast } from "./elements/toast.js" */

export class Dropped {
  #toast;
  #show;
  /** What Undo brings back. @type {number[]} */
  #ids = [];
  #count = 0;

  /**
   * @param {ChatToast} toast
   * @param {() => Promise<unknown>} show what is stored
   */
  constructor(toast, show) {
    this.#toast = toast;
    this.#show = show;
  }

  /**
   * Out of sight at once, and back when the server could not do it.
   *
   * @param {number} message
   * @param {boolean} byKey
   */
  async drop(message, byKey) {
    leave(message, true);
    const { said, problem } = await post(`/m/${message}/delete/`, {});
    if (problem) {
      leave(message, false);
      return this.#toast.say(problem);
    }
    if (said.conversation) {
      promised(said.conversation);
      return location.assign("/");
    }
    const isFirst = !this.#toast.isOpen || !this.#ids.length;
    this.#ids = isFirst ? [said.message] : [...this.#ids, said.message];
    this.#count = isFirst ? said.count : this.#count + said.count;
    this.#offer();
    if (byKey) this.#toast.reach();
    await this.#show();
  }

  #offer() {
    this.#toast.say(this.#count === 1 ? "Deleted." : `${this.#count} messages deleted.`, () => this.#undo(this.#ids));
  }

  /** @param {number[]} ids */
  async #undo(ids) {
    this.#ids = [];
    /** @type {string[]} */
    const problems = [];
    // What was deleted last may lie in what was deleted before.
    for (const id of ids.toReversed()) {
      const { problem } = await post(`/m/${id}/restore/`, {});
      if (problem) problems.push(problem);
    }
    if (problems[0]) this.#toast.say(problems[0], () => this.#undo(ids));
    await this.#show();
    ids.forEach((id) => leave(id, false));
    document.querySelector(`[data-message="${ids[0]}"]`)?.scrollIntoView({ block: "nearest" });
  }
}

/**
 * @param {number} message that goes, with all that follows it
 * @param {boolean} leaving
 */
function leave(message, leaving) {
  document.querySelector(`[data-message="${message}"]`)?.toggleAttribute("data-leaving", leaving);
}
