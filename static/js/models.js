/** The models that a person may choose from, as the picker finds them. */

/**
 * @typedef {{ id: string, label: string, note: string, provider: string }} Offer
 */

/**
 * Those in whose names every one of the words stands, whatever its case.
 *
 * @template {Offer} One
 * @param {One[]} offers
 * @param {string} typed
 * @returns {One[]}
 */
export function matching(offers, typed) {
  const words = typed.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return offers.filter(({ id, label, provider }) => {
    const names = `${label} ${provider} ${id}`.toLocaleLowerCase();
    return words.every((word) => names.includes(word));
  });
}

/**
 * Where a key leads in a list of `count`, from the place `at`; nothing for a key that leads nowhere.
 *
 * @param {string} key
 * @param {number} at
 * @param {number} count
 * @returns {number | undefined}
 */
export function step(key, at, count) {
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: count - 1, PageDown: at + 8, PageUp: at - 8 }[key];
  if (to === undefined || !count) return undefined;
  if (key.startsWith("Arrow")) return (to + count) % count;
  return Math.max(0, Math.min(to, count - 1));
}
