/** What was found, as elements made of the page's template. */

import { clone, find } from "./find.js";
import { spoken } from "./times.js";

/** @import { Hit, Marked } from "./searching.js" */

/**
 * @param {Hit} hit
 * @returns {HTMLElement}
 */
export function drawn({ url, role, created, title, text }) {
  const element = clone("sidebar-hit");
  find(element, "a", HTMLAnchorElement).setAttribute("href", url);
  mark(find(element, ".hit__title", HTMLElement), title);
  mark(find(element, ".hit__text", HTMLElement), text);
  find(element, ".hit__who", HTMLElement).textContent = role === "user" ? "You" : "Reply";
  const time = find(element, "time", HTMLTimeElement);
  time.dateTime = created;
  time.textContent = spoken(new Date(created), new Date());
  return element;
}

/**
 * @param {HTMLElement} element
 * @param {Marked} pieces
 */
function mark(element, pieces) {
  element.replaceChildren(
    ...pieces.map(([text, matches]) => {
      if (!matches) return text;
      const marked = document.createElement("mark");
      marked.textContent = text;
      return marked;
    }),
  );
}
