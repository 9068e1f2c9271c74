/** What a person writes into a field, before it is sent. */

export const EMPTY = "There is no text yet. Write something, then send it.";

/**
 * The text as the server keeps it, so that the page shows what is stored.
 *
 * @param {string} text
 */
export function trimmed(text) {
  return text.replace(/^\n+|\n+$/g, "");
}

/**
 * What keeps a text from being sent, in a sentence; empty for nothing.
 *
 * @param {string} text
 * @param {number} longest in characters, as the server counts them
 */
export function excess(text, longest) {
  const over = text.length <= longest ? 0 : [...text].length - longest;
  if (over <= 0) return "";
  const [more, most] = [over, longest].map((count) => count.toLocaleString("en"));
  return `The text is ${more} characters too long; ${most} are allowed. Shorten it, then send it again.`;
}

/**
 * Whether a key sends what is in a field: Enter, or for who prefers it Ctrl+Enter alone.
 *
 * @param {KeyboardEvent} event
 */
export function sends(event) {
  // While an input method composes, Enter chooses a word; Safari says so only by 229.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return false;
  if (event.ctrlKey || event.metaKey) return true;
  if (event.target instanceof Element && event.target.closest("[data-enter='breaks']")) return false;
  // Phones have no Shift+Enter, and a button within the thumb's reach.
  return !matchMedia("(hover: none) and (pointer: coarse)").matches;
}
