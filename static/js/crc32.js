/** The digest of a reply's text. `crypto.subtle` does not exist on plain HTTP off loopback, so it is not used. */

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

/**
 * CRC-32 (IEEE 802.3) of the text's UTF-8 bytes.
 *
 * @param {string} text
 * @returns {string} eight lower-case hexadecimal digits
 */
export function crc32(text) {
  let rest = 0xffffffff;
  for (const byte of new TextEncoder().encode(text)) rest = TABLE[(rest ^ byte) & 0xff] ^ (rest >>> 8);
  return (~rest >>> 0).toString(16).padStart(8, "0");
}
