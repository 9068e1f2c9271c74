/** Keeping order among conversations, and in the one that is open: it carries what is chosen in a menu to the server, and the outcome to the page. */

import { Dropped } from "../dropped.js";
import { clone, find } from "../find.js";
import { Order } from "../order.js";
import { name } from "../rows.js";
import { tell } from "../verbs.js";

/**
 * @import { Verb, World } from "../verbs.js"
 * @import { ChatMenu } from "./menu.js"
 * @import { ChatPage } from "./page.js"
 * @import { ChatRename } from "./rename.js"
 * @import { ChatSidebar } from "./sidebar.js"
 * @import { ChatToast } from "./toast.js"
 * @typedef {{ verb: string, subject: HTMLElement, byKey: boolean }} Choice
 */

/** @type {World} */
const WORLD = { fetch: (...request) => fetch(...request), cookies: () => document.cookie };
const BACK_IN_LIST = "It is back in the list.";

export class ChatKeeping extends HTMLElement {
  #order = new Order(this.#sidebar, this.#bar, this.#toast, (...asked) => this.#tell(...asked));
  #dropped = new Dropped(this.#toast, () => this.#page.refresh());
  #ended = new AbortController();

  connectedCallback() {
    this.#ended = new AbortController();
    const { signal } = this.#ended;
    this.addEventListener("click", (event) => this.#prepare(event), { signal, capture: true });
    this.addEventListener("verb", (event) => event instanceof CustomEvent && this.#choose(event.detail), { signal });
    this.addEventListener("asked", (event) => event instanceof CustomEvent && this.#begin(event.detail), { signal });
    this.addEventListener("delete-wanted", (event) => event instanceof CustomEvent && this.#drop(event.detail), { signal });
    this.addEventListener("told", (event) => event instanceof CustomEvent && this.#say(event.detail), { signal });
    this.addEventListener("let-go", (event) => event.target === this.#toast && this.#first.focus(), { signal });
    this.addEventListener("listed", () => this.#see(), { signal });
    document.addEventListener("visibilitychange", () => this.#see(), { signal });
    this.#see();
    // The toast has not been defined yet; it is when this script has run to its end.
    queueMicrotask(() => this.#order.goOn());
  }

  disconnectedCallback() {
    this.#ended.abort();
  }

  /** @param {MouseEvent} event */
  #prepare(event) {
    const button = event.target instanceof Element && event.target.closest(".entry__more");
    const subject = button && button.closest("[data-conversation]");
    if (button instanceof HTMLElement && subject instanceof HTMLElement) this.#menu.prepare(button, subject);
  }

  /** What is open before somebody's eyes is not new any more, in no tab. */
  #see() {
    const row = this.querySelector(".row[aria-current][data-unread]");
    if (!row || document.visibilityState !== "visible") return;
    row.removeAttribute("data-unread");
    tell(WORLD, this.#bar.dataset.conversation ?? "", "see"); // without an answer the next look at the list asks again
  }

  /** @param {Choice} choice */
  #choose({ verb, subject, byKey }) {
    const id = subject.dataset.conversation ?? "";
    if (verb === "rename") this.#rename(subject, id);
    else if (verb === "pin" || verb === "unpin") this.#order.mark(id, "pin", verb === "pin");
    else if (verb === "unarchive") this.#order.mark(id, "archive", false, BACK_IN_LIST);
    else this.#order.putAway(id, verb === "delete" ? "delete" : "archive", byKey);
  }

  /**
   * @param {HTMLElement} subject
   * @param {string} id
   */
  #rename(subject, id) {
    const field = /** @type {ChatRename} */ (clone("rename"));
    const title = find(subject, ".row__title, .bar__title", HTMLElement);
    field.addEventListener("named", (event) => event instanceof CustomEvent && this.#named(field, id, event.detail));
    subject.toggleAttribute("data-renaming", true);
    find(subject, ".row, .bar__title", HTMLElement).before(field);
    field.begin(title.textContent ?? "");
  }

  /**
   * @param {ChatRename} field
   * @param {string} id
   * @param {string | null} typed
   */
  async #named(field, id, typed) {
    const outcome = typed === null ? { said: null } : await this.#tell(id, "rename", { title: typed });
    if ("problem" in outcome && outcome.problem.kind !== "gone") return field.again();
    const subject = field.closest("[data-conversation]");
    const hadFocus = field.contains(document.activeElement);
    subject?.removeAttribute("data-renaming");
    field.remove();
    if ("said" in outcome && outcome.said) this.#name(id, outcome.said.title);
    const next = subject?.querySelector(".row, .entry__more");
    if (hadFocus && next instanceof HTMLElement) next.focus();
  }

  /**
   * @param {string} id
   * @param {string} title
   */
  #name(id, title) {
    const row = this.#sidebar.row(id);
    if (row) name(row, title);
    if (this.#bar.dataset.conversation !== id) return;
    find(this.#bar, ".bar__title", HTMLElement).textContent = title;
    document.title = `${title} · ${document.documentElement.dataset.site}`;
  }

  /** @param {{ sentence: string, undo: (() => void) | null }} told */
  #say({ sentence, undo }) {
    this.#toast.say(sentence, undo);
  }

  /** @param {{ message: number, byKey: boolean }} wish */
  #drop({ message, byKey }) {
    this.#dropped.drop(message, byKey);
  }

  /** @param {{ answer?: { conversation?: string } }} asked */
  #begin({ answer }) {
    if (answer?.conversation) this.#bar.dataset.conversation = answer.conversation;
  }

  /**
   * @param {string} id
   * @param {Verb} verb
   * @param {Record<string, string>} form
   */
  async #tell(id, verb, form) {
    const outcome = await tell(WORLD, id, verb, form);
    if ("problem" in outcome) {
      this.#toast.say(outcome.problem.message);
      if (outcome.problem.kind === "gone") this.#sidebar.refresh();
    }
    return outcome;
  }

  get #bar() {
    return find(this, ".bar", HTMLElement);
  }

  get #first() {
    return find(this, ".sidebar__top a.button", HTMLElement);
  }

  get #menu() {
    return /** @type {ChatMenu} */ (find(this, "chat-menu", HTMLElement));
  }

  get #page() {
    return /** @type {ChatPage} */ (find(this, "chat-page", HTMLElement));
  }

  get #sidebar() {
    return /** @type {ChatSidebar} */ (find(this, "chat-sidebar", HTMLElement));
  }

  get #toast() {
    return /** @type {ChatToast} */ (find(this, "chat-toast", HTMLElement));
  }
}
