/** How rows stand in the groups of a list, and what a page from the server changes about that. */

import { clone, find } from "./find.js";
import { staying } from "./listing.js";
import { drawn, fill } from "./rows.js";

/**
 * @import { Page } from "./listing.js"
 * @typedef {Map<string, HTMLElement[]>} Groups rows by the name of their group
 */

/**
 * @param {Element} list
 * @returns {HTMLElement[]}
 */
export function rowsIn(list) {
  return [.../** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll(".entry"))];
}

/**
 * The next page goes to the end.
 *
 * @param {Element} list
 * @param {Page} page
 * @returns {HTMLElement[]} its rows
 */
export function append(list, page) {
  const added = drawnFrom(list, page);
  const rows = [...added.values()].flat();
  const before = rowsIn(list).filter((row) => !rows.includes(row));
  arrange(list, joined(grouped(before), added));
  return rows;
}

/**
 * A fresh first page takes the place of the old one.
 *
 * @param {Element} list
 * @param {Page} page
 * @returns {boolean} whether the list goes on behind it as it did before
 */
export function renew(list, page) {
  const known = rowsIn(list).map((row) => ({ id: keyOf(row), place: row.dataset.place ?? "", group: groupOf(row) }));
  const stay = new Set(page.more ? staying(known, page).map(({ id }) => id) : []);
  const kept = rowsIn(list).filter((row) => stay.has(keyOf(row)));
  const behind = grouped(kept);
  arrange(list, joined(drawnFrom(list, page), behind));
  return kept.length > 0;
}

/**
 * A row becomes the first of today.
 *
 * @param {Element} list
 * @param {HTMLElement} row
 */
export function lead(list, row) {
  const { Pinned: pinned = [], Today: today = [], ...others } = Object.fromEntries(grouped(rowsIn(list)));
  const without = (/** @type {HTMLElement[]} */ rows) => rows.filter((other) => other !== row);
  const groups = { Pinned: pinned, Today: [row, ...without(today)], ...others };
  arrange(list, new Map(Object.entries(groups).map(([name, rows]) => [name, name === "Today" ? rows : without(rows)])));
}

/**
 * @param {Element} list
 * @param {Page} page
 * @returns {Groups}
 */
function drawnFrom(list, { groups }) {
  const here = new Map(rowsIn(list).map((row) => [keyOf(row), row]));
  const rows = groups.map(({ name, conversations }) => {
    const entries = conversations.map((entry) => {
      const row = here.get(entry.id) ?? drawn(entry);
      fill(row, entry);
      return row;
    });
    return /** @type {const} */ ([name, entries]);
  });
  return new Map(rows);
}

/**
 * @param {HTMLElement[]} rows
 * @returns {Groups}
 */
function grouped(rows) {
  /** @type {Groups} */
  const groups = new Map();
  for (const row of rows) groups.set(groupOf(row), [...(groups.get(groupOf(row)) ?? []), row]);
  return groups;
}

/**
 * @param {Groups} groups
 * @param {Groups} others
 * @returns {Groups}
 */
function joined(groups, others) {
  const all = new Map(groups);
  for (const [name, rows] of others) all.set(name, [...(all.get(name) ?? []), ...rows]);
  return all;
}

/**
 * Makes a list show these groups and nothing else. What stands right is not touched, so that it keeps focus and place.
 *
 * @param {Element} list
 * @param {Groups} groups
 */
function arrange(list, groups) {
  const focused = document.activeElement;
  const filled = [...groups].filter(([, rows]) => rows.length);
  const wanted = new Set(filled.flatMap(([, rows]) => rows));
  const sections = filled.map(([name, rows]) => {
    const section = list.querySelector(`[data-group="${name}"]`) ?? headed(name);
    line(find(section, "ul", HTMLElement), rows);
    return section;
  });
  rowsIn(list).forEach((row) => wanted.has(row) || row.remove());
  list.querySelectorAll("section").forEach((section) => sections.includes(section) || section.remove());
  line(list, sections);
  if (focused instanceof HTMLElement && list.contains(focused)) focused.focus({ preventScroll: true });
}

/**
 * @param {Element} parent
 * @param {Element[]} children its first ones from now on
 */
function line(parent, children) {
  const wanted = new Set(children);
  [...parent.children].forEach((child) => child.matches(".entry") && !wanted.has(child) && child.remove());
  children.forEach((child, index) => {
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
  });
}

/** @param {string} name */
function headed(name) {
  const section = clone("sidebar-group");
  section.dataset.group = name;
  section.setAttribute("aria-label", name);
  find(section, ".group__name", HTMLElement).textContent = name;
  find(section, "ul", HTMLElement).replaceChildren();
  return section;
}

/** @param {HTMLElement} row */
function keyOf(row) {
  return row.dataset.conversation ?? "";
}

/** @param {HTMLElement} row */
function groupOf(row) {
  return row.closest("section")?.dataset.group ?? "";
}
