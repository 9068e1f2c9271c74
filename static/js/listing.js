/** The list of conversations as the server gives it, a page at a time, and what a fresh first page leaves of an old list. */

/**
 * @typedef {{ id: string, url: string, title: string, pinned: boolean, archived: boolean, writing: boolean,
 *   unread?: boolean, place: string }} Entry `place` says where it stands: as texts, later places are smaller ones
 * @typedef {{ name: string, conversations: Entry[] }} Group
 * @typedef {{ groups: Group[], more: string }} Page `more` is the place after which the next page begins, or empty
 * @typedef {{ id: string, place: string, group: string }} Row what is known of a row that is shown
 */

const PATIENCE = 15; // seconds for one page
const MOST = 20; // pages that are read in a row at most
const ORDER = ["Pinned", "Today", "Yesterday", "Last seven days", "Last thirty days", "Older", "Archived"];

export const UNREACHED = "The server did not answer. Check the connection.";
const LOGGED_OUT = "You are logged out. Reload the page to log in.";

/**
 * @param {typeof fetch} ask
 * @param {string} shelf "pinned" for the list, "archived" for the archive
 * @param {string} after the place that the page before named; empty for the first
 * @returns {Promise<Page | string>} or what went wrong, in a sentence
 */
export async function read(ask, shelf, after) {
  try {
    const response = await ask(`/list.json?${new URLSearchParams({ shelf, after })}`, {
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(PATIENCE * 1000),
    });
    if (response.status === 401) return LOGGED_OUT;
    const said = await response.json();
    return response.ok ? said : (said.error?.message ?? UNREACHED);
  } catch {
    return UNREACHED;
  }
}

/**
 * Everything from the beginning down to a place, as one long page.
 *
 * @param {typeof fetch} ask
 * @param {string} shelf
 * @param {string} down empty for the first page alone
 * @returns {Promise<Page | string>}
 */
export async function readDown(ask, shelf, down) {
  /** @type {Page} */
  const all = { groups: [], more: "" };
  for (let count = 0; count < MOST; count += 1) {
    const page = await read(ask, shelf, all.more);
    if (typeof page === "string") return page;
    join(all, page);
    if (!page.more || !down || page.more <= down) break;
  }
  return all;
}

/**
 * @param {Page} all
 * @param {Page} page
 */
function join(all, page) {
  for (const { name, conversations } of page.groups) {
    const last = all.groups.at(-1);
    if (last?.name === name) last.conversations.push(...conversations);
    else all.groups.push({ name, conversations: [...conversations] });
  }
  all.more = page.more;
}

/**
 * The rows of an older list that go on after a fresh first page. What is not on the page, and should be, is gone.
 *
 * @param {Row[]} rows in their order
 * @param {Page} page
 * @returns {Row[]}
 */
export function staying(rows, { groups, more }) {
  const here = new Set(groups.flatMap(({ conversations }) => conversations.map(({ id }) => id)));
  const rest = rows.filter(({ id, place }) => place && place < more && !here.has(id));
  // Their days have passed: they are asked for again.
  const floor = ORDER.indexOf(groups.at(-1)?.name ?? "");
  return rest.every(({ group }) => ORDER.indexOf(group) >= floor) ? rest : [];
}
