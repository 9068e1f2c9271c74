/**
 * A reply's text in the page, drawn as Markdown while it arrives. It knows nothing of sockets and pages: live, old and
 * reviewed replies are all drawn here.
 */

import { Blocks } from "./blocks.js";
import { codeCraft, codeOf } from "./code.js";
import { Colours } from "./colour.js";
import { openFence } from "./fence.js";
import { frame } from "./figure.js";
import { hold } from "./half.js";
import { read } from "./markdown.js";
import { Maths } from "./maths.js";
import { patch, replace } from "./patch.js";
import { SHARE, isSpent, later, spend } from "./share.js";
import { spans } from "./spans.js";
import { finished, strip } from "./spine.js";
import { grow } from "./tree.js";

/** @import { Tools } from "./blocks.js" */

const SLICE = 2048; // characters that are drawn at once
const PAUSE = 4; // times what a drawing took, when it took too long, until the next
const LONGEST_PAUSE = 300; // milliseconds
const LATE = 16; // milliseconds after which a frame is late; a busy page must not hold back what is quickly drawn

// One worker and one KaTeX serve all replies of a page.
const colours = new Colours(() => import("./colouring.js"));
const maths = new Maths(() => import("../../vendor/katex/katex.js"));
const colour = colours.of.bind(colours);
const crafts = { code: codeCraft({ colour, spans, frame }), formula: maths };
/** @type {Tools} */
const tools = {
  read,
  grow,
  hold,
  strip,
  finished,
  fence: openFence,
  codeOf,
  patch: (parent, trees, start) => patch(parent, trees, crafts, start),
  replace: (node, tree) => replace(node, tree, crafts),
};

export class Drawing {
  #element;
  #text = "";
  #waiting = "";
  #waits = false; // for a frame
  #calm = 0; // the time until which the page shall have rest
  #drawn = 0; // when something was drawn last
  #ended = false;
  #finished = false;
  #blocks;

  /** @param {HTMLElement} element that is emptied and filled; nobody else may change what is in it */
  constructor(element) {
    this.#element = element;
    this.#blocks = new Blocks(element, tools);
    this.reset();
  }

  /** Everything that was appended. */
  get text() {
    return this.#text;
  }

  /** Whether something waits for a frame. */
  get behind() {
    return this.#isBehind();
  }

  /**
   * Draws what follows: at once when nothing was drawn in this frame yet, or it is late; else in the next one.
   *
   * @param {string} text
   */
  append(text) {
    if (this.#ended) this.#reopen();
    this.#text += text;
    this.#waiting += text;
    if (!this.#waits || this.#isLate()) spend(() => this.#draw());
  }

  /** Nothing follows: what looked half-typed is drawn as it is. */
  end() {
    this.#ended = true;
    spend(() => this.#draw());
  }

  /** Draws everything that waits for a frame, now. */
  flush() {
    while (this.#isBehind()) this.#step();
  }

  /** Forgets everything. */
  reset() {
    this.#element.replaceChildren();
    this.#blocks = new Blocks(this.#element, tools);
    this.#text = this.#waiting = "";
    this.#ended = this.#finished = false;
  }

  #reopen() {
    const text = this.#text;
    this.reset();
    this.#text = this.#waiting = text;
  }

  #draw() {
    const start = performance.now();
    do this.#step();
    while (this.#isBehind() && !isSpent());
    this.#drawn = performance.now();
    const cost = this.#drawn - start;
    this.#calm = cost > 3 * SHARE ? start + cost + Math.min(PAUSE * cost, LONGEST_PAUSE) : 0;
    this.#wait();
  }

  /** Lets the next frame draw, and nothing before it; a text that is hard to draw leaves frames to the page. */
  #wait() {
    if (this.#waits) return;
    this.#waits = true;
    later(() => {
      this.#waits = false;
      if (performance.now() < this.#calm) this.#wait();
      else if (this.#isBehind()) this.#draw();
    });
  }

  #isLate() {
    return performance.now() > Math.max(this.#drawn + LATE, this.#calm) && !isSpent();
  }

  #isBehind() {
    return this.#ended ? !this.#finished : /[^\r]|\r[^]/.test(this.#waiting);
  }

  #step() {
    const slice = this.#slice();
    if (slice) this.#blocks.add(slice.replace(/\r\n?/g, "\n").replaceAll("\0", "\ufffd"));
    else if (this.#ended && !this.#finished) this.#finished = this.#blocks.finish();
  }

  /** The next piece; a carriage return at its end waits for the line feed that may follow. */
  #slice() {
    const end = this.#waiting.length > SLICE ? SLICE : this.#waiting.length;
    const cut = this.#waiting[end - 1] === "\r" && !(this.#ended && end === this.#waiting.length) ? end - 1 : end;
    const slice = this.#waiting.slice(0, cut);
    this.#waiting = this.#waiting.slice(slice.length);
    return slice;
  }
}
