/**
 * Runs in a page that is measured: how old deltas are when they stand in it, how long the page was busy at once, and how
 * long a key takes to show. It is no part of any page of ours.
 */

const QUIET = 400; // milliseconds without a change after which nothing more comes: colours come late
const TAIL = 400; // letters at the end in which new deltas are looked for; after a stall in everything

class Probe {
  tasks = []; // milliseconds, of those over 50
  keys = [];
  seen = []; // [the delta's time, when it was in the page]
  newest = ""; // the time of the newest delta so far
  entered = 0; // when Enter was pressed
  first = 0;
  last = 0;
  find = () => null;
  stamped = false;

  constructor() {
    new PerformanceObserver((list) => this.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask" });
    new MutationObserver((records) => this.look(records)).observe(document.body, { subtree: true, childList: true, characterData: true });
    addEventListener("keydown", (event) => this.key(event), true);
  }

  key({ key, timeStamp }) {
    if (key === "Enter") this.entered = timeStamp;
    // What is posted in a frame comes after it was painted.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => this.keys.push(performance.now() - timeStamp);
      port2.postMessage(null);
    });
  }

  /** Forgets what was before, and looks from now on at what `find` finds; `stamped` when its deltas are times. */
  watch(find, stamped) {
    Object.assign(this, { tasks: [], keys: [], seen: [], first: 0, last: 0, find, stamped });
  }

  look(records) {
    const root = this.find();
    if (!root?.firstChild && !root?.data || !records.some(({ target }) => root.contains(target))) return;
    this.last = performance.now();
    this.first ||= this.last;
    if (this.stamped) this.note(root);
  }

  /** Every delta is its time and a space. */
  note(root) {
    const end = tail(root, TAIL);
    const text = this.newest && end.includes(this.newest) ? end : tail(root, Infinity);
    for (const stamp of text.match(/\b\d{12,}\b/g) ?? []) {
      if (stamp > this.newest) this.seen.push([(this.newest = stamp), this.last]);
    }
  }

  /** When so many deltas have been seen, `isDone`, and nothing has changed for a while. */
  async settled(isDone, count) {
    const isWhole = () => this.first && this.seen.length >= count && isDone();
    while (!isWhole() || performance.now() < this.last + QUIET) await new Promise((next) => setTimeout(next, 50));
    const { first, last, tasks, keys, seen, entered } = this;
    return { first, last, tasks, keys, seen, entered, letters: (this.find().textContent ?? "").length };
  }
}

/** The last letters in a node, at least so many if there are, wherever they lie within it. */
function tail(root, letters) {
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let text = root.data?.slice(-letters) ?? "";
  for (let node = walk.lastChild(); node && text.length < letters; node = walk.previousNode()) text = node.data.slice(-letters) + text;
  return text;
}

window.probe = new Probe();
