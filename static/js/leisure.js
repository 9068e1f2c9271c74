/** Work that can wait a moment, a few milliseconds at a time: the newest first, because that is what the reader sees. */

const BUDGET = 8; // milliseconds: the page stays quick while a long conversation is drawn

export class Leisure {
  /** @type {(() => void)[]} */
  #tasks = [];
  #running = false;

  /** @param {() => void} task */
  add(task) {
    this.#tasks.push(task);
    if (this.#running) return;
    this.#running = true;
    // Not before everybody has spoken: the last one comes first.
    queueMicrotask(() => this.#run());
  }

  #run() {
    const end = performance.now() + BUDGET;
    let task = this.#tasks.pop();
    while (task) {
      task();
      task = performance.now() < end ? this.#tasks.pop() : undefined;
    }
    this.#running = this.#tasks.length > 0;
    if (this.#running) setTimeout(() => this.#run());
  }
}
