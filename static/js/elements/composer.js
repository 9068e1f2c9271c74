/**
 * What a person asks with: it keeps the text until the server has it, lets it wait while a reply is open, and sends
 * what else is wished on the page. Dispatches "asked" and "end-wanted".
 */

import { find } from "../find.js";
import { EMPTY, excess, trimmed } from "../prompt.js";
import { Wishes, asking } from "../wishes.js";

/**
 * @import { Answer, Outcome, Problem, Wish } from "../sending.js"
 * @import { ChatField } from "./field.js"
 * @import { ChatNext } from "./next.js"
 * @import { ChatNotes } from "./notes.js"
 * @import { ChatSend } from "./send.js"
 * @import { ChatTools } from "./tools.js"
 */

const OPEN = "This reply has to end first. Your text stays here: send it then, or stop the reply.";
const WAITING = "One prompt is waiting already. Edit or cancel it to send another one; your text stays here.";

export class ChatComposer extends HTMLElement {
  #field = /** @type {ChatField} */ (find(this, "chat-field", HTMLElement));
  #tools = /** @type {ChatTools} */ (find(this, "chat-tools", HTMLElement));
  #next = /** @type {ChatNext} */ (find(this, "chat-next", HTMLElement));
  #conversation = find(this, "[name='conversation']", HTMLInputElement);
  #parent = find(this, "[name='parent']", HTMLInputElement);
  #button = /** @type {ChatSend} */ (find(this, "chat-send", HTMLElement));
  #notes = /** @type {ChatNotes} */ (find(this, "chat-notes", HTMLElement));
  #more = find(this, ".more", HTMLElement);
  #wishes = new Wishes(find(this, "[name='csrfmiddlewaretoken']", HTMLInputElement).value, this.#button, this.#notes);
  #isWriting = false;
  #ended = new AbortController();

  connectedCallback() {
    this.#ended = new AbortController();
    const { signal } = this.#ended;
    this.addEventListener("submit", (event) => this.#submit(event), { signal });
    this.addEventListener("typed", () => (this.#button.typed = Boolean(this.#field.value.trim())), { signal });
    this.addEventListener("let-go", () => this.take(), { signal });
    this.addEventListener("next-left", (event) => event instanceof CustomEvent && this.#field.giveBack(event.detail), { signal });
    this.#more.addEventListener("click", () => this.#tell("end-wanted"), { signal });
    this.#restore();
    // By then the replies of the page have said whether one is open.
    setTimeout(() => this.#askNext());
  }

  disconnectedCallback() {
    this.#ended.abort();
  }

  /** @param {boolean} writing whether a reply is open here */
  set writing(writing) {
    const hasEnded = this.#isWriting && !writing;
    this.#isWriting = this.#button.writing = writing;
    if (!writing) this.#notes.say("");
    if (hasEnded) this.#askNext();
  }

  /** @param {boolean} more whether there is new text below */
  set more(more) {
    this.#more.hidden = !more;
  }

  /** @param {number | null} parent the message that the next prompt follows */
  set parent(parent) {
    this.#parent.value = parent ? String(parent) : "";
  }

  get conversation() {
    return this.#conversation.value;
  }

  /** The row under the field. */
  get tools() {
    return this.#tools;
  }

  /**
   * Sends a wish for the chosen model, and says what is wrong with it.
   *
   * @param {Wish} wish
   * @returns {Promise<Outcome | null>} null while another one is on its way
   */
  send(wish) {
    // Kept with its id: a reload meanwhile must not send it twice.
    return this.#wishes.send({ model: this.#tools.model, ...wish }, () => this.keep());
  }

  /**
   * Whether a text can be sent; if not, the person is told why.
   *
   * @param {string} text
   */
  takes(text) {
    if (this.#isWriting) this.#notes.say(OPEN);
    return !this.#isWriting && this.#fits(text);
  }

  /** @param {string} text */
  #fits(text) {
    const tooLong = excess(trimmed(text), Number(this.dataset.longest) || Infinity);
    if (!text.trim()) this.#notes.say(EMPTY);
    else if (tooLong) this.#notes.fail({ kind: "too_long", message: tooLong });
    else return true;
    return false;
  }

  /** @param {string} sentence */
  say(sentence) {
    this.#notes.say(sentence);
  }

  /** @param {Problem} problem */
  fail(problem) {
    this.#notes.fail(problem);
  }

  take() {
    this.#field.take();
  }

  /** Stores what was typed, now. */
  keep() {
    this.#field.keep();
  }

  /** Nothing stays on a machine that somebody else may use next. */
  forget() {
    this.#field.forget();
    this.#next.forget();
  }

  #restore() {
    const [person, place] = [this.dataset.person ?? "", this.#conversation.value || "new"];
    const late = this.#next.begin(person, place);
    const draft = this.#field.begin(person, place, (text) => this.#sign(text));
    if (draft) this.#wishes.resume({ ...draft, text: trimmed(draft.text) });
    if (late) this.#field.giveBack(late);
  }

  /** @param {string} text */
  #sign(text) {
    const { model } = this.#tools;
    return { model, id: this.#wishes.idOf(trimmed(text), model) };
  }

  /** @param {Event} event */
  #submit(event) {
    if (event.target !== this.querySelector("form.composer")) return; // the parameters have a form of their own
    event.preventDefault();
    const text = this.#field.value;
    if (this.#wishes.isUnderWay || !this.#fits(text)) return;
    if (this.#isWriting) this.#wait(text);
    else this.#askTyped(text);
  }

  /** @param {string} typed */
  async #askTyped(typed) {
    if (await this.#ask(typed, this.#tools.model)) this.#field.clear(typed);
  }

  /** @param {string} text */
  #wait(text) {
    if (this.#next.waiting) return this.#notes.say(WAITING);
    this.#next.put(this.#conversation.value || "new", trimmed(text), this.#tools.model);
    this.#field.value = "";
  }

  /** Sends what waited, under the id it has had since, so that a page that was left in the middle sends it once. */
  async #askNext() {
    const { waiting } = this.#next;
    if (!waiting || this.#isWriting || this.#wishes.isUnderWay) return;
    this.#wishes.resume(waiting);
    const answer = await this.#ask(waiting.text, waiting.model);
    this.#next.take();
    if (answer) this.keep();
    else this.#field.giveBack(waiting.text);
  }

  /**
   * @param {string} typed
   * @param {string} model
   * @returns {Promise<Answer | null>} null when the server does not have it, and the person was told why
   */
  async #ask(typed, model) {
    const label = this.#tools.labelOf(model);
    const text = trimmed(typed);
    const [conversation, parent] = [this.#conversation.value, this.#parent.value];
    const outcome = await this.send({ ...this.#tools.wished, ...asking(text, model), conversation, parent });
    if (outcome && "answer" in outcome && outcome.answer) {
      this.#begin(outcome.answer);
      this.#tell("asked", { answer: outcome.answer, text, label, parent: Number(parent) || null });
      return outcome.answer;
    }
    // The next step is a new chat: the text waits there.
    if (outcome && "problem" in outcome && outcome.problem.kind === "not_found") this.#field.leave(typed);
    return null;
  }

  /** @param {Answer} answer */
  #begin({ conversation }) {
    this.#conversation.value = this.#tools.conversation = conversation;
    this.#field.moveTo(conversation);
  }

  /**
   * @param {string} name
   * @param {object} [detail]
   */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }
}
