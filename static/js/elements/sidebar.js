/** The list of conversations. Dispatches "logging-out" before the person leaves. */

import { clone, find } from "../find.js";

export class ChatSidebar extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", this.#press);
    this.addEventListener("submit", this.#leave);
    document.addEventListener("click", this.#look);
    this.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }

  disconnectedCallback() {
    this.removeEventListener("keydown", this.#press);
    this.removeEventListener("submit", this.#leave);
    document.removeEventListener("click", this.#look);
  }

  /**
   * A conversation was asked: it is the one that is read, and the first of today.
   *
   * @param {string} url
   * @param {string} title
   */
  begin(url, title) {
    const row = this.#row(url) ?? find(clone("sidebar-row"), "a", HTMLAnchorElement);
    row.setAttribute("href", url);
    row.setAttribute("aria-current", "page");
    row.toggleAttribute("data-writing", true);
    find(row, ".row__title", HTMLElement).textContent = title;
    const before = row.closest(".group");
    find(this.#today(), ".group__list", HTMLElement).prepend(row.closest("li") ?? row);
    if (before && !before.querySelector(".row")) before.remove();
  }

  /**
   * Nothing is being written there any more.
   *
   * @param {string} url
   */
  settle(url) {
    this.#row(url)?.removeAttribute("data-writing");
  }

  /**
   * @param {string} url
   * @returns {HTMLAnchorElement | null}
   */
  #row(url) {
    return this.querySelector(`.row[href="${CSS.escape(url)}"]`);
  }

  #today() {
    const today = this.querySelector('[data-group="Today"]');
    if (today) return today;
    const group = clone("sidebar-group");
    this.querySelector("[data-empty]")?.remove();
    find(this, ".sidebar__lists", HTMLElement).prepend(group);
    return group;
  }

  /** @param {KeyboardEvent} event */
  #press = (event) => {
    const { target, key } = event;
    // A link that calls itself a button is pressed by the space bar, too.
    if (key === " " && target instanceof HTMLAnchorElement && target.role === "button") {
      event.preventDefault();
      target.click();
    }
    if (key === "Escape" && this.#menu.open) {
      event.preventDefault();
      this.#menu.open = false;
      find(this.#menu, "summary", HTMLElement).focus();
    }
  };

  /** @param {MouseEvent} event */
  #look = (event) => {
    if (event.target instanceof Node && !this.#menu.contains(event.target)) this.#menu.open = false;
  };

  #leave = () => {
    this.dispatchEvent(new Event("logging-out", { bubbles: true }));
  };

  get #menu() {
    return find(this, ".person", HTMLDetailsElement);
  }
}
