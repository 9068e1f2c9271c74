/** The field and its model. It keeps the text until the server has it. Dispatches "asked" and "end-wanted". */

import { Drafts } from "../drafts.js";
import { find } from "../find.js";
import { Sending } from "../sending.js";

/**
 * @import { Answer, Problem } from "../sending.js"
 * @import { ChatSend } from "./send.js"
 */

const PAUSE = 0.3; // seconds of silence after which a draft is stored
const LINES = 12; // that a field has at most where it cannot grow by itself

const EMPTY = "There is no text yet. Write something, then send it.";
const OPEN = "This reply has to end first. Your text stays here: send it then, or stop the reply.";
const AGAIN = "The server does not answer. Trying again.";

export class ChatComposer extends HTMLElement {
  #form = find(this, "form", HTMLFormElement);
  #text = find(this, "textarea", HTMLTextAreaElement);
  #model = find(this, "select", HTMLSelectElement);
  #conversation = find(this, "[name='conversation']", HTMLInputElement);
  #button = /** @type {ChatSend} */ (find(this, "chat-send", HTMLElement));
  #error = find(this, "[data-part='error']", HTMLElement);
  #hint = find(this, "[data-part='hint']", HTMLElement);
  #more = find(this, ".more", HTMLElement);

  #drafts = new Drafts(() => localStorage, this.dataset.person ?? "");
  #sending = new Sending(find(this, "[name='csrfmiddlewaretoken']", HTMLInputElement).value, {
    fetch: (...request) => fetch(...request),
    wait: (seconds) => new Promise((go) => setTimeout(go, seconds * 1000)),
    again: () => this.#say(AGAIN),
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
    this.addEventListener("let-go", () => this.#focus(), { signal });
    this.#more.addEventListener("click", () => this.#tell("end-wanted"), { signal });
    window.addEventListener("pagehide", () => this.keep(), { signal });
    this.#restore();
  }

  disconnectedCallback() {
    this.#ended.abort();
    clearTimeout(this.#timer);
  }

  /** @param {boolean} writing whether a reply is open here */
  set writing(writing) {
    this.#isWriting = this.#button.writing = writing;
    if (!writing) this.#say("");
  }

  /** @param {boolean} more whether there is new text below */
  set more(more) {
    this.#more.hidden = !more;
  }

  /** Stores what was typed, now. */
  keep() {
    clearTimeout(this.#timer);
    const text = this.#text.value;
    const model = this.#model.value;
    this.#drafts.save(this.#place, { text, model, id: this.#sending.idOf(trimmed(text), model) });
  }

  /** Forgets every draft of this person on this machine. */
  forget() {
    this.#text.value = "";
    this.#drafts.clear();
  }

  /** What the server drew after an error comes before what was stored. */
  #restore() {
    const draft = this.#text.value ? null : this.#drafts.load(this.#place);
    if (!draft) return;
    this.#text.value = draft.text;
    this.#sending.resume({ ...draft, text: trimmed(draft.text) });
    this.#fit();
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    const typed = this.#text.value;
    const tooLong = this.#tooLong(trimmed(typed));
    if (this.#isSending) return;
    if (this.#isWriting) this.#say(OPEN);
    else if (!typed.trim()) this.#say(EMPTY);
    else if (tooLong) this.#fail({ kind: "too_long", message: tooLong });
    else this.#ask(typed);
  }

  /** @param {string} typed */
  async #ask(typed) {
    const text = trimmed(typed);
    const label = this.#model.selectedOptions[0]?.label ?? "";
    this.#isSending = this.#button.sending = true;
    this.#fail(null);
    const sent = this.#sending.send(text, this.#model.value, this.#conversation.value, location.href);
    this.keep(); // with its id: a reload meanwhile must not send it twice
    const outcome = await sent;
    this.#isSending = this.#button.sending = false;
    if ("problem" in outcome) {
      this.#fail(outcome.problem);
    } else {
      this.#clear(typed, outcome.answer);
      this.#tell("asked", { answer: outcome.answer, text, label });
    }
  }

  /**
   * Who went on typing behind what was sent keeps that; who changed it meanwhile keeps everything.
   *
   * @param {string} typed
   * @param {Answer} answer
   */
  #clear(typed, answer) {
    const { value } = this.#text;
    this.#drafts.drop(this.#place);
    this.#conversation.value = answer.conversation;
    this.#text.value = value.startsWith(typed) ? value.slice(typed.length) : value;
    this.#fit();
    this.keep();
  }

  /** @param {Problem | null} problem */
  #fail(problem) {
    this.#say("");
    find(this.#error, "span", HTMLElement).textContent = problem?.message ?? "";
    this.#error.hidden = !problem;
    const link = find(this.#error, "a", HTMLAnchorElement);
    link.hidden = problem?.kind !== "login";
    link.search = `?next=${encodeURIComponent(location.pathname)}`;
    // The next step is a new chat: the text waits there.
    if (problem?.kind === "not_found") this.#drafts.save("new", { text: this.#text.value, id: "", model: "" });
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    // While an input method composes, Enter chooses a word; Safari says so only by 229.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    // Phones have no Shift+Enter, and a button within the thumb's reach.
    if (matchMedia("(hover: none) and (pointer: coarse)").matches) return;
    event.preventDefault();
    this.#form.requestSubmit();
  }

  #typed() {
    this.#fit();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.keep(), PAUSE * 1000);
  }

  /** Under a finger the focus would open the keyboard. */
  #focus() {
    if (!matchMedia("(pointer: coarse)").matches) this.#text.focus();
  }

  /** @param {string} sentence */
  #say(sentence) {
    this.#hint.textContent = sentence;
    this.#hint.hidden = !sentence;
  }

  /** A field that does not grow by itself is given the lines it has. */
  #fit() {
    if (CSS.supports("field-sizing", "content")) return;
    this.#text.rows = Math.min(LINES, this.#text.value.split("\n").length);
  }

  /** @param {string} text */
  #tooLong(text) {
    const longest = Number(this.dataset.longest) || Infinity;
    const over = text.length <= longest ? 0 : [...text].length - longest;
    if (over <= 0) return "";
    const [more, most] = [over, longest].map((count) => count.toLocaleString("en"));
    return `The text is ${more} characters too long; ${most} are allowed. Shorten it, then send it again.`;
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
 * The text as the server keeps it, so that the page shows what is stored.
 *
 * @param {string} text
 */
function trimmed(text) {
  return text.replace(/^\n+|\n+$/g, "");
}
