/** Conversations in groups, a page of them and more as one goes on: the list, or its archive. */

import { find } from "../find.js";
import { Fresh } from "../fresh.js";
import { append, lead, renew, rowsIn } from "../groups.js";
import { read, readDown } from "../listing.js";
import { drawn, fill, light } from "../rows.js";

/**
 * @import { Page } from "../listing.js"
 * @import { ChatRest } from "./rest.js"
 */

const PACE = 5; // seconds between two looks while a reply is written in another conversation

export class ChatList extends HTMLElement {
  #down = "";
  #fresh = new Fresh(() => this.#read(), (/** @type {Page} */ page) => this.#show(page));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #ended = new AbortController();

  connectedCallback() {
    this.#ended = new AbortController();
    const { signal } = this.#ended;
    this.addEventListener("page-wanted", () => this.goOn(), { signal });
    document.addEventListener("visibilitychange", () => this.#look(), { signal });
    this.#watch();
  }

  disconnectedCallback() {
    this.#ended.abort();
    clearTimeout(this.#timer);
  }

  /** @param {string} conversation */
  row(conversation) {
    return rowsIn(this).find((row) => row.dataset.conversation === conversation);
  }

  /**
   * A conversation was asked: it is the one that is read, and the first of today unless it is pinned.
   *
   * @param {string} url
   * @param {string} title
   */
  begin(url, title) {
    const entry = { id: idIn(url), url, title, pinned: false, archived: false, writing: true, place: "" };
    const row = this.row(entry.id) ?? drawn(entry);
    const { pinned, place = "" } = row.dataset;
    // Without a place it waits for the server to say where it stands now.
    fill(row, { ...entry, pinned: pinned !== undefined, place: pinned === undefined ? "" : place });
    light(row, true);
    if (pinned === undefined) lead(this, row);
  }

  /**
   * Nothing is being written there any more.
   *
   * @param {string} url
   */
  settle(url) {
    const row = this.row(idIn(url));
    if (row) light(row, false);
  }

  /** Reads the next page, or the first. */
  async goOn() {
    const rest = this.#rest;
    if (rest.isLoading) return;
    const { place } = rest;
    const hadFocus = rest.contains(document.activeElement);
    rest.load();
    const page = await read(fetch, this.#shelf, place);
    if (place !== rest.place) return;
    if (typeof page === "string") rest.fail(page);
    else this.#append(page, hadFocus);
  }

  /**
   * Looks again at what is stored: the first page, or as far down as the list is shown.
   *
   * @param {{ whole: boolean }} [how]
   */
  async refresh({ whole } = { whole: false }) {
    if (!this.#isRead) return;
    const places = rowsIn(this).map((row) => row.dataset.place ?? "");
    this.#down = whole ? (places.filter(Boolean).at(-1) ?? "") : "";
    await this.#fresh.refresh();
    this.#watch();
  }

  async #read() {
    const page = await readDown(fetch, this.#shelf, this.#down);
    return typeof page === "string" ? null : page;
  }

  /** @param {Page} page */
  #show(page) {
    // A title that is being typed must not move away under the hands.
    if (this.querySelector("chat-rename")) return;
    if (!renew(this, page)) this.#rest.place = page.more;
    this.dispatchEvent(new CustomEvent("listed", { bubbles: true }));
  }

  /**
   * @param {Page} page
   * @param {boolean} hadFocus
   */
  #append(page, hadFocus) {
    const [first] = append(this, page);
    this.toggleAttribute("data-read", true);
    this.#rest.place = page.more;
    // Who came here by the keyboard goes on with what is new.
    if (hadFocus) first?.querySelector("a")?.focus();
    this.#watch();
  }

  #look() {
    if (document.visibilityState === "visible") this.refresh();
  }

  /** A dot that no socket of this tab will put out is looked after. */
  #watch() {
    clearTimeout(this.#timer);
    const isLit = this.querySelector(".row[data-writing]:not([aria-current])");
    if (isLit) this.#timer = setTimeout(() => this.#look(), PACE * 1000);
  }

  get #isRead() {
    return this.dataset.read !== undefined;
  }

  get #rest() {
    return /** @type {ChatRest} */ (find(this, "chat-rest", HTMLElement));
  }

  get #shelf() {
    return this.dataset.shelf ?? "";
  }
}

/** @param {string} url of a conversation's page */
function idIn(url) {
  return url.split("/")[2] ?? "";
}
