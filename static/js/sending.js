/**
 * How a wish gets to the server, once: under the same id until there is an answer, whatever is repeated. What the
 * person sees of it is the composer's work.
 */

import { uuid4 } from "./ids.js";

/**
 * @typedef {{ conversation: string, url: string, title: string, prompt: number, reply: number,
 *   warning?: string }} Answer `warning`: a budget that nears its end
 * @typedef {{ kind: string, message: string }} Problem
 * @typedef {{ answer: Answer | null } | { problem: Problem, away?: boolean }} Outcome `away`: worth another try at
 *   once; a wish that makes no reply has no answer
 * @typedef {{ path: string, text?: string, model?: string, about?: string }} Name what makes a wish this one; `about`
 *   tells apart what is otherwise the same
 * @typedef {Name & { conversation?: string, parent?: string, [parameter: string]: string | undefined }} Wish
 *   and where it goes, with the parameters of a new conversation
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
const GONE = "This message is no longer there. Reload the page to see what is stored.";

/** The sending of one wish after another from one page. */
export class Sending {
  /** @type {Map<string, string>} ids of wishes that were tried without an answer */
  #tried = new Map();
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
   * @param {Name} wish
   */
  idOf(wish) {
    return this.#tried.get(nameOf(wish)) ?? "";
  }

  /**
   * Goes on where an earlier page stopped trying.
   *
   * @param {Name} wish
   * @param {string} id
   */
  resume(wish, id) {
    if (id) this.#tried.set(nameOf(wish), id);
  }

  /**
   * @param {Wish} wish
   * @param {string} page where a fresh token can be read
   * @returns {Promise<Outcome>}
   */
  async send(wish, page) {
    const { path, about: _, ...fields } = wish;
    const id = this.idOf(wish) || uuid4();
    this.#tried.set(nameOf(wish), id);
    const form = new URLSearchParams({ id, ...fields });
    let outcome = await this.#insist(path, form);
    if (kindOf(outcome) === "csrf" && (await this.#renew(page))) outcome = await this.#insist(path, form);
    // Answered, or the id belongs to another wish for ever: the next sending is another one.
    if (["", "conflict"].includes(kindOf(outcome))) this.#tried.delete(nameOf(wish));
    return outcome;
  }

  /**
   * @param {string} path
   * @param {URLSearchParams} form
   */
  async #insist(path, form) {
    let outcome = await this.#try(path, form);
    for (const pause of PAUSES) {
      if (!("away" in outcome && outcome.away)) break;
      this.#world.again();
      await this.#world.wait(pause * (0.75 + this.#world.random() / 2));
      outcome = await this.#try(path, form);
    }
    return outcome;
  }

  /**
   * @param {string} path
   * @param {URLSearchParams} body
   * @returns {Promise<Outcome>}
   */
  async #try(path, body) {
    try {
      const response = await this.#world.fetch(path, {
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
 * Without where it goes: what a first try stored may have become the last message of the conversation meanwhile.
 *
 * @param {Name} wish
 */
function nameOf({ path, text = "", model = "", about = "" }) {
  return JSON.stringify([path, text, model, about]);
}

/**
 * @param {Response} response
 * @returns {Promise<Outcome>}
 */
async function outcomeOf(response) {
  if (response.type === "opaqueredirect") return { problem: { kind: "login", message: LOGGED_OUT } };
  if (response.status === 204) return { answer: null };
  const said = await response.json().catch(() => null);
  if (response.ok && said?.reply) return { answer: said };
  const away = AWAY.includes(response.status);
  return { problem: said?.error ?? unexplained(response.status), away };
}

/** @param {number} status of an answer without a sentence */
function unexplained(status) {
  if (status === 404) return { kind: "gone", message: GONE };
  return { kind: "unknown", message: AWAY.includes(status) ? UNREACHED : UNKNOWN };
}

/** @param {Outcome} outcome */
function kindOf(outcome) {
  return "problem" in outcome ? outcome.problem.kind : "";
}
