/** Unsent text of one person, by conversation, in the browser. Losing a draft is better than failing to write. */

/**
 * @typedef {{ text: string, id: string, model: string, at?: number }} Draft `id` is the one its last try to send used, or
 *   empty; `at` is when it was saved, in milliseconds
 * @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">} Shelf
 */

const KEPT = 20; // drafts of a person; the oldest give way
const LONGEST = 200_000; // characters: twenty of them still fit a browser's five million

export class Drafts {
  #shelf;
  #prefix;

  /**
   * @param {() => Shelf} shelf a browser that blocks storage throws when it is touched at all
   * @param {string} person
   * @param {string} [kind] of text, for what is kept apart
   */
  constructor(shelf, person, kind = "draft") {
    this.#shelf = shelf;
    this.#prefix = `${kind}:${person}:`;
  }

  /**
   * @param {string} place the conversation, or "new"
   * @returns {Draft | null}
   */
  load(place) {
    return this.#attempt((shelf) => JSON.parse(shelf.getItem(this.#prefix + place) ?? "null"));
  }

  /**
   * @param {string} place
   * @param {Draft} draft
   */
  save(place, draft) {
    if (!draft.text || draft.text.length > LONGEST) {
      this.drop(place);
      return;
    }
    const text = JSON.stringify({ ...draft, at: Date.now() });
    this.#attempt((shelf) => shelf.setItem(this.#prefix + place, text));
    this.#oldest().slice(0, -KEPT).forEach((name) => this.#attempt((shelf) => shelf.removeItem(name)));
  }

  /** @param {string} place */
  drop(place) {
    this.#attempt((shelf) => shelf.removeItem(this.#prefix + place));
  }

  /** Nothing stays on a machine that somebody else may use next. */
  clear() {
    this.#oldest().forEach((name) => this.#attempt((shelf) => shelf.removeItem(name)));
  }

  /** @returns {string[]} the names of this person's drafts, the oldest first */
  #oldest() {
    return (
      this.#attempt((shelf) => {
        const all = Array.from({ length: shelf.length }, (_, index) => shelf.key(index) ?? "");
        const mine = all.filter((name) => name.startsWith(this.#prefix));
        const ages = new Map(mine.map((name) => [name, JSON.parse(shelf.getItem(name) ?? "{}").at ?? 0]));
        return mine.sort((one, other) => ages.get(one) - ages.get(other));
      }) ?? []
    );
  }

  /**
   * @template T
   * @param {(shelf: Shelf) => T} step
   * @returns {T | null}
   */
  #attempt(step) {
    try {
      return step(this.#shelf());
    } catch {
      return null; // blocked, full, or written by something else
    }
  }
}
