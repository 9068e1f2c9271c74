/** What a person copies of a turn: as it was written, or as it is drawn. */

import { copy, copyDrawn } from "./copy.js";
import { find } from "./find.js";

/** @import { ChatReply } from "./elements/reply.js" */

const BLOCKED = "Copying is blocked here. Select the text, then copy it with the keyboard.";
const COPIED = 2; // seconds that a button says so

/**
 * @param {Element} turn
 * @param {Element} button that was pressed, and says for a moment what came of it
 * @returns {Promise<string>} a sentence for who does not see it
 */
export async function copyTurn(turn, button) {
  const done = await copy(textOf(turn));
  button.textContent = done ? "Copied" : "Not copied";
  setTimeout(() => (button.textContent = "Copy"), COPIED * 1000);
  return done ? "Copied" : BLOCKED;
}

/**
 * @param {Element} turn
 * @returns {Promise<string>} a sentence on what came of it
 */
export async function copyTurnDrawn(turn) {
  const done = await copyDrawn(find(turn, "[data-part='text']", HTMLElement), textOf(turn));
  return done ? "Copied as rich text." : BLOCKED;
}

/** @param {Element} turn */
function textOf(turn) {
  const reply = /** @type {ChatReply | null} */ (turn.querySelector("chat-reply"));
  return (reply ? reply.text : find(turn, "[data-part='text']", HTMLElement).textContent) ?? "";
}
