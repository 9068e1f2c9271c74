/** The true request of a reply, read when somebody opens it. Without script it is a link to a page of its own. */

import { find } from "../find.js";

/**
 * @typedef {{ system: string, parameters: Record<string, unknown>, left_out: { key: number, words: string }[],
 *   provider: string, answered_by: string, request_id: string, upstream_id: string }} Asked
 */

const PATIENCE = 15; // seconds
const READING = "Reading what this was asked with.";
const NONE = "Nothing was kept of this request: the reply was never begun, or is older than this record.";
const UNREACHED = "The server did not answer. Close this, then open it again.";

export class ChatRequest extends HTMLElement {
  #fold = find(this, "details", HTMLDetailsElement);
  #state = find(this, "[data-part='state']", HTMLElement);
  #path = "";
  #ended = new AbortController();

  connectedCallback() {
    this.#ended = new AbortController();
    this.#fold.addEventListener("toggle", () => this.#fold.open && this.#read(), { signal: this.#ended.signal });
  }

  disconnectedCallback() {
    this.#ended.abort();
  }

  async #read() {
    this.#path ||= find(this, "a", HTMLAnchorElement).href;
    this.#state.hidden = false;
    this.#state.textContent = READING;
    try {
      const signal = AbortSignal.timeout(PATIENCE * 1000);
      const response = await fetch(this.#path, { headers: { Accept: "application/json" }, signal });
      if (!response.ok) throw response.status;
      this.#show(await response.json());
    } catch (trouble) {
      this.#state.textContent = trouble === 404 ? NONE : UNREACHED;
    }
  }

  /** @param {Asked} asked */
  #show(asked) {
    const left = asked.left_out.map(({ words }) => words).join("\n");
    const sent = Object.entries(asked.parameters).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
    const facts = {
      "System prompt": asked.system || "None",
      "Sent along": sent.join("\n"),
      "Left out, because it did not fit": left,
      Provider: asked.provider,
      "Answered by": asked.answered_by,
      "Request id": asked.request_id,
      "Id of the answer": asked.upstream_id,
    };
    const list = find(this, "dl", HTMLElement);
    list.replaceChildren(...Object.entries(facts).filter(([, text]) => text).flatMap(described));
    list.hidden = false;
    this.#state.hidden = true;
  }
}

/** @param {[string, string]} fact */
function described([name, text]) {
  const [term, detail] = ["dt", "dd"].map((tag) => document.createElement(tag));
  term.textContent = name;
  detail.textContent = text;
  detail.className = "request__text";
  detail.dir = "auto";
  return [term, detail];
}
