/** The form for a file to import: says how much of it has arrived, and how much of it was read. */

import { counted, tooLarge, underway } from "../arrival.js";
import { find } from "../find.js";

const LOOK = 1000; // ms between two looks at how much was read
const AWAY = "The server did not answer. Your file is where it was; read it again in a moment.";
const FAILED = "The file could not be read. Try again, or choose another one.";

export class ChatImport extends HTMLElement {
  #ended = new AbortController();
  #clock = 0;

  connectedCallback() {
    this.#ended = new AbortController();
    this.addEventListener("submit", (event) => this.#submit(event), { signal: this.#ended.signal });
  }

  disconnectedCallback() {
    this.#ended.abort();
    clearInterval(this.#clock);
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    const input = find(this, "[type=file]", HTMLInputElement);
    const size = input.files?.[0]?.size ?? 0;
    const refusal = tooLarge(size, Number(input.dataset.limit));
    if (refusal) this.#fail(refusal);
    else this.#send(find(this, "form", HTMLFormElement));
  }

  /** @param {HTMLFormElement} form */
  #send(form) {
    const request = new XMLHttpRequest(); // fetch does not say how much it has sent
    request.upload.onprogress = ({ loaded, total }) => this.#show(underway(loaded, total), loaded / total);
    request.upload.onload = () => this.#watch(find(form, "[name=id]", HTMLInputElement).value);
    request.onerror = () => this.#fail(AWAY);
    request.onload = () => this.#answered(request);
    request.open("POST", location.pathname);
    request.setRequestHeader("Accept", "application/json");
    request.send(new FormData(form));
    find(form, "button", HTMLButtonElement).disabled = true;
  }

  /** @param {string} id */
  #watch(id) {
    this.#show(counted(0));
    this.#clock = window.setInterval(async () => {
      const answer = await fetch(`${location.pathname}${id}/`, { headers: { Accept: "application/json" } }).catch(() => null);
      if (answer?.ok && this.#clock) this.#show(counted((await answer.json()).messages));
    }, LOOK);
  }

  /** @param {XMLHttpRequest} request */
  #answered(request) {
    const told = parsed(request.responseText);
    if (told?.url) location.assign(told.url);
    else this.#fail(told?.error?.message ?? FAILED);
  }

  /** @param {string} sentence */
  #fail(sentence) {
    clearInterval(this.#clock);
    this.#clock = 0;
    this.#show(sentence);
    find(this, "progress", HTMLProgressElement).hidden = true;
    find(this, "button", HTMLButtonElement).disabled = false;
  }

  /**
   * @param {string} sentence
   * @param {number} [share] of the whole; without it nobody knows
   */
  #show(sentence, share) {
    const [state, bar] = [find(this, "[role=status]", HTMLElement), find(this, "progress", HTMLProgressElement)];
    state.textContent = sentence;
    state.hidden = bar.hidden = false;
    if (share === undefined) bar.removeAttribute("value");
    else bar.value = share;
  }
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
