/** A page without a browser, and the two ways to draw a text that must come to the same: as a stream, and whole. */

import { JSDOM } from "jsdom";

const { window } = new JSDOM("<!doctype html><body></body>", { pretendToBeVisual: true });
for (const name of ["document", "HTMLElement", "Node", "Text", "requestAnimationFrame", "cancelAnimationFrame"]) {
  Object.assign(globalThis, { [name]: window[name] });
}
/** The page's own window, for what has to be watched in it. */
export const page = window;

const { Drawing } = await import("../../../static/js/draw/drawing.js");
const { markdown, read } = await import("../../../static/js/draw/markdown.js");
const { grow } = await import("../../../static/js/draw/tree.js");
const { patch } = await import("../../../static/js/draw/patch.js");
const { codeCraft } = await import("../../../static/js/draw/code.js");
const { frame } = await import("../../../static/js/draw/figure.js");
const { Maths } = await import("../../../static/js/draw/maths.js");

export { Drawing, markdown };

const plainly = { code: codeCraft({ colour: async () => null, spans: () => null, frame }), formula: new Maths(() => Promise.reject()) };

/**
 * The reference: the whole text read once, by none of the code that deals with growth.
 *
 * @param {string} text
 */
export function whole(text) {
  const root = document.createElement("div");
  const source = text.replace(/\r\n?/g, "\n").replaceAll("\0", "\ufffd");
  const { tokens } = read(source, Object.create(null), false);
  patch(root, grow(tokens).flatMap(({ tree }) => (tree === null ? [] : [tree])), plainly);
  return root;
}

/**
 * @param {Iterable<string>} deltas
 * @param {(root: HTMLElement, drawing: any) => void} [look] after each
 */
export function stream(deltas, look = () => {}) {
  const root = document.createElement("div");
  const drawing = new Drawing(root);
  for (const delta of deltas) {
    drawing.append(delta);
    drawing.flush();
    look(root, drawing);
  }
  drawing.end();
  drawing.flush();
  return root;
}

/** The seed of this run; `SEED=... node --test` repeats it. */
export const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

/**
 * Numbers that look random, the same ones for the same seed (mulberry32).
 *
 * @param {number} state
 */
export function randomFrom(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * @param {string} text
 * @param {() => number} random
 * @param {number} longest
 */
export function split(text, random, longest) {
  const deltas = [];
  for (let at = 0; at < text.length; ) {
    const length = 1 + Math.floor(random() * longest);
    deltas.push(text.slice(at, at + length));
    at += length;
  }
  return deltas;
}
