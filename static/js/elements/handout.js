/** Transcripts that are taken away: how far they have come, and whether all came. Without script the browser takes them. */

import { find } from "../find.js";

const CUT = "The file was cut off, and is not kept. The link is used up: prepare the export again.";
const REFUSED = "The server gave nothing away. Prepare the export again; if it happens again, tell whoever runs this site.";

export class ReviewHandout extends HTMLElement {
  #ended = new AbortController();

  connectedCallback() {
    this.#ended = new AbortController();
    this.addEventListener("submit", (event) => this.#take(event), { signal: this.#ended.signal });
  }

  disconnectedCallback() {
    this.#ended.abort();
  }

  /** @param {Event} event */
  async #take(event) {
    event.preventDefault();
    const form = find(this, "form", HTMLFormElement);
    find(this, "button", HTMLButtonElement).disabled = true;
    find(this, "[data-part='progress']", HTMLElement).hidden = false;
    this.#say("Recording …");
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), signal: this.#ended.signal });
      const isFile = answer.headers.get("Content-Disposition")?.startsWith("attachment");
      if (answer.body && isFile) this.#keep(await this.#read(answer.body), answer.headers.get("Content-Type") ?? "");
      else this.#say(REFUSED);
    } catch {
      this.#say(CUT);
    }
  }

  /**
   * @param {ReadableStream<Uint8Array<ArrayBuffer>>} body
   * @returns {Promise<Uint8Array<ArrayBuffer>[]>} all of it; throws when it is cut off
   */
  async #read(body) {
    const pieces = [];
    const reader = body.getReader();
    let lines = 0;
    for (let { done, value } = await reader.read(); !done && value; { done, value } = await reader.read()) {
      pieces.push(value);
      for (const byte of value) if (byte === 10) lines += 1;
      this.#show(lines);
    }
    return pieces;
  }

  /** @param {number} lines at least as many as messages, as a text in a table may have several */
  #show(lines) {
    const all = Number(this.dataset.messages);
    const bar = find(this, "progress", HTMLProgressElement);
    bar.value = Math.min(lines, all);
    this.#say(`${bar.value.toLocaleString("en")} of ${all.toLocaleString("en")} messages`);
  }

  /**
   * @param {Uint8Array<ArrayBuffer>[]} pieces
   * @param {string} type
   */
  #keep(pieces, type) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(pieces, { type }));
    link.download = this.dataset.name ?? "";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    this.#show(Number(this.dataset.messages));
    this.#say("All of it has come. Its SHA-256 is in the audit log, and in the list of exports.");
  }

  /** @param {string} sentence */
  #say(sentence) {
    find(this, "[role='status']", HTMLElement).textContent = sentence;
  }
}
