/** Logging out and in again: all tabs leave together, and none leaves text behind for whoever uses this machine next. */

/** @typedef {{ forget: () => void, keep: () => void }} Writing what the person wrote, and has not sent */

export class Leaving {
  #tabs = new BroadcastChannel("logged-out");
  #writing;
  #login;

  /**
   * @param {Writing} writing
   * @param {string} login the address of the page for that
   */
  constructor(writing, login) {
    this.#writing = writing;
    this.#login = login;
    this.#tabs.addEventListener("message", () => this.#follow());
  }

  /** This tab is about to log out. */
  logOut() {
    this.#writing.forget();
    this.#tabs.postMessage("");
  }

  /** The person is logged out already: what was written waits until they are back. */
  logIn() {
    this.#writing.keep();
    location.assign(`${this.#login}?next=${encodeURIComponent(location.pathname)}`);
  }

  /** Hears no more of the others. */
  close() {
    this.#tabs.close();
  }

  #follow() {
    this.#writing.forget();
    this.logIn();
  }
}
