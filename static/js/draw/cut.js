/** Cuts coloured code at places of its text, so that the page need look only at the pieces that changed. */

const PIECE = /<span [^>]*>|<\/span>|&[#\w]+;|[^<&]+/g;

/**
 * @param {string} html as highlight.js writes it
 * @param {number[]} ends of the pieces, in characters of the text
 * @returns {string[]} each whole in itself: a span that reaches over an end begins again behind it
 */
export function cut(html, ends) {
  const cutter = new Cutter(ends);
  for (const [piece] of html.matchAll(PIECE)) {
    if (piece.startsWith("<span")) cutter.enter(piece);
    else if (piece.startsWith("</")) cutter.leave();
    else if (piece.startsWith("&")) cutter.write(piece, 1);
    else cutter.take(piece);
  }
  return cutter.pieces();
}

class Cutter {
  #ends;
  /** @type {string[]} */
  #pieces = [];
  #piece = "";
  #read = 0; // characters of the text
  /** @type {string[]} */
  #open = [];

  /** @param {number[]} ends */
  constructor(ends) {
    this.#ends = ends;
  }

  /** @param {string} span */
  enter(span) {
    this.#open.push(span);
    this.#piece += span;
  }

  leave() {
    this.#open.pop();
    this.#piece += "</span>";
  }

  /** @param {string} words which an end may divide */
  take(words) {
    for (let rest = words; rest; ) {
      this.#turn();
      const room = this.#ends[this.#pieces.length] - this.#read;
      this.write(rest.slice(0, room), Math.min(room, rest.length));
      rest = rest.slice(room);
    }
  }

  /**
   * @param {string} html
   * @param {number} length of the text it shows
   */
  write(html, length) {
    this.#turn();
    this.#piece += html;
    this.#read += length;
  }

  pieces() {
    this.#close();
    while (this.#pieces.length < this.#ends.length) this.#pieces.push("");
    return this.#pieces;
  }

  /** Goes on in the next piece when this one is full. */
  #turn() {
    while (this.#read === this.#ends[this.#pieces.length]) {
      this.#close();
      this.#piece = this.#open.join("");
    }
  }

  #close() {
    this.#pieces.push(this.#piece + "</span>".repeat(this.#open.length));
    this.#piece = "";
  }
}
