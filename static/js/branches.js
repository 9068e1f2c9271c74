/** What a person wishes of a conversation's branches, carried to the server and shown: ask, ask again, edit, turn back. */

import { Fresh, branchOf } from "./fresh.js";

/**
 * @import { Turn } from "./branch.js"
 * @import { Branch } from "./fresh.js"
 * @import { Answer } from "./sending.js"
 * @import { ChatComposer } from "./elements/composer.js"
 * @import { ChatEdit } from "./elements/edit.js"
 * @import { ChatThread } from "./elements/thread.js"
 * @typedef {{ answer: Answer, text: string, label: string, parent: number | null }} Asked
 * @typedef {{ begin: (answer: Answer) => void, name: (title: string) => void }} Page what hears of a reply that begins,
 *   and of the conversation's title
 */

const TOO_EARLY = "A reply is being written. Wait for its end or stop it, then try again.";
const EDITING = "A prompt is being edited. Ask again with it or cancel it, then try again.";
const UNSEEN = {
  kind: "unreached",
  message: "The version was chosen, but the server did not send it. Check the connection, then reload the page.",
};

export class Branches {
  #composer;
  #thread;
  #page;
  /** @type {Fresh<Branch>} */
  #fresh;
  /** @type {Turn | undefined} */
  #last;

  /**
   * @param {ChatComposer} composer
   * @param {ChatThread} thread
   * @param {Page} page
   */
  constructor(composer, thread, page) {
    this.#composer = composer;
    this.#thread = thread;
    this.#page = page;
    const ask = async () => {
      const { conversation } = composer;
      return conversation ? branchOf(fetch, `/c/${conversation}/`, thread.shown) : null;
    };
    this.#fresh = new Fresh(ask, ({ title, turns, used }) => {
      page.name(title);
      composer.tools.used = used;
      thread.show(turns);
      this.#last = turns.at(-1);
      this.#stand();
    });
  }

  /** Whether it is known what the last reply took; a provider may count after its last word. */
  get isCounted() {
    return (this.#last?.facts?.completion_tokens ?? null) !== null;
  }

  /** Shows what is stored, if it can be had. */
  refresh() {
    return this.#fresh.refresh();
  }

  /**
   * A prompt was sent. Nothing is asked of the server, which begins the reply now: it will say that something changed.
   *
   * @param {Asked} asked
   */
  add({ answer, text, label, parent }) {
    const prompt = { id: answer.prompt, parent, role: "user", parts: [{ name: "text", text, to: 0 }] };
    this.#grow(parent, [prompt, replyOf(answer, label)]);
    this.#page.begin(answer);
  }

  /**
   * Asks for another reply, or for one that goes on.
   *
   * @param {{ path: string, model?: string, label?: string }} wish for the model that is chosen, if it names none
   */
  async again({ path, model, label = this.#composer.tools.label }) {
    if (this.#isEditing()) return;
    const answer = await this.#answerTo(model ? { path, model } : { path });
    if (!answer) return;
    this.#grow(answer.prompt, [replyOf(answer, label)]);
    this.#page.begin(answer);
    this.refresh(); // for what only the server knows: which version of how many
    this.#composer.take();
  }

  /**
   * Asks for another reply, of a model that is chosen for it.
   *
   * @param {{ path: string, opener: HTMLElement }} wish
   */
  other({ path, opener }) {
    this.#composer.tools.pick(opener, (model, label) => this.again({ path, model, label }));
  }

  /**
   * Asks with the new text of a prompt, beside the old one.
   *
   * @param {{ edit: ChatEdit, text: string }} edited
   */
  async edit({ edit, text }) {
    const { message, parent = "" } = edit.closest("article")?.dataset ?? {};
    if (!this.#composer.takes(text)) return;
    const { conversation, tools: { label } } = this.#composer;
    edit.sending = true;
    const where = { conversation, parent: parent || "root" };
    const answer = await this.#answerTo({ path: "/ask/", text, about: `instead of ${message}`, ...where });
    edit.sending = false;
    if (!answer) return;
    edit.remove();
    this.add({ answer, text, label, parent: Number(parent) || null });
    this.refresh();
    this.#composer.take();
  }

  /**
   * Shows another version of a message, and what followed it.
   *
   * @param {{ key: number, way: string }} version
   */
  async turn({ key, way }) {
    if (this.#isEditing()) return;
    const outcome = await this.#composer.send({ path: `/m/${key}/show/` });
    if (!outcome || "problem" in outcome) return;
    if (await this.refresh()) this.#thread.take(key, way);
    else this.#composer.fail(UNSEEN);
  }

  /**
   * The page was opened at a message of another branch than the one shown last: it is the one shown from now on.
   *
   * @param {string} key
   */
  async arrive(key) {
    await this.#composer.send({ path: `/m/${key}/show/` });
  }

  /** Says why nothing can be asked now. */
  wait() {
    this.#composer.say(TOO_EARLY);
  }

  #isEditing() {
    if (this.#thread.editing) this.#composer.say(EDITING);
    return this.#thread.editing;
  }

  /** @param {import("./sending.js").Wish} wish */
  async #answerTo(wish) {
    const outcome = await this.#composer.send(wish);
    return outcome && "answer" in outcome ? outcome.answer : null;
  }

  /**
   * @param {number | null} after
   * @param {Turn[]} born
   */
  #grow(after, born) {
    this.#thread.grow(after, born); // First: from then on the reply is heard of.
    this.#stand();
  }

  #stand() {
    this.#composer.parent = this.#thread.shown.at(-1) ?? null;
  }
}

/**
 * Queued, however far it is: its stream tells.
 *
 * @param {Answer} answer
 * @param {string} label
 */
function replyOf({ prompt, reply }, label) {
  return { id: reply, parent: prompt, role: "assistant", state: "queued", model_label: label };
}
