/**
 * Keeps what stands at the page's end above the keyboard of a phone. Where a browser shrinks the page for its keyboard,
 * as the page asks for, there is nothing to do; Safari lays the keyboard over it.
 */

/** @typedef {{ height: number, offsetTop: number, scale: number }} Viewport */

/**
 * How many pixels at the end of the page are covered.
 *
 * @param {number} height of the page's window
 * @param {Viewport} viewport what of it is seen
 */
export function covered(height, { height: seen, offsetTop, scale }) {
  if (scale !== 1) return 0; // Who looks closer covers nothing.
  return Math.max(0, Math.round(height - seen - offsetTop));
}

/** Says in `--keyboard` how much is covered, for the style sheets. */
export function watchKeyboard() {
  const { visualViewport: viewport, document } = window;
  if (!viewport) return;
  const say = () => document.documentElement.style.setProperty("--keyboard", `${covered(innerHeight, viewport)}px`);
  for (const change of ["resize", "scroll"]) viewport.addEventListener(change, say);
}
