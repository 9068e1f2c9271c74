/** What is said while a file goes to the server and is read there. */

const MB = 1_000_000;

/**
 * Why a file need not even be sent; empty when it may go.
 *
 * @param {number} size in bytes
 * @param {number} limit in MB
 * @returns {string}
 */
export function tooLarge(size, limit) {
  if (size <= limit * MB) return "";
  return `The file has ${mb(size)} MB, and ${limit} are allowed. Export less at once, then import each file.`;
}

/**
 * @param {number} loaded bytes that have arrived
 * @param {number} total
 * @returns {string}
 */
export function underway(loaded, total) {
  return loaded < total ? `Sending: ${mb(loaded)} of ${mb(total)} MB.` : "Sent. The server reads it now.";
}

/**
 * @param {number} messages that were read so far
 * @returns {string}
 */
export function counted(messages) {
  return messages ? `Reading: ${messages.toLocaleString("en")} messages so far.` : "Sent. The server reads it now.";
}

/**
 * @param {number} size in bytes
 * @returns {string}
 */
function mb(size) {
  return (size / MB).toFixed(size < 10 * MB ? 1 : 0);
}
