/** What is done to conversations in the list, as the page shows it: at once where it can, and with a way back. */

import { find } from "./find.js";
import { promised, take } from "./promised.js";

/**
 * @import { Outcome, Verb } from "./verbs.js"
 * @import { ChatSidebar } from "./elements/sidebar.js"
 * @import { ChatToast } from "./elements/toast.js"
 * @typedef {(id: string, verb: Verb, form: Record<string, string>) => Promise<Outcome>} Tell it says itself what went wrong
 * @typedef {"delete" | "archive"} Away how a conversation leaves the list
 */

const DONE = { delete: "Deleted.", archive: "Archived." };
/** How that is taken back. @type {Record<Away, [Verb, Record<string, string>]>} */
const BACK = { delete: ["restore", {}], archive: ["archive", { on: "" }] };
const NOT_BACK = "The server could not bring it back yet. Try Undo again in a moment.";

export class Order {
  #sidebar;
  #bar;
  #toast;
  #tell;
  /** What Undo takes back, all at once. @type {{ verb: string, ids: string[] }} */
  #done = { verb: "", ids: [] };

  /**
   * @param {ChatSidebar} sidebar
   * @param {HTMLElement} bar of the conversation that is open
   * @param {ChatToast} toast
   * @param {Tell} tell
   */
  constructor(sidebar, bar, toast, tell) {
    this.#sidebar = sidebar;
    this.#bar = bar;
    this.#toast = toast;
    this.#tell = tell;
  }

  /**
   * @param {string} id
   * @param {"pin" | "archive"} verb
   * @param {boolean} on
   * @param {string} [sentence]
   */
  async mark(id, verb, on, sentence) {
    if ("problem" in (await this.#tell(id, verb, { on: on ? "1" : "" }))) return;
    this.#note(id, verb, on);
    if (sentence) this.#toast.say(sentence);
    await this.#sidebar.refresh();
  }

  /**
   * Out of the list at once; back into it when the server could not do it.
   *
   * @param {string} id
   * @param {Away} verb
   * @param {boolean} byKey
   */
  async putAway(id, verb, byKey) {
    this.#hide(id, true);
    const outcome = await this.#tell(id, verb, verb === "archive" ? { on: "1" } : {});
    if ("problem" in outcome) {
      if (outcome.problem.kind !== "gone") this.#hide(id, false);
    } else if (verb === "delete" && this.#isRead(id)) {
      promised(id);
      location.assign("/");
    } else {
      this.#note(id, verb, true);
      this.#offer(id, verb, byKey);
      this.#sidebar.refresh();
    }
  }

  /**
   * Several put away in a row come back together.
   *
   * @param {string} id
   * @param {Away} verb
   * @param {boolean} byKey
   */
  #offer(id, verb, byKey) {
    const before = this.#toast.isOpen && this.#done.verb === verb ? this.#done.ids : [];
    const ids = [...before, id];
    this.#done = { verb, ids };
    const sentence = ids.length > 1 ? `${ids.length} conversations: ${DONE[verb].toLowerCase()}` : DONE[verb];
    this.#toast.say(sentence, () => this.#undo(verb, ids));
    if (byKey) this.#toast.reach();
  }

  /**
   * @param {Away} verb
   * @param {string[]} ids
   * @param {string} [from] the page it was done from
   */
  async #undo(verb, ids, from) {
    const [back, form] = BACK[verb];
    /** @type {string[]} */
    const failed = [];
    for (const id of ids) {
      const outcome = await this.#tell(id, back, form);
      if ("said" in outcome) {
        this.#note(id, verb, false);
        this.#hide(id, false);
        if (from) location.assign(outcome.said.url);
      } else if (outcome.problem.kind !== "gone") {
        failed.push(id);
      }
    }
    if (failed.length) this.#toast.say(NOT_BACK, () => this.#undo(verb, failed, from));
    await this.#sidebar.refresh();
    this.#sidebar.row(ids[0] ?? "")?.querySelector("a")?.focus();
  }

  /** The open conversation was deleted on the page before this one. */
  goOn() {
    const { id, seconds } = take();
    if (id) this.#toast.say(DONE.delete, () => this.#undo("delete", [id], id), seconds);
  }

  /**
   * What the menu of the open conversation offers from now on.
   *
   * @param {string} id
   * @param {string} verb
   * @param {boolean} on
   */
  #note(id, verb, on) {
    if (this.#isRead(id)) this.#bar.toggleAttribute(verb === "pin" ? "data-pinned" : "data-archived", on);
  }

  /**
   * @param {string} id
   * @param {boolean} away
   */
  #hide(id, away) {
    const row = this.#sidebar.row(id);
    if (!row) return;
    const hadFocus = row.contains(document.activeElement);
    row.hidden = away;
    if (away && hadFocus) (neighbour(row) ?? find(this.#sidebar, ".sidebar__top a.button", HTMLElement)).focus();
  }

  /** @param {string} id */
  #isRead(id) {
    return this.#bar.dataset.conversation === id;
  }
}

/**
 * Where the focus goes when a row goes.
 *
 * @param {HTMLElement} row
 * @returns {HTMLElement | null}
 */
function neighbour(row) {
  for (const way of /** @type {const} */ (["nextElementSibling", "previousElementSibling"])) {
    let next = row[way];
    while (next?.matches("[hidden]")) next = next[way];
    if (next) return next.querySelector("a");
  }
  return null;
}
