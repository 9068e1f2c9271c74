/**
 * How a prompt gets to the server, once: under the same id until there is an answer, whatever is repeated. What the
 * person sees of it is the composer's work.
 */

import { uuid4 } from "./ids.js";

/**
 * @typedef {{ conversation: string, url: string, title: string, prompt: number, reply: number }} Answer
 * @typedef {{ kind: string, message: string }} Problem
 * @typedef {{ answer: Answer } | { problem: Problem, away?: boolean }} Outcome `away`: worth another try at once
 * @typedef {{ fetch: typeof fetch, wait: (seconds: number) => Promise<void>, again: () => void,
 *   random: () => number }} World what sending needs of the browser; `again` is called before each repetition
 */

const PAUSES = [0.5, 2, 4]; // seconds, give or take a quarter, before each repetition: a restart takes some three
const PATIENCE = 15; // seconds for one try: a busy SQLite answers within two
const AWAY = [502, 503, 504]; // the server restarts, or a proxy does not reach it

const UNREACHED = "The server did not answer. Your text is kept. Check the connection, then send it again.";
const UNKNOWN =
  "The server could not take this. Your text is kept. Try again in a moment; if it happens again, tell whoever runs this site.";
const LOGGED_OUT = "You are logged out. Your text is kept: log in, then send it again.";

/** The sending of one prompt after another from one field. */
export class Sending {
  #tried = { id: "", text: "", model: "" };
  #token;
  #world;

  /**
   * @param {string} token against forged forms, as the page was drawn with it
   * @param {World} world
   */
  constructor(token, world) {
    this.#token = token;
    this.#world = world;
  }

  /**
   * The id under which exactly this was tried before without an answer, or nothing.
   *
   * @param {string} text
   * @param {string} model
   */
  idOf(text, model) {
    return text === this.#tried.text && model === this.#tried.model ? this.#tried.id : "";
  }

  /**
   * Goes on where an earlier page stopped trying.
   *
   * @param {{ id: string, text: string, model: string }} tried
   */
  resume({ id, text, model }) {
    this.#tried = { id, text, model };
  }

  /**
   * @param {string} text
   * @param {string} model
   * @param {string} conversation empty for a new one
   * @param {string} page where a fresh token can be read
   * @returns {Promise<Outcome>}
   */
  async send(text, model, conversation, page) {
    const id = this.idOf(text, model) || uuid4();
    this.#tried = { id, text, model };
    const form = new URLSearchParams({ id, text, model, conversation });
    let outcome = await this.#insist(form);
    if (kindOf(outcome) === "csrf" && (await this.#renew(page))) outcome = await this.#insist(form);
    // Answered, or the id belongs to another text for ever: the next sending is another one.
    if (["", "conflict"].includes(kindOf(outcome))) this.#tried = { id: "", text: "", model: "" };
    return outcome;
  }

  /** @param {URLSearchParams} form */
  async #insist(form) {
    let outcome = await this.#try(form);
    for (const pause of PAUSES) {
      if (!("away" in outcome && outcome.away)) break;
      this.#world.again();
      await this.#world.wait(pause * (0.75 + this.#world.random() / 2));
      outcome = await this.#try(form);
    }
    return outcome;
  }

  /**
   * @param {URLSearchParams} body
   * @returns {Promise<Outcome>}
   */
  async #try(body) {
    try {
      const response = await this.#world.fetch("/ask/", {
        method: "POST",
        headers: { Accept: "application/json", "X-CSRFToken": this.#token },
        body,
        // A redirect can only lead to the login; its page must not be taken for an answer.
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE * 1000),
      });
      return await outcomeOf(response);
    } catch {
      return { problem: { kind: "unreached", message: UNREACHED }, away: true };
    }
  }

  /**
   * Reads the token that the server would give this page now.
   *
   * @param {string} page
   */
  async #renew(page) {
    try {
      const text = await (await this.#world.fetch(page)).text();
      this.#token = /name="csrfmiddlewaretoken" value="(\w+)"/.exec(text)?.[1] ?? "";
    } catch {
      this.#token = "";
    }
    return this.#token !== "";
  }
}

/**
 * @param {Response} response
 * @returns {Promise<Outcome>}
 */
async function outcomeOf(response) {
  if (response.type === "opaqueredirect") return { problem: { kind: "login", message: LOGGED_OUT } };
  const said = await response.json().catch(() => null);
  if (response.ok && said?.reply) return { answer: said };
  const away = AWAY.includes(response.status);
  return { problem: said?.error ?? { kind: "unknown", message: away ? UNREACHED : UNKNOWN }, away };
}

/** @param {Outcome} outcome */
function kindOf(outcome) {
  return "problem" in outcome ? outcome.problem.kind : "";
}
