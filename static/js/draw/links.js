/** Where a link of a reply may lead, and what to say about it. */

/** @typedef {{ href: string, host: string }} Target */

const SCHEMES = new Set(["http:", "https:", "mailto:"]);
const ADDRESS = /^(?:[a-z][\w+.-]*:\/\/)?(?:[^\s/@]*@)?((?:[\p{L}\p{N}-]+\.)+[\p{L}]{2,})(?=[/:?#]|$)/iu;

/**
 * @param {string} address as markdown-it read it
 * @returns {Target | null} null when a reply may not lead there: another scheme, or a place without a host, like /logout
 */
export function target(address) {
  if (!/^(?:https?:\/\/|mailto:)/i.test(address)) return null;
  try {
    const { href, protocol, host, pathname } = new URL(address);
    return SCHEMES.has(protocol) ? { href, host: host || pathname.replace(/^.*@/, "") } : null;
  } catch {
    return null;
  }
}

/**
 * The host a reader has to be told, because the link's text names another one.
 *
 * @param {string} text of the link
 * @param {Target} target
 */
export function disguise(text, { host }) {
  const named = ADDRESS.exec(text.trim())?.[1].toLowerCase();
  return named && bare(named) !== bare(host.toLowerCase().replace(/:\d+$/, "")) ? host : "";
}

/** @param {string} host */
function bare(host) {
  return host.replace(/^www\./, "");
}
