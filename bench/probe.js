/**
 * Runs in a page that is measured: how old deltas are when they stand in it, how long the page was busy at once, and how
 * long a key takes to show. It is no part of any page of ours.
 */

const QUIET = 400; // milliseconds without a change after which nothing more comes: colours come late
const TAIL = 400; // letters at the end in which to look for new deltas

class Probe {
  tasks = []; // milliseconds, of those over 50
  keys = [];
  seen = []; // [the delta's time, when it was in the page]
  first = 0;
  last = 0;

  constructor() {
    new PerformanceObserver((list) => this.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask" });
    addEventListener("keydown", (event) => this.key(event.timeStamp), true);
  }

  key(at) {
    // What is posted in a frame comes after it was painted.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => this.keys.push(performance.now() - at);
      port2.postMessage(null);
    });
  }

  /** Forgets what was before, and looks from now on at what `find` finds; `stamped` when its deltas are times. */
  watch(find, stamped) {
    Object.assign(this, { tasks: [], keys: [], seen: [], first: 0, last: 0 });
    const look = (records) => {
      const root = find();
      if (!root?.firstChild && !root?.data || !records.some(({ target }) => root.contains(target))) return;
      this.last = performance.now();
      this.first ||= this.last;
      if (stamped) this.note(root);
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  }

  /** Every delta is its time and a space. */
  note(root) {
    let node = root;
    while (node.lastChild) node = node.lastChild;
    const newest = this.seen.at(-1)?.[0] ?? "";
    for (const stamp of node.data?.slice(-TAIL).match(/\b\d{12,}\b/g) ?? []) if (stamp > newest) this.seen.push([stamp, this.last]);
  }

  /** When `isDone` and nothing has changed for a while. */
  async settled(isDone) {
    while (!isDone() || performance.now() < this.last + QUIET) await new Promise((next) => setTimeout(next, 50));
    const { first, last, tasks, keys, seen } = this;
    return { first, last, tasks, keys, seen };
  }
}

window.probe = new Probe();
