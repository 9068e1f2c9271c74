/**
 * The turns of a conversation under review. What is masked is marked as such, and links lead nowhere: an address that
 * occurs in one conversation only would tell its author that somebody reads it.
 */

const MASKED = /⟦[^⟦⟧\n]{1,40}⟧/g;
const MARK = "mask"; // as in review.css

export class ReviewThread extends HTMLElement {
  #frame = 0;
  #drawn = new MutationObserver(() => this.#soon());

  connectedCallback() {
    this.#drawn.observe(this, { childList: true, subtree: true, characterData: true });
    this.#soon();
  }

  disconnectedCallback() {
    this.#drawn.disconnect();
    cancelAnimationFrame(this.#frame);
  }

  /** Once a frame is often enough, however much was drawn in it. */
  #soon() {
    this.#disarm();
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#mark());
  }

  #disarm() {
    for (const link of this.querySelectorAll("chat-reply .prose a[href]")) {
      link.setAttribute("title", link.getAttribute("href") ?? "");
      link.removeAttribute("href");
    }
  }

  /** The browser marks the places without a change of what was drawn; where it cannot, the brackets remain. */
  #mark() {
    if (typeof Highlight === "undefined") return;
    const texts = document.createTreeWalker(this.closest("main") ?? this, NodeFilter.SHOW_TEXT);
    const places = new Highlight();
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      for (const { 0: found, index } of (text.textContent ?? "").matchAll(MASKED)) {
        places.add(new StaticRange({ startContainer: text, startOffset: index, endContainer: text, endOffset: index + found.length }));
      }
    }
    CSS.highlights.set(MARK, places);
  }
}
