/** What the floating menus have in common: where they stand, and the arrow keys in them. */

const WIDTH = 208; // pixels, as in menu.css
const GAP = 8; // pixels to the window's edge
const LOW = 0.55; // of the window's height: from buttons below that a menu opens upwards

/**
 * Puts a menu beside its button, within the window.
 *
 * @param {HTMLElement} menu
 * @param {Element} button
 */
export function stand(menu, button) {
  const { top, bottom, left } = button.getBoundingClientRect();
  const isLow = bottom > window.innerHeight * LOW;
  const most = window.innerWidth - WIDTH - GAP;
  menu.style.left = `${Math.max(GAP, Math.min(left, most))}px`;
  menu.style.top = isLow ? "auto" : `${bottom}px`;
  menu.style.bottom = isLow ? `${window.innerHeight - top}px` : "auto";
}

/**
 * Moves the focus among the items of a menu, if the key is one that does.
 *
 * @param {HTMLElement[]} items
 * @param {KeyboardEvent} event
 */
export function step(items, event) {
  const at = items.findIndex((item) => item === document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: -1 }[event.key];
  if (to === undefined) return false;
  event.preventDefault();
  items.at(to % items.length)?.focus();
  return true;
}
