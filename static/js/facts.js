/** What is known of how a reply was written, on one line. */

/**
 * @typedef {{ prompt_tokens: number | null, completion_tokens: number | null, first_ms: number | null,
 *   seconds: number | null, cost?: string | null, answered_by?: string }} Facts `cost` in whatever money prices are in;
 *   `answered_by` where it is not the name that was asked
 */

const ENOUGH = 0.5; // seconds of writing below which a rate says nothing

/**
 * "1,204 in, 486 out · 52 tokens/s · first after 0.4 s · cost 0.0021"; what is not known is left out.
 *
 * @param {Facts} facts
 * @returns {string}
 */
export function spelled({ prompt_tokens: into, completion_tokens: out, first_ms: first, seconds, cost, answered_by: by }) {
  const tokens = [counted(into, "in"), counted(out, "out")].filter(Boolean).join(", ");
  const writing = (seconds ?? 0) - (first ?? 0) / 1000;
  const rate = out && first !== null && writing >= ENOUGH ? `${counted(rounded(out / writing), "tokens/s")}` : "";
  const began = first === null ? "" : `first after ${brief(first)}`;
  const spent = cost ? `cost\u00a0${brieflyPriced(Number(cost))}` : "";
  return [by, tokens, rate, began, spent].filter(Boolean).join(" · ");
}

/** @param {number} cost of which two digits say enough */
function brieflyPriced(cost) {
  return cost.toLocaleString("en", { maximumSignificantDigits: 2 });
}

/**
 * @param {number | null} count
 * @param {string} word
 */
function counted(count, word) {
  return count === null ? "" : `${count.toLocaleString("en")}\u00a0${word}`;
}

/** @param {number} rate */
function rounded(rate) {
  return rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate);
}

/** @param {number} ms */
function brief(ms) {
  return ms < 100 ? `${ms}\u00a0ms` : `${(ms / 1000).toFixed(1)}\u00a0s`;
}
