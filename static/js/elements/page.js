/** The whole page: it owns the tab's one socket, and carries what its elements say to those whom it concerns. */

import { Branches } from "../branches.js";
import { find } from "../find.js";
import { Leaving } from "../leaving.js";
import { Socket } from "../socket.js";

/**
 * @import { Answer } from "../sending.js"
 * @import { Show } from "../socket.js"
 * @import { Stream } from "../stream.js"
 * @import { ChatComposer } from "./composer.js"
 * @import { ChatLink } from "./link.js"
 * @import { ChatReport } from "./report.js"
 * @import { ChatSidebar } from "./sidebar.js"
 * @import { ChatThread } from "./thread.js"
 */

const COUNTED = 5; // seconds after which a provider has counted a reply, or never will

export class ChatPage extends HTMLElement {
  /** @type {Socket | undefined} */
  #socket;
  /** @type {Set<number>} */
  #open = new Set();
  #path = location.pathname;
  #branches = new Branches(this.#composer, this.#thread, {
    begin: (answer) => this.#begin(answer),
    name: (title) => this.#name(title),
  });
  /** @type {Leaving | undefined} */
  #leaving;
  #ended = new AbortController();

  connectedCallback() {
    this.#ended = new AbortController();
    this.#leaving = new Leaving(this.#composer, this.dataset.login ?? "");
    this.#listen();
    this.#arrive();
    this.#socket = new Socket(() => new WebSocket(address(this.dataset.socket)));
    this.#socket.changes = Number(this.dataset.changes);
    this.#socket.addEventListener("up", () => this.#connected());
    this.#socket.addEventListener("down", () => (this.#link.down = true));
    this.#socket.addEventListener("changed", () => this.#renew());
    this.#socket.addEventListener("logout", () => this.#leaving?.logIn());
    this.#socket.connect();
  }

  disconnectedCallback() {
    this.#ended.abort();
    this.#leaving?.close();
    this.#socket?.close();
  }

  #listen() {
    const { signal } = this.#ended;
    const back = () => document.visibilityState === "visible" && this.#back();
    document.addEventListener("visibilitychange", back, { signal });
    window.addEventListener("online", back, { signal });
    window.addEventListener("pageshow", (event) => event.persisted && back(), { signal });
    // Between a new chat and the conversation it became there is no page to go back to but a fresh one.
    window.addEventListener("popstate", () => location.pathname === this.#path || location.reload(), { signal });
    this.#on("reply-open", ({ stream, show }) => this.#follow(stream, show));
    this.#on("reply-closed", ({ reply, sentence }) => this.#settle(reply, sentence));
    this.#on("reply-left", (reply) => this.#forget(reply));
    this.#on("asked", (asked) => this.#branches.add(asked));
    this.#on("again-wanted", (wish) => this.#branches.again(wish));
    this.#on("other-wanted", (wish) => this.#branches.other(wish));
    this.#on("edited", (edited) => this.#branches.edit(edited));
    this.#on("edit-last-wanted", () => this.#thread.editLast());
    this.#on("version-wanted", (version) => this.#branches.turn(version));
    this.#on("report-wanted", (reply) => this.#report.ask(reply));
    this.#on("too-early", () => this.#branches.wait());
    this.#on("stop-wanted", () => this.#open.forEach((reply) => this.#socket?.stop(reply)));
    this.#on("more", (more) => (this.#composer.more = more));
    this.#on("end-wanted", () => this.#thread.toEnd());
    this.#on("say", (sentence) => this.#say(sentence));
    this.#on("logging-out", () => this.#leaving?.logOut());
  }

  /**
   * @param {string} name
   * @param {(detail: any) => void} act
   */
  #on(name, act) {
    const { signal } = this.#ended;
    this.addEventListener(name, (event) => act(event instanceof CustomEvent ? event.detail : null), { signal });
  }

  /** Whoever was led here by a search came to one message. */
  #arrive() {
    const { elsewhere } = this.#thread.dataset;
    // The composer and the search have not been defined yet; they are when this script has run to its end.
    queueMicrotask(() => {
      if (elsewhere) this.#branches.arrive(elsewhere);
      if (location.search) history.replaceState(null, "", location.pathname + location.hash);
    });
  }

  /** Shows what is stored. */
  refresh() {
    return this.#branches.refresh();
  }

  /** The first connection is as old as the page; what happened before any other one may have been missed. */
  #connected() {
    if (this.#link.down) this.#branches.refresh();
    this.#link.down = false;
  }

  /** The reader is here again: meanwhile somebody may have asked from elsewhere. */
  #back() {
    this.#socket?.probe();
    this.#branches.refresh();
  }

  /** Somebody asked, renamed, put away ... in another tab, or a reply has ended. Who does not look is told on coming back. */
  #renew() {
    if (document.visibilityState !== "visible") return;
    this.#sidebar.refresh();
    this.#branches.refresh();
  }

  /**
   * @param {Stream} stream
   * @param {Show} show
   */
  #follow(stream, show) {
    this.#open.add(stream.reply);
    this.#write();
    this.#socket?.watch(stream, show);
  }

  /**
   * @param {number} reply
   * @param {string} sentence
   */
  async #settle(reply, sentence) {
    this.#open.delete(reply);
    this.#say(sentence);
    if (!this.#open.size) this.#sidebar.settle(location.pathname);
    this.#write();
    await this.#branches.refresh(); // for the facts that are known only now
    if (!this.#branches.isCounted) setTimeout(() => this.isConnected && this.#branches.refresh(), COUNTED * 1000);
  }

  /**
   * It goes on, out of sight.
   *
   * @param {number} reply
   */
  #forget(reply) {
    this.#open.delete(reply);
    this.#socket?.leave(reply);
    this.#write();
  }

  #write() {
    this.#composer.writing = this.#thread.busy = this.#open.size > 0;
  }

  /** @param {Answer} answer */
  #begin({ url, title }) {
    if (location.pathname !== url) history.pushState(null, "", url);
    this.#path = location.pathname;
    this.#name(title);
    find(this, ".chat", HTMLElement).removeAttribute("data-new");
    this.querySelectorAll("[data-part='welcome']").forEach((part) => part.remove());
    this.#sidebar.begin(url, title);
  }

  /** @param {string} title */
  #name(title) {
    document.title = `${title} · ${document.documentElement.dataset.site}`;
    find(this, ".bar__title", HTMLElement).textContent = title;
  }

  /** @param {string} sentence */
  #say(sentence) {
    find(this, "[data-part='announce']", HTMLElement).textContent = sentence;
  }

  get #composer() {
    return /** @type {ChatComposer} */ (find(this, "chat-composer", HTMLElement));
  }

  get #link() {
    return /** @type {ChatLink} */ (find(this, "chat-link", HTMLElement));
  }

  get #report() {
    return /** @type {ChatReport} */ (find(this, "chat-report", HTMLElement));
  }

  get #sidebar() {
    return /** @type {ChatSidebar} */ (find(this, "chat-sidebar", HTMLElement));
  }

  get #thread() {
    return /** @type {ChatThread} */ (find(this, "chat-thread", HTMLElement));
  }
}

/** @param {string | undefined} path */
function address(path) {
  const url = new URL(path ?? "/ws/", location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  return url;
}
