/**
 * A prompt that is edited, in its own place. Dispatches "edited" with the new text, and "edit-ended" when the person
 * thinks better of it.
 */

import { find } from "../find.js";
import { sends, trimmed } from "../prompt.js";

export class ChatEdit extends HTMLElement {
  #form = find(this, "form", HTMLFormElement);
  #text = find(this, "textarea", HTMLTextAreaElement);
  #send = find(this, "[type='submit']", HTMLButtonElement);
  #cancel = find(this, "[type='button']", HTMLButtonElement);

  connectedCallback() {
    this.#form.addEventListener("submit", this.#submit);
    this.#text.addEventListener("keydown", this.#press);
    this.#cancel.addEventListener("click", this.#end);
  }

  disconnectedCallback() {
    this.#form.removeEventListener("submit", this.#submit);
    this.#text.removeEventListener("keydown", this.#press);
    this.#cancel.removeEventListener("click", this.#end);
  }

  /** @param {string} text */
  begin(text) {
    this.#text.value = text;
    this.#text.rows = Math.min(12, text.split("\n").length + 1);
    this.take();
  }

  /** Takes the focus, behind the last letter. */
  take() {
    this.#text.focus({ preventScroll: true });
    this.scrollIntoView({ block: "nearest" });
    this.#text.setSelectionRange(this.#text.value.length, this.#text.value.length);
  }

  /** @param {boolean} sending whether the new text is on its way */
  set sending(sending) {
    this.#send.setAttribute("aria-disabled", String(sending));
  }

  /** @param {Event} event */
  #submit = (event) => {
    event.preventDefault();
    this.#tell("edited", { edit: this, text: trimmed(this.#text.value) });
  };

  /** @param {KeyboardEvent} event */
  #press = (event) => {
    if (sends(event)) {
      event.preventDefault();
      this.#form.requestSubmit();
    } else if (event.key === "Escape" && !event.isComposing && event.keyCode !== 229) {
      event.preventDefault(); // or it would stop a reply, too
      this.#end();
    }
  };

  #end = () => {
    this.#tell("edit-ended");
  };

  /**
   * @param {string} name
   * @param {object} [detail]
   */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }
}
