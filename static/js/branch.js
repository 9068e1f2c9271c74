/** Which turns of a page stay, go and come, so that it shows another branch: as few as possible. */

/**
 * @import { Facts } from "./facts.js"
 * @import { Opinion } from "./opinion.js"
 * @import { Notice } from "./stream.js"
 * @typedef {{ at: number, of: number, before: number | null, after: number | null }} Versions
 * @typedef {{ id: number, parent?: number | null, role?: string, state?: string, model_label?: string, created?: string,
 *   parts?: { name: string, text: string, to: number }[] | null, notice?: Notice | null, finish_reason?: string,
 *   versions?: Versions, facts?: Facts, left_out?: number, rating?: Opinion | null }} Turn as turns.json has it; only the id of what stays is needed
 */

/**
 * Two branches have their beginning in common: what follows a message that goes, goes too.
 *
 * @param {number[]} shown
 * @param {Turn[]} wanted
 * @returns {{ drop: number[], stay: Turn[], add: Turn[] }}
 */
export function plan(shown, wanted) {
  const first = shown.findIndex((id, index) => id !== wanted[index]?.id);
  const common = first < 0 ? shown.length : first;
  return { drop: shown.slice(common), stay: wanted.slice(0, common), add: wanted.slice(common) };
}

/**
 * The turns of the page with new ones behind the message `after`; nothing when that message is not shown, or when
 * the new ones are there already.
 *
 * @param {number[]} shown
 * @param {number | null} after null for the beginning
 * @param {Turn[]} born
 * @returns {Turn[] | null}
 */
export function grown(shown, after, born) {
  const place = after === null ? 0 : shown.indexOf(after) + 1;
  const isThere = born.every(({ id }) => shown.includes(id));
  if (isThere || (after !== null && !place)) return null;
  return [...shown.slice(0, place).map((id) => ({ id })), ...born];
}
