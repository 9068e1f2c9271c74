/**
 * The field and what stands around it. It keeps the text until the server has it, lets it wait while a reply is open, and
 * sends what else is wished on the page. Dispatches "asked", "edit-last-wanted" and "end-wanted".
 */

import { Drafts } from "../drafts.js";
import { find } from "../find.js";
import { EMPTY, excess, sends, trimmed } from "../prompt.js";
import { Sending } from "../sending.js";

/**
 * @import { Answer, Outcome, Problem, Wish } from "../sending.js"
 * @import { ChatNext } from "./next.js"
 * @import { ChatNotes } from "./notes.js"
 * @import { ChatSend } from "./send.js"
 * @import { ChatTools } from "./tools.js"
 */

const PAUSE = 0.3; // seconds of silence after which a draft is stored
const LINES = 12; // that a field has at most where it cannot grow by itself

const OPEN = "This reply has to end first. Your text stays here: send it then, or stop the reply.";
const WAITING = "One prompt is waiting already. Edit or cancel it to send another one; your text stays here.";
const AGAIN = "The server does not answer. Trying again.";

export class ChatComposer extends HTMLElement {
  #form = find(this, "form", HTMLFormElement);
  #text = find(this, "textarea", HTMLTextAreaElement);
  #tools = /** @type {ChatTools} */ (find(this, "chat-tools", HTMLElement));
  #next = /** @type {ChatNext} */ (find(this, "chat-next", HTMLElement));
  #conversation = find(this, "[name='conversation']", HTMLInputElement);
  #parent = find(this, "[name='parent']", HTMLInputElement);
  #button = /** @type {ChatSend} */ (find(this, "chat-send", HTMLElement));
  #notes = /** @type {ChatNotes} */ (find(this, "chat-notes", HTMLElement));
  #more = find(this, ".more", HTMLElement);

