/** Where the reader is in a growing page: the window follows the end for who is there, and finds the old place again. */

import { Follow } from "./follow.js";
import { awayFrom, placeIn } from "./place.js";

/** @import { Place } from "./place.js" */

const PLACE = "place:"; // in the tab's own storage
const CALM = 500; // milliseconds without growth after which the old place is found, or never will be
const MOVES = ["wheel", "touchmove", "keydown", "pointerdown"]; // by which a reader goes elsewhere

export class Reader {
  #page;
  #tellMore;
  #follow = new Follow();
  #height = 0;
  /** @type {Place | null} where the reader was before a reload, as long as the page still grows */
  #wanted = null;
  /** @type {HTMLElement | null} the message that somebody came for, until they move on */
  #target = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #arrival;
  #growth = new ResizeObserver(() => this.#grown());

  /**
   * @param {HTMLElement} page what grows
   * @param {(more: boolean) => void} tellMore whether new text waits below
   */
  constructor(page, tellMore) {
    this.#page = page;
    this.#tellMore = tellMore;
  }

  begin() {
    document.addEventListener("scroll", this.#moved, { passive: true });
    this.#growth.observe(this.#page);
    this.#growth.observe(document.documentElement);
    history.scrollRestoration = "manual";
    window.addEventListener("pagehide", this.#remember);
    for (const name of MOVES) document.addEventListener(name, this.#arrive, { passive: true });
    // The replies have not been drawn yet; they are when this script has run to its end.
    queueMicrotask(() => this.#restore());
  }

  end() {
    document.removeEventListener("scroll", this.#moved);
    window.removeEventListener("pagehide", this.#remember);
    for (const name of MOVES) document.removeEventListener(name, this.#arrive);
    clearTimeout(this.#arrival);
    this.#growth.disconnect();
  }

  /** In the next frame, which lays the page out in any case: now it would have to be done twice. */
  toEnd() {
    this.#target = null;
    this.#follow.following = true;
    requestAnimationFrame(() => this.#grown());
  }

  #moved = () => {
    if (this.#wanted || this.#target) return;
    this.#follow.moved(place());
    if (this.#follow.following) this.#tellMore(false);
  };

  /** Who was reading further up finds that place again after a reload; everybody else begins at the end. */
  #restore() {
    const kept = attempt(() => sessionStorage.getItem(PLACE + location.pathname));
    const [visit] = performance.getEntriesByType("navigation");
    const again = visit instanceof PerformanceNavigationTiming && visit.type !== "navigate";
    this.#wanted = again ? attempt(() => JSON.parse(kept ?? "null")) : null;
    this.#target = again ? null : document.getElementById(location.hash.slice(1));
    this.#follow.following = !this.#wanted && !this.#target;
    this.#grown();
  }

  #remember = () => {
    const found = this.#follow.following ? null : placeIn(this.#page);
    attempt(() => sessionStorage.setItem(PLACE + location.pathname, JSON.stringify(found)));
  };

  /** Text came, a field grew, the window changed: the end stays in sight for who was there. */
  #grown() {
    if (!this.#page.childElementCount) return;
    const { height } = place();
    if (this.#target) this.#target.scrollIntoView({ block: "start", behavior: "instant" });
    else if (this.#follow.following) scrollTo(height);
    else if (this.#wanted) this.#goBack(this.#wanted);
    else if (height > this.#height && this.#page.querySelector("[data-state='writing']")) this.#tellMore(true);
    this.#height = height;
  }

  /**
   * What comes into sight there may turn out longer than it was thought to be: then the page grows, and this is done again.
   *
   * @param {Place} wanted
   */
  #goBack(wanted) {
    scrollTo(window.scrollY + (awayFrom(this.#page, wanted) ?? 0));
    clearTimeout(this.#arrival);
    this.#arrival = setTimeout(this.#arrive, CALM);
  }

  #arrive = () => {
    this.#wanted = this.#target = null;
  };
}

/** @param {number} top */
function scrollTo(top) {
  window.scrollTo({ top, behavior: "instant" });
}

function place() {
  const { scrollHeight: height, clientHeight: view } = document.documentElement;
  return { top: window.scrollY, view, height };
}

/**
 * @template T
 * @param {() => T} step
 * @returns {T | null}
 */
function attempt(step) {
  try {
    return step();
  } catch {
    return null; // a browser that blocks storage throws when it is touched
  }
}
