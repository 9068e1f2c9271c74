/** What the lines of a reply say to people: boxes for steps and tools, sources with their links, calls that are repeated. */

import { target } from "./draw/links.js";

/**
 * @import { Entry } from "./lines.js"
 * @typedef {{ name: string, gist: string, text: string }} Box
 * @typedef {{ title: string, href: string, host: string, span: string }} Source `href` is empty when it leads nowhere
 * @typedef {{ attempt: number, until: number, why: string }} Pause until a moment in milliseconds, on the server's clock
 */

const GIST = 120; // characters of a box that stay in sight while it is folded
const DEEPEST = 20; // levels that are indented: deeper ones would be nothing but spaces

/**
 * @param {Entry} entry of the part "steps"
 * @returns {Box}
 */
export function boxOf({ kind, name, text, arguments: given }) {
  const body = pretty(words(given) || words(text));
  const gist = body.replace(/\s+/g, " ").slice(0, GIST);
  if (kind === "broken") return { name: "Unreadable step", gist, text: body };
  if (kind === "result") return { name: name ? `Result of ${words(name)}` : "Result", gist, text: body };
  return { name: words(name) || (kind === "toolcall" ? "Tool" : "On the way"), gist, text: body };
}

/**
 * @param {Entry} entry of the part "sources"
 * @returns {Source}
 */
export function sourceOf({ kind, text, title, url, item, from_seconds: from, to_seconds: to }) {
  if (kind === "broken") return { title: words(text), href: "", host: "", span: "" };
  const address = words(url);
  const found = /^https?:/i.test(address) ? target(address) : null;
  const span = [from, to].filter((moment) => typeof moment === "number").map(clock);
  const named = words(title) || found?.host || words(item) || address || "Without a title";
  return { title: named, href: found?.href ?? "", host: found?.host ?? "", span: [...new Set(span)].join("–") };
}

/**
 * @param {Entry} entry of the part "attempts"
 * @returns {Pause | null} null for what is no pause
 */
export function pauseOf({ kind, at, seconds, attempt, why }) {
  const until = Date.parse(words(at)) + Number(seconds) * 1000;
  if (kind !== "waiting" || Number.isNaN(until)) return null;
  return { attempt: Number(attempt) || 2, until, why: words(why) };
}

/**
 * "0:42", "1:02:05".
 *
 * @param {number} seconds
 */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const shown = hours ? [hours, String(minutes).padStart(2, "0")] : [minutes];
  return [...shown, String(whole % 60).padStart(2, "0")].join(":");
}

/**
 * JSON with a line for each of its values, in the very spelling that it came in; anything else as it is.
 *
 * @param {string} text
 */
export function pretty(text) {
  try {
    if (typeof JSON.parse(text) !== "object") return text;
  } catch {
    return text;
  }
  let depth = 0;
  const line = () => `\n${"  ".repeat(Math.min(depth, DEEPEST))}`;
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[[{]\s*[\]}]|[[\]{},:]|[^\s"[\]{},:]+/g) ?? [];
  const lines = tokens.map((token) => {
    if (/^[[{]$/.test(token)) return token + (depth++, line());
    if (/^[\]}]$/.test(token)) return (depth--, line()) + token;
    if (token === ",") return token + line();
    return token === ":" ? ": " : token;
  });
  return lines.join("");
}

/** @param {unknown} value */
function words(value) {
  return typeof value === "string" ? value : "";
}