  #drafts = new Drafts(() => localStorage, this.dataset.person ?? "");
  #sending = new Sending(find(this, "[name='csrfmiddlewaretoken']", HTMLInputElement).value, {
    fetch: (...request) => fetch(...request),
    wait: (seconds) => new Promise((go) => setTimeout(go, seconds * 1000)),
    again: () => this.#notes.say(AGAIN),
    random: Math.random,
  });
  #isSending = false;
  #isWriting = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #ended = new AbortController();

  connectedCallback() {
    this.#ended = new AbortController();
    const { signal } = this.#ended;
    this.#form.addEventListener("submit", (event) => this.#submit(event), { signal });
    this.#text.addEventListener("keydown", (event) => this.#press(event), { signal });
    this.#text.addEventListener("input", () => this.#typed(), { signal });
    this.addEventListener("let-go", () => this.take(), { signal });
    this.addEventListener("next-left", (event) => event instanceof CustomEvent && this.#giveBack(event.detail), { signal });
    this.#more.addEventListener("click", () => this.#tell("end-wanted"), { signal });
    window.addEventListener("pagehide", () => this.keep(), { signal });
    this.#restore();
    // By then the replies of the page have said whether one is open.
    setTimeout(() => this.#askNext());
  }

  disconnectedCallback() {
    this.#ended.abort();
    clearTimeout(this.#timer);
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
  async send(wish) {
    if (this.#isSending) return null;
    this.#isSending = this.#button.sending = true;
    this.#notes.fail(null);
    const sent = this.#sending.send({ model: this.#tools.model, ...wish }, location.href);
    this.keep(); // with its id: a reload meanwhile must not send it twice
    const outcome = await sent;
    this.#isSending = this.#button.sending = false;
    this.#notes.fail("problem" in outcome ? outcome.problem : null);
    if ("answer" in outcome && outcome.answer) this.#notes.warn(outcome.answer.warning ?? "");
    return outcome;
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

  /** Takes the focus; under a finger that would open the keyboard. */
  take() {
    if (!matchMedia("(pointer: coarse)").matches) this.#text.focus({ preventScroll: true });
  }

  /** Stores what was typed, now. */
  keep() {
    clearTimeout(this.#timer);
    const text = this.#text.value;
    const model = this.#tools.model;
    this.#drafts.save(this.#place, { text, model, id: this.#sending.idOf(wishFor(text, model)) });
  }

  /** Forgets every draft of this person on this machine. */
  forget() {
    this.#text.value = "";
    this.#drafts.clear();
    this.#next.forget();
  }

  /** What the server drew after an error comes before what was stored. */
  #restore() {
    const late = this.#next.begin(this.dataset.person ?? "", this.#place);
    const draft = this.#text.value ? null : this.#drafts.load(this.#place);
    if (draft) {
      this.#text.value = draft.text;
      this.#sending.resume(wishFor(draft.text, draft.model), draft.id);
    }
    if (late) this.#giveBack(late);
    this.#fit();
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    const text = this.#text.value;
    if (this.#isSending || !this.#fits(text)) return;
    if (this.#isWriting) this.#wait(text);
    else this.#askTyped(text);
  }

  /** @param {string} typed */
  async #askTyped(typed) {
    const answer = await this.#ask(typed, this.#tools.model);
    if (answer) this.#clear(typed);
  }

  /** @param {string} text */
  #wait(text) {
    if (this.#next.waiting) return this.#notes.say(WAITING);
    this.#next.put(this.#place, trimmed(text), this.#tools.model);
    this.#text.value = "";
    this.#typed();
  }

  /** Sends what waited, under the id it has had since, so that a page that was left in the middle sends it once. */
  async #askNext() {
    const { waiting } = this.#next;
    if (!waiting || this.#isWriting || this.#isSending) return;
    this.#sending.resume(wishFor(waiting.text, waiting.model), waiting.id);
    const answer = await this.#ask(waiting.text, waiting.model);
    this.#next.take();
    if (answer) this.keep();
    else this.#giveBack(waiting.text);
  }

  /** @param {string} text that goes back into the field, before what is there */
  #giveBack(text) {
    if (text) this.#text.value = [text, this.#text.value].filter(Boolean).join("\n\n");
    this.#typed();
    this.take();
  }

  /**
   * @param {string} typed
   * @param {string} model
   * @returns {Promise<Answer | null>} null when the server does not have it, and the person was told why
   */
  async #ask(typed, model) {
    const label = this.#tools.labelOf(model);
    const wish = wishFor(typed, model);
    const [conversation, parent] = [this.#conversation.value, this.#parent.value];
    const outcome = await this.send({ ...this.#tools.wished, ...wish, conversation, parent });
    if (outcome && "answer" in outcome && outcome.answer) {
      this.#drafts.drop(this.#place);
      this.#conversation.value = this.#tools.conversation = outcome.answer.conversation;
      this.#tell("asked", { answer: outcome.answer, text: wish.text, label, parent: Number(parent) || null });
      return outcome.answer;
    }
    if (outcome && "problem" in outcome && outcome.problem.kind === "not_found") {
      // The next step is a new chat: the text waits there.
      this.#drafts.save("new", { text: this.#text.value || typed, id: "", model: "" });
    }
    return null;
  }

  /**
   * Who went on typing behind what was sent keeps that; who changed it meanwhile keeps everything.
   *
   * @param {string} typed
   */
  #clear(typed) {
    const { value } = this.#text;
    this.#text.value = value.startsWith(typed) ? value.slice(typed.length) : value;
    this.#typed();
    this.keep();
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (sends(event)) {
      event.preventDefault();
      this.#form.requestSubmit();
    } else if (event.key === "ArrowUp" && (event.ctrlKey || event.metaKey) && !this.#text.value) {
      event.preventDefault();
      this.#tell("edit-last-wanted");
    }
  }

  #typed() {
    this.#fit();
    this.#button.typed = Boolean(this.#text.value.trim());
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.keep(), PAUSE * 1000);
  }

  /** A field that does not grow by itself is given the lines it has. */
  #fit() {
    if (CSS.supports("field-sizing", "content")) return;
    this.#text.rows = Math.min(LINES, this.#text.value.split("\n").length);
  }

  /**
   * @param {string} name
   * @param {object} [detail]
   */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  get #place() {
    return this.#conversation.value || "new";
  }
}

/**
 * @param {string} typed
 * @param {string} model
 */
function wishFor(typed, model) {
  return { path: "/ask/", text: trimmed(typed), model };
}
