/**
 * One reply: it takes over what the page was drawn with, goes on live while the reply is open, and shows its end.
 * Dispatches "reply-open" with its stream, and "reply-closed" with a sentence that says how it ended.
 */

import { Attempts } from "../attempts.js";
import { Drawing } from "../draw/drawing.js";
import { find } from "../find.js";
import { Ink } from "../ink.js";
import { Leisure } from "../leisure.js";
import { Sources } from "../sources.js";
import { Steps } from "../steps.js";
import { Stream } from "../stream.js";
import { Thought } from "../thought.js";
import { lasting } from "../times.js";

/** @import { Notice, Part, Step } from "../stream.js" */

/** @type {Record<string, string>} */
const WORDS = {
  queued: "Waiting",
  writing: "Writing",
  done: "",
  stopped: "Stopped",
  failed: "Failed",
  interrupted: "Interrupted",
};
/** @type {Record<string, typeof Steps | typeof Sources | typeof Attempts>} */
const DRAWN = { steps: Steps, sources: Sources, attempts: Attempts }; // the others are Markdown
// Shared by all replies of a page.
const leisure = new Leisure();
const ANSWER = ["text", "reasoning", "steps"]; // what a provider says in answer: no call is repeated after it
const GONE = {
  kind: "gone",
  message: "This reply is no longer there. Reload the page to see what is stored.",
};

export class ChatReply extends HTMLElement {
  /** @type {Map<string, Ink>} */
  #inks = new Map();
  /** @type {Stream | null} */
  #stream = null;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #clock;
  /** @type {Thought | null} */
  #thought = null;
  #begun = false;

  connectedCallback() {
    if (this.#stream?.open) this.#live(this.#stream);
    if (this.#begun) return;
    this.#begun = true;
    if (this.state === "queued" || this.state === "writing") this.#live(this.#taken());
    else leisure.add(() => this.#settle());
  }

  disconnectedCallback() {
    clearInterval(this.#clock);
  }

  get state() {
    return this.#turn.dataset.state ?? "";
  }

  /** All of the reply's text, as it was written. */
  get text() {
    return this.#inks.get("text")?.text ?? find(this, "[data-part='text']", HTMLElement).textContent ?? "";
  }

  /** @param {Stream} stream */
  #live(stream) {
    this.#stream = stream;
    this.#show(this.state);
    this.#clock = setInterval(() => this.#say(), 1000);
    this.#tell("reply-open", { stream, show: this.#take });
  }

  /** What ended long ago is only drawn. */
  #settle() {
    this.#takeOver();
    this.#inks.forEach((ink) => ink.end());
  }

  /** A stream that goes on where the page was drawn. */
  #taken() {
    return new Stream(Number(this.#turn.dataset.message), this.#takeOver());
  }

  /** @param {Step} step */
  #take = (step) => {
    switch (step.type) {
      case "append":
        this.#append(step.part, step.text);
        break;
      case "forget":
        this.#inks.get(step.part)?.reset();
        break;
      case "state":
        this.#show(step.state);
        break;
      case "close":
        this.#turn.dataset.finish = step.finish_reason ?? "";
        this.#close(step.state, step.notice);
        break;
      case "gone":
        this.#close("interrupted", GONE);
        break;
    }
  };

  /** Draws what the server stored and wrote into the page as plain text. */
  #takeOver() {
    /** @type {Record<string, Part>} */
    const parts = {};
    for (const element of this.querySelectorAll("[data-to]")) {
      if (!(element instanceof HTMLElement)) continue;
      const { part = "", to } = element.dataset;
      const text = (element.querySelector("[data-raw]") ?? element).textContent ?? "";
      parts[part] = { to: Number(to), text };
      this.#ink(part, element, text);
    }
    if (ANSWER.some((part) => parts[part]?.text)) this.#inks.get("attempts")?.end();
    return parts;
  }

  /**
   * @param {string} part
   * @param {string} text
   */
  #append(part, text) {
    if (ANSWER.includes(part)) this.#inks.get("attempts")?.end();
    if (part === "reasoning") this.#think();
    if (part === "text") this.#thought?.end();
    this.#inks.get(part)?.append(text);
  }

  /**
   * @param {string} part
   * @param {HTMLElement} element
   * @param {string} text
   */
  #ink(part, element, text) {
    const Kind = DRAWN[part] ?? Drawing;
    this.#inks.set(part, new Ink(element, text, (where) => new Kind(where)));
  }

  /** The first thought makes room for itself. */
  #think() {
    if (this.#inks.has("reasoning")) return;
    this.#thought = new Thought();
    find(this, "[data-part='steps']", HTMLElement).before(this.#thought.element);
    this.#ink("reasoning", this.#thought.body, "");
  }

  /**
   * @param {string} state
   * @param {Notice | null} notice
   */
  #close(state, notice) {
    clearInterval(this.#clock);
    this.#thought?.end();
    this.#inks.forEach((ink) => ink.end());
    this.#notice(state, notice);
    this.#show(state);
    const sentence = notice?.message || "The reply is complete.";
    this.#tell("reply-closed", { reply: this.#stream?.reply, sentence });
  }

  /**
   * @param {string} state
   * @param {Notice | null} notice
   */
  #notice(state, notice) {
    const sentence = notice?.message || (state === "stopped" ? "Stopped." : "");
    const element = find(this, "[data-part='notice']", HTMLElement);
    element.textContent = sentence;
    element.hidden = !sentence;
    if (notice) element.dataset.kind = notice.kind;
  }

  /** @param {string} state */
  #show(state) {
    this.#turn.dataset.state = state;
    this.#say();
  }

  #say() {
    const word = WORDS[this.state] ?? "";
    const seconds = this.#age();
    const counted = this.#stream?.open && seconds >= 1 ? `${word}, ${lasting(seconds)}` : word;
    find(this, ".turn__state", HTMLElement).textContent = counted;
  }

  /** @returns {number} seconds since the prompt was stored */
  #age() {
    const skew = Number(this.closest("chat-thread")?.getAttribute("data-skew") ?? 0);
    return (Date.now() + skew - Date.parse(find(this, "time", HTMLTimeElement).dateTime)) / 1000;
  }

  /**
   * @param {string} name
   * @param {object} detail
   */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  get #turn() {
    return /** @type {HTMLElement} */ (this.closest("article"));
  }
}
