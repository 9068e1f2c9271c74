import assert from "node:assert/strict";
import { test } from "node:test";

import { tell } from "../../static/js/verbs.js";

/** @param {any} answer */
function world(answer, cookies = "theme=dark; csrftoken=t0ken") {
  /** @type {any[]} */
  const requests = [];
  const fetch = /** @type {any} */ (async (/** @type {string} */ url, /** @type {any} */ request) => {
    requests.push([url, request]);
    if (answer instanceof Error) throw answer;
    return { ok: answer < 400, status: answer, json: async () => ({ title: "Kept" }) };
  });
  return { fetch, cookies: () => cookies, requests };
}

for (const cookies of ["theme=dark; csrftoken=t0ken", "__Host-csrftoken=t0ken; a=b"]) {
  test(`a verb is a form with the token of now: ${cookies}`, async () => {
    const there = world(200, cookies);

    assert.deepEqual(await tell(there, "c1", "rename", { title: "A&B" }), { said: { title: "Kept" } });
    const [[url, { method, headers, body }]] = there.requests;
    assert.deepEqual([url, method, headers["X-CSRFToken"], String(body)], ["/c/c1/rename/", "POST", "t0ken", "title=A%26B"]);
  });
}

for (const [answer, kind] of /** @type {[any, string][]} */ ([
  [401, "login"],
  [403, "csrf"],
  [404, "gone"],
  [500, "unknown"],
  [new TypeError("Failed to fetch"), "unreached"],
])) {
  test(`what is not done is said in whole sentences: ${kind}`, async () => {
    const outcome = /** @type {any} */ (await tell(world(answer), "c1", "delete"));

    assert.equal(outcome.problem.kind, kind);
    assert.match(outcome.problem.message, /^[A-Z].*\. ?.*\.$/);
  });
}
