/** A way back that outlives the page on which it was offered: kept by the tab, for as long as the bar would have stood. */

const KEY = "undo";
const SHOWN = 10; // seconds

/** @param {string} id of the conversation that was deleted */
export function promised(id) {
  attempt(() => sessionStorage.setItem(KEY, JSON.stringify({ id, until: Date.now() + SHOWN * 1000 })));
}

/**
 * Takes it from where the last page left it; the id is empty when there is nothing to undo, or no longer.
 *
 * @returns {{ id: string, seconds: number }}
 */
export function take() {
  const kept = attempt(() => JSON.parse(sessionStorage.getItem(KEY) ?? "null"));
  attempt(() => sessionStorage.removeItem(KEY));
  const seconds = Math.min(SHOWN, (Number(kept?.until) - Date.now()) / 1000);
  return seconds > 0 ? { id: String(kept.id), seconds } : { id: "", seconds: 0 };
}

/**
 * @template T
 * @param {() => T} step
 * @returns {T | null}
 */
function attempt(step) {
  try {
    return step();
  } catch {
    return null; // a browser that blocks storage, or something else's words in it
  }
}
