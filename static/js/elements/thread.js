/**
 * The turns of a conversation, and the window's place among them.
 * Dispatches "more" with whether new text waits below, and "say" with a sentence for who does not see.
 */

import { copy } from "../copy.js";
import { clone, find } from "../find.js";
import { Follow } from "../follow.js";
import { spoken } from "../times.js";

/**
 * @import { Answer } from "../sending.js"
 * @import { ChatReply } from "./reply.js"
 */

const COPIED = 2; // seconds that a button says so
const PLACE = "place:"; // in the tab's own storage

export class ChatThread extends HTMLElement {
  #follow = new Follow();
  #height = 0;
  /** Where the reader was before a reload, as long as the page is still too short for it. */
  #wanted = 0;
  #growth = new ResizeObserver(() => this.#grown());

  connectedCallback() {
    // The reader's clock may be wrong by hours; lengths of time are counted by the server's.
    this.dataset.skew = String(Date.parse(this.dataset.now ?? "") - Date.now() || 0);
    this.querySelectorAll("time").forEach(localise);
    this.addEventListener("click", this.#click);
    document.addEventListener("scroll", this.#moved, { passive: true });
    this.#growth.observe(this);
    this.#growth.observe(document.documentElement);
    history.scrollRestoration = "manual";
    window.addEventListener("pagehide", this.#remember);
    // The replies have not been drawn yet; they are when this script has run to its end.
    queueMicrotask(() => this.#restore());
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#click);
    document.removeEventListener("scroll", this.#moved);
    window.removeEventListener("pagehide", this.#remember);
    this.#growth.disconnect();
  }

  /**
   * Adds a prompt and the reply to it; once, however often the same answer comes.
   *
   * @param {Answer} answer
   * @param {string} text
   * @param {string} label of the model
   */
  add(answer, text, label) {
    if (!this.querySelector(`[data-message="${answer.prompt}"]`)) {
      this.append(this.#turn("turn-prompt", answer.prompt, ".turn__prompt", text));
      this.append(this.#turn("turn-reply", answer.reply, ".turn__who", label));
    }
    this.toEnd();
  }

  toEnd() {
    this.#follow.following = true;
    this.#grown();
  }

  /**
   * @param {string} template
   * @param {number} id
   * @param {string} selector
   * @param {string} text
   */
  #turn(template, id, selector, text) {
    const turn = clone(template);
    turn.dataset.message = String(id);
    turn.setAttribute("aria-labelledby", `turn-${id}`);
    find(turn, ".turn__label", HTMLElement).id = `turn-${id}`;
    find(turn, selector, HTMLElement).textContent = text;
    const time = find(turn, "time", HTMLTimeElement);
    time.dateTime = new Date(Date.now() + Number(this.dataset.skew)).toISOString();
    localise(time);
    return turn;
  }

  #moved = () => {
    if (this.#wanted) return;
    this.#follow.moved(place());
    if (this.#follow.following) this.#tellMore(false);
  };

  /** Who was reading further up finds that place again after a reload; everybody else begins at the end. */
  #restore() {
    const kept = attempt(() => sessionStorage.getItem(PLACE + location.pathname));
    const [visit] = performance.getEntriesByType("navigation");
    const again = visit instanceof PerformanceNavigationTiming && visit.type !== "navigate";
    this.#wanted = again ? Number(kept) : 0;
    this.#follow.following = !this.#wanted;
    this.#grown();
  }

  #remember = () => {
    const top = this.#follow.following ? "" : String(window.scrollY);
    attempt(() => sessionStorage.setItem(PLACE + location.pathname, top));
  };

  /** Text came, a field grew, the window changed: the end stays in sight for who was there. */
  #grown() {
    if (!this.childElementCount) return;
    const { height } = place();
    if (this.#follow.following) scrollTo(height);
    else if (this.#wanted) this.#goBack();
    else if (height > this.#height && this.querySelector("[data-state='writing']")) this.#tellMore(true);
    this.#height = height;
  }

  #goBack() {
    scrollTo(this.#wanted);
    if (window.scrollY >= this.#wanted - 1) this.#wanted = 0;
  }

  /** @param {boolean} more */
  #tellMore(more) {
    this.dispatchEvent(new CustomEvent("more", { bubbles: true, detail: more }));
  }

  /** @param {MouseEvent} event */
  #click = (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-action='copy']");
    const turn = button && button.closest("article");
    if (turn) this.#copy(button, turn);
  };

  /**
   * @param {Element} button
   * @param {Element} turn
   */
  async #copy(button, turn) {
    const reply = /** @type {ChatReply | null} */ (turn.querySelector("chat-reply"));
    const text = reply ? reply.text : find(turn, "[data-part='text']", HTMLElement).textContent;
    const done = await copy(text ?? "");
    const sentence = done ? "Copied" : "Copying is blocked here. Select the text, then copy it with the keyboard.";
    this.dispatchEvent(new CustomEvent("say", { bubbles: true, detail: sentence }));
    button.textContent = done ? "Copied" : "Not copied";
    setTimeout(() => (button.textContent = "Copy"), COPIED * 1000);
  }
}

/** @param {HTMLTimeElement} time */
function localise(time) {
  const moment = new Date(time.dateTime);
  if (Number.isNaN(moment.getTime())) return;
  time.textContent = spoken(moment, new Date());
  time.title = moment.toLocaleString();
}

/** @param {number} top */
function scrollTo(top) {
  window.scrollTo({ top, behavior: "instant" });
}

function place() {
  const { scrollHeight: height, clientHeight: view } = document.documentElement;
  return { top: window.scrollY, view, height };
}

/**
 * @template T
 * @param {() => T} step
 * @returns {T | null}
 */
function attempt(step) {
  try {
    return step();
  } catch {
    return null; // a browser that blocks storage throws when it is touched
  }
}
