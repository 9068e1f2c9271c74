/** Rows of the list as elements, made of the page's template. */

import { clone, find } from "./find.js";

/** @import { Entry } from "./listing.js" */

/**
 * @param {Entry} entry
 * @returns {HTMLElement}
 */
export function drawn(entry) {
  const row = clone("sidebar-row");
  fill(row, entry);
  light(row, entry.writing);
  return row;
}

/**
 * @param {HTMLElement} row
 * @param {Entry} entry
 */
export function fill(row, { id, url, title, pinned, archived, writing, unread, place }) {
  Object.assign(row.dataset, { conversation: id, place });
  row.toggleAttribute("data-pinned", pinned);
  row.toggleAttribute("data-archived", archived);
  const link = find(row, "a", HTMLAnchorElement);
  link.setAttribute("href", url);
  if (url === location.pathname) link.setAttribute("aria-current", "page");
  // Of the conversation that is read, the page itself hears first when its reply has ended.
  else light(row, writing);
  link.toggleAttribute("data-unread", Boolean(unread));
  describe(link);
  name(row, title);
}

/**
 * @param {HTMLElement} row
 * @param {string} title
 */
export function name(row, title) {
  find(row, ".row__title", HTMLElement).textContent = title;
  find(row, ".entry__more", HTMLElement).setAttribute("aria-label", `More for ${title}`);
}

/**
 * Whether a reply is being written there.
 *
 * @param {HTMLElement} row
 * @param {boolean} writing
 */
export function light(row, writing) {
  const link = find(row, "a", HTMLAnchorElement);
  link.toggleAttribute("data-writing", writing);
  describe(link);
}

/** @param {HTMLElement} link whose dot says one thing or the other */
function describe(link) {
  const isNew = link.dataset.unread !== undefined && link.dataset.writing === undefined;
  find(link, ".dot", HTMLElement).setAttribute("aria-label", isNew ? "a new reply" : "a reply is being written");
}
