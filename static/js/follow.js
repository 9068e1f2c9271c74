/** When a page follows the end of a growing text: while the reader is there, and never against the reader. */

/** @typedef {{ top: number, view: number, height: number }} Place of the window in the page, in pixels */

const NEAR = 48; // pixels from the end that count as "back at the end" for who scrolls down

export class Follow {
  following = true;
  #top = 0;

  /**
   * The window moved. Growth alone never moves it, so going up is always the reader's doing, unless the page became
   * shorter and the window had to: then it stands exactly at the end.
   *
   * @param {Place} place
   */
  moved({ top, view, height }) {
    const left = height - view - top;
    if (top < this.#top) this.following = left <= 1;
    else if (left <= NEAR) this.following = true;
    this.#top = top;
  }
}
