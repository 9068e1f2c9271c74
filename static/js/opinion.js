/** What a person says of a reply, as its turn shows it: a thumb that is pressed, and a comment. */

import { find } from "./find.js";

/** @typedef {{ is_good: boolean, words: string }} Opinion */

/**
 * @param {Element} turn
 * @returns {Opinion | null}
 */
export function shown(turn) {
  const pressed = turn.querySelector("[data-rating][aria-pressed='true']");
  if (!(pressed instanceof HTMLElement)) return null;
  const words = find(turn, "[data-part='comment'] span", HTMLElement).textContent ?? "";
  return { is_good: pressed.dataset.rating === "up", words };
}

/**
 * @param {Element} turn
 * @param {Opinion | null} opinion
 */
export function show(turn, opinion) {
  const way = opinion && (opinion.is_good ? "up" : "down");
  for (const thumb of turn.querySelectorAll("[data-rating]")) {
    thumb.setAttribute("aria-pressed", String(thumb.getAttribute("data-rating") === way));
  }
  const comment = find(turn, "[data-part='comment']", HTMLElement);
  find(comment, "span", HTMLElement).textContent = opinion?.words ?? "";
  comment.hidden = !opinion?.words;
}
