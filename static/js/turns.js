/** Turns as elements, made of the page's templates; and what may change about one that stays. */

import { spelled } from "./facts.js";
import { clone, find } from "./find.js";
import { show } from "./opinion.js";
import { localise } from "./times.js";

/**
 * @import { Turn, Versions } from "./branch.js"
 * @import { Notice } from "./stream.js"
 */

/** @type {Record<string, string>} What may be said of a reply after its end, and the state that it is in then. */
const LATER = { stopped: "stopped", late: "done" };

/**
 * @param {Turn} turn
 * @returns {HTMLElement}
 */
export function drawn(turn) {
  const mine = turn.role === "user";
  const element = clone(mine ? "turn-prompt" : "turn-reply");
  element.dataset.message = String(turn.id);
  element.dataset.parent = String(turn.parent ?? "");
  element.setAttribute("aria-labelledby", `turn-${turn.id}`);
  find(element, ".turn__label", HTMLElement).id = `turn-${turn.id}`;
  const time = find(element, "time", HTMLTimeElement);
  time.dateTime = turn.created ?? "";
  localise(time);
  for (const { name, text, to } of turn.parts ?? []) fill(element, name, text, to);
  if (!mine) stand(element, turn);
  address(element, turn.id);
  settle(element, turn);
  return element;
}

/**
 * Where its buttons and links lead.
 *
 * @param {HTMLElement} element
 * @param {number} id
 */
function address(element, id) {
  for (const name of ["formaction", "href"]) {
    for (const one of element.querySelectorAll(`[${name}^='/m/0/']`)) {
      one.setAttribute(name, one.getAttribute(name)?.replace("/m/0/", `/m/${id}/`) ?? "");
    }
  }
}

/**
 * What a later look at the same message may find: more versions of it, how it was written, and how it was stopped.
 *
 * @param {Element} element
 * @param {Turn} turn
 */
export function settle(element, { versions, facts, rating, notice, left_out: left = 0 }) {
  if (versions) choose(find(element, ".siblings", HTMLElement), versions);
  // When another process writes a reply, its connection is closed a moment after it was said to be stopped; and a
  // model's server may go on when it had said that this was all.
  if (notice && LATER[notice.kind] === element.getAttribute("data-state")) say(element, notice);
  const usage = element.querySelector(".turn__usage");
  const note = element.querySelector("[data-part='left']");
  if (note instanceof HTMLElement && left) {
    note.textContent = `${left} of the oldest messages did not fit and ${left === 1 ? "was" : "were"} left out.`;
    note.hidden = false;
  }
  // Who rates it just now knows better than an answer that was on its way.
  if (usage && rating !== undefined && !element.querySelector("form.comment, [data-keeping]")) show(element, rating);
  if (usage && facts && usage.textContent !== spelled(facts)) usage.textContent = spelled(facts);
}

/**
 * What the server wrote in its own way about the turns in a page, as the reader's language and clock say it.
 *
 * @param {ParentNode} page
 */
export function translate(page) {
  page.querySelectorAll("time").forEach(localise);
  for (const usage of page.querySelectorAll(".turn__usage")) {
    if (usage instanceof HTMLElement) usage.textContent = spelled(factsIn(usage.dataset));
  }
}

/** @param {DOMStringMap} written */
function factsIn({ prompt, completion, first, seconds, cost, by }) {
  const number = (/** @type {string | undefined} */ text) => (text ? Number(text) : null);
  const tokens = { prompt_tokens: number(prompt), completion_tokens: number(completion) };
  return { ...tokens, first_ms: number(first), seconds: number(seconds), cost, answered_by: by };
}

/**
 * A part as the server would have drawn it: plain, with how far it has come.
 *
 * @param {HTMLElement} element
 * @param {string} name
 * @param {string} text
 * @param {number} to
 */
function fill(element, name, text, to) {
  if (name === "reasoning") find(element, "[data-part='steps']", HTMLElement).before(clone("turn-reasoning"));
  const part = element.querySelector(`[data-part='${CSS.escape(name)}']`);
  if (!(part instanceof HTMLElement)) return;
  part.textContent = text;
  if (part.dataset.to !== undefined) part.dataset.to = String(to);
}

/**
 * How a reply stands.
 *
 * @param {HTMLElement} element
 * @param {Turn} turn
 */
function stand(element, { state = "queued", model_label: label = "", finish_reason: finish = "", notice }) {
  element.dataset.state = state;
  element.dataset.finish = finish;
  find(element, ".turn__who", HTMLElement).textContent = label;
  say(element, notice ?? null);
}

/**
 * How a reply ended, as a sentence.
 *
 * @param {Element} element
 * @param {Notice | null} notice
 */
function say(element, notice) {
  const sentence = find(element, "[data-part='notice']", HTMLElement);
  const message = notice?.message ?? "";
  if (sentence.textContent !== message) sentence.textContent = message;
  sentence.hidden = !notice;
  if (notice) sentence.dataset.kind = notice.kind;
}

/**
 * @param {HTMLElement} group
 * @param {Versions} versions
 */
function choose(group, { at, of, before, after }) {
  group.hidden = of < 2;
  find(group, ".siblings__place", HTMLElement).textContent = `${at}/${of}`;
  for (const [way, key] of Object.entries({ before, after })) {
    const button = find(group, `[data-way='${way}']`, HTMLElement);
    button.dataset.key = String(key ?? "");
    button.setAttribute("aria-disabled", String(!key));
  }
}
