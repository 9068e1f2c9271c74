/** How full a model's context is, in words and as a share. */

const HIGH = 0.8; // of the context, from which on the page warns

/**
 * @typedef {{ tokens: number, about: boolean }} Used `about` says that some of it is estimated
 * @typedef {{ share: number, level: "" | "high" | "full", text: string, label: string }} Measure
 */

/**
 * Nothing while there is nothing to measure, or nothing to measure it by.
 *
 * @param {Used} used
 * @param {number} size tokens that the model holds, 0 for unknown
 * @returns {Measure | null}
 */
export function measured({ tokens, about }, size) {
  if (!tokens || !size) return null;
  const share = Math.min(1, tokens / size);
  const level = tokens >= size ? "full" : share >= HIGH ? "high" : "";
  const more = { "": "", high: " It is nearly full.", full: " It is full: the oldest messages are left out." }[level];
  const count = `${about ? "about " : ""}${tokens.toLocaleString("en")}`;
  const label = `Context: ${count} of ${size.toLocaleString("en")} tokens used.${more}`;
  return { share, level, text: `${about ? "about " : ""}${short(tokens)} of ${short(size)}`, label };
}

/** @param {number} tokens */
function short(tokens) {
  if (tokens < 1000) return String(tokens);
  return tokens < 10_000 ? `${(tokens / 1000).toFixed(1).replace(/\.0$/, "")}k` : `${Math.round(tokens / 1000)}k`;
}
