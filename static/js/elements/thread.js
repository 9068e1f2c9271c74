/**
 * The turns of a conversation. Dispatches what is wished of a turn ("again-wanted", "other-wanted", "version-wanted",
 * "report-wanted", "delete-wanted", "too-early" while a reply is open), "told" with a sentence for who sees, "more" with whether new text waits below, "say" with a sentence for
 * who does not see, and
 * "reply-left" for an open reply that is shown no longer.
 */

import { grown, plan } from "../branch.js";
import { copyTurn, copyTurnDrawn } from "../copying.js";
import { edit, edited, endEdit } from "../editing.js";
import { find } from "../find.js";
import { Reader } from "../reader.js";
import { warm } from "../times.js";
import { drawn, settle, translate } from "../turns.js";

/** @import { Turn } from "../branch.js" */

const NEAR = 30; // turns at the end that are laid out wherever the reader is
const ASKING = "[data-action='edit'], [data-action='again'], [data-action='go-on']";

export class ChatThread extends HTMLElement {
  #busy = false;
  #reader = new Reader(this, (more) => this.#tell("more", more));

  connectedCallback() {
    // The reader's clock may be wrong by hours; lengths of time are counted by the server's.
    this.dataset.skew = String(Date.parse(this.dataset.now ?? "") - arrival() || 0);
    translate(this);
    setTimeout(warm);
    this.addEventListener("click", this.#click);
    this.addEventListener("chosen", this.#chosen);
    this.addEventListener("edit-ended", this.#endEdit);
    this.#reader.begin();
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#click);
    this.removeEventListener("chosen", this.#chosen);
    this.removeEventListener("edit-ended", this.#endEdit);
    this.#reader.end();
  }

  /** The keys of the messages that are shown, in their order. */
  get shown() {
    return [...this.children].map((turn) => Number(turn.getAttribute("data-message")));
  }

  /** Whether a person is in the middle of an edit, which no other turn may take away. */
  get editing() {
    return edited(this) !== null;
  }

  /** @param {boolean} busy whether a reply is open, so that nothing else can be asked */
  set busy(busy) {
    this.#busy = busy;
    this.#mark();
  }

  /**
   * Adds what was born behind the message `after`; other turns behind it are of another branch.
   *
   * @param {number | null} after
   * @param {Turn[]} born
   */
  grow(after, born) {
    const created = new Date(Date.now() + Number(this.dataset.skew)).toISOString();
    const wanted = grown(this.shown, after, born.map((turn) => ({ created, ...turn })));
    if (wanted) this.show(wanted);
    this.toEnd();
  }

  /**
   * Shows a branch. What stays is not touched, so that nobody loses the place or a selection; what is being edited
   * stays as long as it is.
   *
   * @param {Turn[]} turns
   */
  show(turns) {
    const { drop, stay, add } = plan(this.shown, turns);
    if (drop.some((id) => edited(this.#turn(id)))) return;
    drop.forEach((id) => this.#drop(id));
    stay.forEach((turn, index) => settle(this.children[index], turn));
    this.append(...add.map(drawn));
    for (const turn of [...this.children].slice(0, -NEAR)) turn.toggleAttribute("data-far", true);
    if (drop.length || add.length) this.#mark();
  }

  toEnd() {
    this.#reader.toEnd();
  }

  /** Opens the last prompt for editing. */
  editLast() {
    const edit = [...this.querySelectorAll("[data-action='edit']")].at(-1);
    if (edit instanceof HTMLElement) edit.click();
  }

  /**
   * Gives the focus to the switch of a version, so that the next press leads on.
   *
   * @param {number} id
   * @param {string} way
   */
  take(id, way) {
    const button = this.querySelector(`[data-message='${id}'] [data-way='${way}']`);
    if (button instanceof HTMLElement) button.focus({ preventScroll: true });
  }

  /** @param {number} id */
  #turn(id) {
    return find(this, `[data-message='${id}']`, HTMLElement);
  }

  /** @param {number} id */
  #drop(id) {
    const turn = this.#turn(id);
    if (turn.matches("[data-state='queued'], [data-state='writing']")) this.#tell("reply-left", id);
    turn.remove();
  }

  #mark() {
    for (const button of this.querySelectorAll(ASKING)) button.setAttribute("aria-disabled", String(this.#busy));
  }

  /** @param {MouseEvent} event */
  #click = (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-action]") : null;
    const turn = button?.closest("article");
    if (!(button instanceof HTMLElement) || !turn) return;
    event.preventDefault(); // without script the same buttons send a form
    const { action, key, way } = button.dataset;
    if (action === "copy") this.#copy(button, turn);
    else if (action === "show" && key) this.#tell("version-wanted", { key: Number(key), way });
    else if (action === "show") return;
    else if (this.#busy) this.#tell("too-early", null);
    else if (action === "edit") edit(this, turn);
    else this.#tell("again-wanted", { path: `/m/${turn.dataset.message}/${action}/` });
  };

  /**
   * Something that is done less often, from the menu.
   *
   * @param {Event} event
   */
  #chosen = (event) => {
    const turn = event.target;
    if (!(turn instanceof HTMLElement) || !(event instanceof CustomEvent)) return;
    const { action, byKey } = event.detail;
    const message = Number(turn.dataset.message);
    if (action === "copy-drawn") this.#copyDrawn(turn);
    else if (action === "report") this.#tell("report-wanted", message);
    else if (action === "delete") this.#tell("delete-wanted", { message, byKey });
    else if (this.#busy) this.#tell("too-early", null);
    else this.#other(turn, `/m/${message}/again/`);
  };

  /**
   * @param {HTMLElement} turn
   * @param {string} path
   */
  #other(turn, path) {
    this.#tell("other-wanted", { path, opener: find(turn, ".turn__end .turn__more", HTMLElement) });
  }

  /** @param {Event} event */
  #endEdit = ({ target }) => {
    const turn = target instanceof Element ? target.closest("article") : null;
    if (turn) endEdit(turn);
  };

  /** @param {Element} turn */
  async #copyDrawn(turn) {
    this.#tell("told", { sentence: await copyTurnDrawn(turn), undo: null });
  }

  /**
   * @param {Element} button
   * @param {Element} turn
   */
  async #copy(button, turn) {
    this.#tell("say", await copyTurn(turn, button));
  }

  /**
   * @param {string} name
   * @param {unknown} detail
   */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }
}

/** @returns {number} when the page came, in milliseconds: its script may run seconds later */
function arrival() {
  const [visit] = performance.getEntriesByType("navigation");
  return visit instanceof PerformanceNavigationTiming ? performance.timeOrigin + visit.responseStart : Date.now();
}
