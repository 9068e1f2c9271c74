/**
 * Where a reader is in the turns: the block at the upper edge of what can be read, and how far from there it stands. It
 * holds when what comes before grows, or is laid out only when it comes near; a number of pixels would not.
 */

/** @typedef {{ message: string, block: number, top: number }} Place */

const EDGE = 64; // pixels: what is higher lies under the bar

/**
 * @param {HTMLElement} page with the turns
 * @returns {Place | null} null when nothing is that high
 */
export function placeIn(page) {
  const turn = lastAbove(page.children);
  if (!(turn instanceof HTMLElement)) return null;
  const blocks = blocksOf(turn);
  const block = lastAbove(blocks);
  const { top } = (block ?? turn).getBoundingClientRect();
  return { message: turn.dataset.message ?? "", block: blocks.indexOf(/** @type {Element} */ (block)), top };
}

/**
 * @param {HTMLElement} page
 * @param {Place} place
 * @returns {number | null} pixels by which the window is away from it; null when it is not in the page
 */
export function awayFrom(page, { message, block, top }) {
  const turn = [...page.children].find((one) => one.getAttribute("data-message") === message);
  if (!turn) return null;
  return (blocksOf(turn)[block] ?? turn).getBoundingClientRect().top - top;
}

/** @param {Element} turn */
function blocksOf(turn) {
  const blocks = turn.querySelector("[data-part='text']")?.children ?? [];
  return [...blocks].flatMap((block) => (block.matches(".prose__sheet") ? [...block.children] : [block]));
}

/** @param {ArrayLike<Element>} elements from top to bottom */
function lastAbove(elements) {
  let [from, to] = [0, elements.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (elements[middle].getBoundingClientRect().top <= EDGE) from = middle + 1;
    else to = middle;
  }
  return from ? elements[from - 1] : null;
}
