/** The small things of a tree, each out of one token: elements with their attributes, code, formulas, plain words. */

/** @import { Token } from "./markdown.js" */
/** @import { Tree, Element, Code, Formula } from "./tree.js" */

const ALIGNED = new Map([["text-align:left", "start"], ["text-align:center", "center"], ["text-align:right", "end"]]);

/**
 * @param {string} tag
 * @param {Token} token
 * @returns {Element}
 */
export function element(tag, token) {
  return { tag, attributes: {}, children: [], line: token.map?.[0] ?? -1 };
}

/**
 * @param {string} tag
 * @param {Token} token
 * @returns {Record<string, string>}
 */
export function attributes(tag, token) {
  const { type } = token;
  const align = ALIGNED.get(attribute(token, "style"));
  const start = attribute(token, "start");
  return {
    ...(type === "part_open" && { class: "prose__part" }),
    ...(tag === "th" && { scope: "col" }),
    ...((tag === "th" || tag === "td") && align && { "data-align": align }),
    ...(tag === "ol" && /^\d{1,9}$/.test(start) && { start }),
  };
}

/**
 * @param {string} href
 * @param {string} title
 */
export function anchor(href, title) {
  return { href, title: title ? `${title} (${href})` : href, target: "_blank", rel: "noopener noreferrer" };
}

/**
 * An open fence has a line less than a closed one: its end.
 *
 * @param {Token} token
 * @returns {Code}
 */
export function code({ type, content, info, map, meta }) {
  const [from, to] = map ?? [0, 0];
  const lines = content.split("\n").length - (content === "" || content.endsWith("\n") ? 1 : 0);
  const language = /^[\w+#.-]{1,32}/.exec(info.trim())?.[0] ?? "";
  return { code: content, language, open: meta?.open === true && to - from === lines + 1, line: from };
}

/**
 * @param {Token} token
 * @param {boolean} display
 * @returns {Formula}
 */
export function formula({ content, markup, meta, map }, display) {
  return { formula: content, markup, display, open: meta?.open === true, line: map?.[0] ?? -1, end: map?.[1] ?? -1 };
}

/**
 * @param {Token} token
 * @param {string} name
 */
export function attribute({ attrs }, name) {
  return String(attrs?.find(([key]) => key === name)?.[1] ?? "");
}

/**
 * @param {Tree[]} trees
 * @returns {string}
 */
export function plain(trees) {
  return trees.map((tree) => (typeof tree === "string" ? tree : "tag" in tree ? plain(tree.children) : "")).join("");
}

/**
 * The words of tokens, for what cannot hold elements.
 *
 * @param {Token[]} tokens
 * @returns {string}
 */
export function words(tokens) {
  return tokens.map(({ type, content, children }) => (type === "softbreak" ? "\n" : children ? words(children) : content)).join("");
}
