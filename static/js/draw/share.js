/**
 * How much is put into the page in one frame. The browser then styles, lays out and paints all of it at once, which takes
 * several times as long; so text, colours and formulas share a few milliseconds, and take turns.
 */

export const SHARE = 6; // milliseconds of a frame
const HIDDEN = 50; // of a page that nobody sees: it gets few turns, and must not fall behind
const NO_FRAME = 250; // milliseconds until such a page has its turn; it gets no frames

let spent = 0; // milliseconds of this frame, without the work that is being done
let begun = 0; // when that began, 0 for none
let isExpected = false;
/** @type {(() => void)[]} */
const waiting = [];

/** Whether nothing more should be put into this frame. */
export function isSpent() {
  return spent + (begun && performance.now() - begun) >= (document.hidden ? HIDDEN : SHARE);
}

/**
 * Does a piece of work at once, and counts what it takes.
 *
 * @param {() => void} work
 */
export function spend(work) {
  const outer = begun;
  begun ||= performance.now();
  try {
    work();
  } finally {
    if (!outer) spent += performance.now() - begun;
    begun = outer;
    expect();
  }
}

/**
 * Does a piece of work in the next frame that has time for it. It looks itself whether the time is over, and comes
 * back for the rest.
 *
 * @param {() => void} work
 */
export function later(work) {
  waiting.push(work);
  expect();
}

function expect() {
  if (isExpected) return;
  isExpected = true;
  const next = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    isExpected = false;
    spent = 0;
    takeTurns();
  };
  const timer = setTimeout(next, NO_FRAME);
  const frame = requestAnimationFrame(next);
}

/** Those who wait longest first; who was not served is the first in the next frame. */
function takeTurns() {
  for (let turns = waiting.length; turns && !isSpent(); turns--) spend(/** @type {() => void} */ (waiting.shift()));
  if (waiting.length) expect();
}
