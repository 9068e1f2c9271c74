/** One wish after another, from this page to the server, with what is seen of it meanwhile. */

import { Sending } from "./sending.js";

/**
 * @import { Outcome, Wish } from "./sending.js"
 * @import { ChatNotes } from "./elements/notes.js"
 * @import { ChatSend } from "./elements/send.js"
 */

const AGAIN = "The server does not answer. Trying again.";

export class Wishes {
  #button;
  #notes;
  #sending;
  #isUnderWay = false;

  /**
   * @param {string} token against forged forms
   * @param {ChatSend} button
   * @param {ChatNotes} notes
   */
  constructor(token, button, notes) {
    this.#button = button;
    this.#notes = notes;
    this.#sending = new Sending(token, {
      fetch: (...request) => fetch(...request),
      wait: (seconds) => new Promise((go) => setTimeout(go, seconds * 1000)),
      again: () => notes.say(AGAIN),
      random: Math.random,
    });
  }

  get isUnderWay() {
    return this.#isUnderWay;
  }

  /**
   * The id under which a text was tried for a model without an answer, or nothing.
   *
   * @param {string} text
   * @param {string} model
   */
  idOf(text, model) {
    return this.#sending.idOf(asking(text, model));
  }

  /**
   * Goes on where an earlier page stopped trying.
   *
   * @param {{ text: string, model: string, id: string }} tried
   */
  resume({ text, model, id }) {
    this.#sending.resume(asking(text, model), id);
  }

  /**
   * Sends a wish, and says what is wrong with it.
   *
   * @param {Wish} wish
   * @param {() => void} begun is called as soon as it has its id
   * @returns {Promise<Outcome | null>} null while another one is on its way
   */
  async send(wish, begun) {
    if (this.#isUnderWay) return null;
    this.#isUnderWay = this.#button.sending = true;
    this.#notes.fail(null);
    const sent = this.#sending.send(wish, location.href);
    begun();
    const outcome = await sent;
    this.#isUnderWay = this.#button.sending = false;
    this.#notes.fail("problem" in outcome ? outcome.problem : null);
    if ("answer" in outcome && outcome.answer) this.#notes.warn(outcome.answer.warning ?? "");
    return outcome;
  }
}

/**
 * The wish that a prompt is.
 *
 * @param {string} text
 * @param {string} model
 */
export function asking(text, model) {
  return { path: "/ask/", text, model };
}
