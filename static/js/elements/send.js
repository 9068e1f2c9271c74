/**
 * The composer's one button: Send, and Stop in the same place while a reply is open; beside it Next, for what is typed
 * meanwhile. Dispatches "stop-wanted", and
 * "let-go" when the button that had the focus went away.
 */

import { find } from "../find.js";

const DOUBLE = 0.4; // seconds in which a click on Stop is the second half of a double click on Send

export class ChatSend extends HTMLElement {
  #send = find(this, "[type='submit']", HTMLButtonElement);
  #stop = find(this, "[type='button']", HTMLButtonElement);
  #next = find(this, "[data-part='next']", HTMLButtonElement);
  #writing = false;
  #stopping = false;
  #typed = false;
  #since = 0;
  #ended = new AbortController();

  connectedCallback() {
    this.#ended = new AbortController();
    const { signal } = this.#ended;
    this.#stop.addEventListener("click", (event) => this.#click(event), { signal });
    document.addEventListener("keydown", (event) => this.#press(event), { signal });
  }

  disconnectedCallback() {
    this.#ended.abort();
  }

  /** @param {boolean} sending whether a prompt is on its way */
  set sending(sending) {
    this.#send.setAttribute("aria-disabled", String(sending));
  }

  /** @param {boolean} writing whether there is something to stop */
  set writing(writing) {
    const pressed = document.activeElement;
    if (writing && !this.#writing) this.#since = performance.now();
    this.#writing = writing;
    this.#stopping &&= writing;
    this.#send.hidden = writing;
    this.#stop.hidden = !writing;
    this.#show();
    if (pressed === (writing ? this.#send : this.#stop)) this.#tell("let-go");
  }

  /** @param {boolean} typed whether there is a text that could wait */
  set typed(typed) {
    this.#typed = typed;
    this.#show();
  }

  #show() {
    this.#next.hidden = !(this.#writing && this.#typed);
    this.#stop.textContent = this.#stopping ? "Stopping" : "Stop";
    this.#stop.setAttribute("aria-disabled", String(this.#stopping));
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const isSecondHalf = event.detail > 1 && performance.now() - this.#since < DOUBLE * 1000;
    if (!isSecondHalf) this.#end();
  }

  /**
   * Escape stops when it has nothing else to close.
   *
   * @param {KeyboardEvent} event
   */
  #press(event) {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if (!document.querySelector(":popover-open, dialog[open]")) this.#end();
  }

  #end() {
    if (!this.#writing || this.#stopping) return;
    this.#stopping = true;
    this.#show();
    this.#tell("stop-wanted");
  }

  /** @param {string} name */
  #tell(name) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true }));
  }
}
