/** A prompt that is edited in its own place: its text gives way to a form, and comes back. */

import { clone, find } from "./find.js";

/** @import { ChatEdit } from "./elements/edit.js" */

/**
 * @param {Element} root
 * @returns {ChatEdit | null} the one that is open in it
 */
export function edited(root) {
  return root.querySelector("chat-edit");
}

/**
 * Opens a prompt for editing. One at a time: none is lost out of sight.
 *
 * @param {Element} thread
 * @param {Element} turn
 */
export function edit(thread, turn) {
  const open = edited(thread);
  if (open) return open.take();
  const prompt = find(turn, ".turn__prompt", HTMLElement);
  const form = /** @type {ChatEdit} */ (clone("turn-edit"));
  prompt.before(form);
  prompt.hidden = true;
  form.begin(prompt.textContent ?? "");
}

/** @param {Element} turn whose prompt stays as it was */
export function endEdit(turn) {
  edited(turn)?.remove();
  find(turn, ".turn__prompt", HTMLElement).hidden = false;
  find(turn, "[data-action='edit']", HTMLElement).focus();
}
