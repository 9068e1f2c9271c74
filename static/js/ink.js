/**
 * The text of one part as it stands in the page: drawn as Markdown, or plainly when drawing fails. A text is shown and
 * a reply ends whatever goes wrong in the drawing of it.
 */

/** @typedef {{ append: (text: string) => void, end: () => void, reset: () => void }} Drawing */

export class Ink {
  #element;
  #text;
  /** @type {Drawing | null} */
  #drawing = null;

  /**
   * @param {HTMLElement} element
   * @param {string} text that it begins with
   * @param {(element: HTMLElement) => Drawing} draw
   */
  constructor(element, text, draw) {
    this.#element = element;
    this.#text = text;
    element.replaceChildren();
    element.classList.remove("prose--plain");
    this.#try(() => {
      this.#drawing = draw(element);
      if (text) this.#drawing.append(text);
    });
  }

  /** All of the text, as it was written. */
  get text() {
    return this.#text;
  }

  /** @param {string} text that follows */
  append(text) {
    this.#text += text;
    if (this.#drawing) this.#try(() => this.#drawing?.append(text));
    else this.#element.append(text);
  }

  reset() {
    this.#text = "";
    if (this.#drawing) this.#try(() => this.#drawing?.reset());
    else this.#element.replaceChildren();
  }

  /** Nothing follows. */
  end() {
    this.#try(() => this.#drawing?.end());
  }

  /** @param {() => void} step */
  #try(step) {
    try {
      step();
    } catch (error) {
      this.#drawing = null;
      this.#element.classList.add("prose--plain");
      this.#element.replaceChildren(this.#text);
      console.error(error);
    }
  }
}
