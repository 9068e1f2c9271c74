/** Code in parts of a few lines each: whatever changes in the page, a browser lays out one part again and not all of them. */

const LINES = 64;
const LONGEST = 16384; // characters: a line as long as this is broken, or laying it out would take ever longer

/**
 * @param {string} text from the beginning of a part
 * @returns {number} the length of the part, or -1 while it may still grow
 */
export function partEnd(text) {
  let end = 0;
  for (let line = 0; line < LINES; line++) {
    const next = text.indexOf("\n", end) + 1;
    if (!next || next > LONGEST) return text.length < LONGEST ? -1 : unbroken(text);
    end = next;
  }
  return end;
}

/**
 * Not between the two halves of a letter.
 *
 * @param {string} text
 */
function unbroken(text) {
  return /[\ud800-\udbff]/.test(text[LONGEST - 1]) ? LONGEST - 1 : LONGEST;
}
