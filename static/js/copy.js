/** Puts text into the clipboard. `navigator.clipboard` does not exist on plain HTTP off loopback. */

/**
 * @param {string} text
 * @returns {Promise<boolean>} whether it is there now
 */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/**
 * The old way: a field outside the view, its text selected, for the length of one command.
 *
 * @param {string} text
 * @returns {boolean}
 */
function copyBySelection(text) {
  const before = document.activeElement;
  const field = document.createElement("textarea");
  field.className = "clipboard";
  field.value = text;
  field.readOnly = true; // or a phone would open its keyboard
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  return done;
}

/**
 * Puts what an element shows into the clipboard as it is drawn, for word processors and mails, and as plain text.
 *
 * @param {HTMLElement} element
 * @param {string} text
 * @returns {Promise<boolean>} whether it is there now
 */
export async function copyDrawn(element, text) {
  try {
    const parts = { "text/html": element.innerHTML, "text/plain": text };
    const blobs = Object.entries(parts).map(([type, part]) => [type, new Blob([part], { type })]);
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    return true;
  } catch {
    return copySelected(element);
  }
}

/**
 * The old way again, with the element itself selected for the length of one command.
 *
 * @param {HTMLElement} element
 * @returns {boolean}
 */
function copySelected(element) {
  const selection = document.getSelection();
  const before = selection?.rangeCount ? selection.getRangeAt(0) : null;
  selection?.selectAllChildren(element);
  const done = document.execCommand("copy");
  selection?.removeAllRanges();
  if (before) selection?.addRange(before);
  return done;
}
