import assert from "node:assert/strict";
import { test } from "node:test";

import { Sending } from "../../static/js/sending.js";

/** @import { Outcome } from "../../static/js/sending.js" */

const ANSWER = { conversation: "c1", url: "/c/c1/", title: "Hello", prompt: 5, reply: 6 };
const PAGE = "/c/c1/";

/**
 * A server that gives these answers one after another, and the browser around it.
 *
 * @param {...(Response | Error | (() => Promise<never>))} answers
 */
function stage(...answers) {
  const seen = { paths: /** @type {string[]} */ ([]), forms: /** @type {Record<string, string>[]} */ ([]), tokens: /** @type {string[]} */ ([]), waits: /** @type {number[]} */ ([]) };
  const world = {
    fetch: /** @type {any} */ (async (/** @type {string} */ path, /** @type {any} */ options) => {
      if (options) {
        seen.paths.push(path);
        seen.forms.push(Object.fromEntries(options.body));
        seen.tokens.push(options.headers["X-CSRFToken"]);
      }
      const answer = answers.shift();
      if (answer instanceof Error || !answer) throw answer ?? new Error("no answer left");
      return answer;
    }),
    wait: async (/** @type {number} */ seconds) => void seen.waits.push(seconds),
    again: () => {},
    random: () => 0.5,
  };
  return { seen, sending: new Sending("t0ken", world) };
}

/**
 * @param {string} text
 * @param {string} model
 * @param {string} [conversation]
 */
const prompt = (text, model, conversation = "") => ({ path: "/ask/", text, model, conversation, parent: "" });

/** @param {Outcome} outcome */
const problemOf = (outcome) => ("problem" in outcome ? outcome.problem : null);

/**
 * @param {string} kind
 * @param {number} status
 */
const problem = (kind, status) => Response.json({ error: { kind, message: `${kind}.` } }, { status });
const answer = () => Response.json(ANSWER, { status: 201 });
const page = (/** @type {string} */ token) =>
  new Response(`<form><input type="hidden" name="csrfmiddlewaretoken" value="${token}"></form>`);
const away = () => new TypeError("Failed to fetch");

test("a prompt is sent with its id, model and conversation, and its token", async () => {
  const { seen, sending } = stage(answer());

  assert.deepEqual(await sending.send(prompt("Hello\nyou", "m", "c1"), PAGE), { answer: ANSWER });
  const { id, ...rest } = seen.forms[0];
  assert.match(id, /^[0-9a-f-]{36}$/);
  assert.deepEqual(rest, { text: "Hello\nyou", model: "m", conversation: "c1", parent: "" });
  assert.deepEqual(seen.tokens, ["t0ken"]);
});

test("without an answer the same is sent again, under the same id", async () => {
  const { seen, sending } = stage(away(), away(), away(), answer());

  assert.deepEqual(await sending.send(prompt("Hello", "m", ""), PAGE), { answer: ANSWER });
  assert.equal(new Set(seen.forms.map(({ id }) => id)).size, 1);
  assert.deepEqual(seen.waits, [0.5, 2, 4]);
});

test("after four tries it says so, and the next sending of that text is still the same one", async () => {
  const { seen, sending } = stage(away(), away(), away(), away(), answer());

  const outcome = await sending.send(prompt("Hello", "m", ""), PAGE);
  assert.equal(problemOf(outcome)?.kind, "unreached");
  await sending.send(prompt("Hello", "m", ""), PAGE);
  assert.equal(seen.forms.length, 5);
  assert.equal(new Set(seen.forms.map(({ id }) => id)).size, 1);
});

test("a reload goes on with the id of the sending that had no answer", async () => {
  const { seen, sending } = stage(answer());
  sending.resume(prompt("Hello", "m"), "0f0e");

  await sending.send(prompt("Hello", "m", ""), PAGE);
  assert.equal(seen.forms[0].id, "0f0e");
});

test("another text or another model is another sending", async () => {
  for (const [text, model] of [["Hello you", "m"], ["Hello", "other"]]) {
    const { seen, sending } = stage(problem("busy", 409), answer());
    await sending.send(prompt("Hello", "m", ""), PAGE);
    await sending.send(prompt(text, model, ""), PAGE);

    assert.notEqual(seen.forms[0].id, seen.forms[1].id);
  }
});

test("the same text sent again after an answer is another sending", async () => {
  const { seen, sending } = stage(answer(), answer());
  await sending.send(prompt("Hello", "m", "c1"), PAGE);
  await sending.send(prompt("Hello", "m", "c1"), PAGE);

  assert.notEqual(seen.forms[0].id, seen.forms[1].id);
});

test("an id that belongs to another text is never used again", async () => {
  const { seen, sending } = stage(problem("conflict", 409), answer());
  await sending.send(prompt("Hello", "m", ""), PAGE);
  await sending.send(prompt("Hello", "m", ""), PAGE);

  assert.notEqual(seen.forms[0].id, seen.forms[1].id);
});

test("a server that restarts is asked again, and its own sentence is shown in the end", async () => {
  const restarting = () => problem("restarting", 503);
  const { seen, sending } = stage(restarting(), restarting(), restarting(), restarting());

  const outcome = await sending.send(prompt("Hello", "m", ""), PAGE);
  assert.deepEqual(problemOf(outcome), { kind: "restarting", message: "restarting." });
  assert.equal(seen.forms.length, 4);
});

test("a proxy that does not reach the server is no answer", async () => {
  const { sending } = stage(new Response("<h1>502</h1>", { status: 502 }), answer());

  assert.deepEqual(await sending.send(prompt("Hello", "m", ""), PAGE), { answer: ANSWER });
});

test("what the server refuses is not sent again by itself", async () => {
  for (const [kind, status] of /** @type {[string, number][]} */ ([["empty", 400], ["login", 401], ["too_long", 413]])) {
    const { seen, sending } = stage(problem(kind, status), answer());

    const outcome = await sending.send(prompt("Hello", "m", ""), PAGE);
    assert.deepEqual(problemOf(outcome), { kind, message: `${kind}.` });
    assert.equal(seen.forms.length, 1);
  }
});

test("an error without a sentence gets one", async () => {
  const { sending } = stage(new Response("<h1>Server error</h1>", { status: 500 }));

  const outcome = await sending.send(prompt("Hello", "m", ""), PAGE);
  assert.equal(problemOf(outcome)?.kind, "unknown");
});

test("a page that came instead of an answer is no answer", async () => {
  const { sending } = stage(new Response("<html>", { status: 200 }));

  const outcome = await sending.send(prompt("Hello", "m", ""), PAGE);
  assert.equal(problemOf(outcome)?.kind, "unknown");
});

test("an old token is renewed once, and the sending goes on with it", async () => {
  const { seen, sending } = stage(problem("csrf", 403), page("fresh"), answer());

  assert.deepEqual(await sending.send(prompt("Hello", "m", ""), PAGE), { answer: ANSWER });
  assert.deepEqual(seen.tokens, ["t0ken", "fresh"]);
  assert.equal(seen.forms[0].id, seen.forms[1].id);
});

test("a token that cannot be renewed is said, with what to do", async () => {
  const { sending } = stage(problem("csrf", 403), away());

  const outcome = await sending.send(prompt("Hello", "m", ""), PAGE);
  assert.deepEqual(problemOf(outcome), { kind: "csrf", message: "csrf." });
});

test("each wish has an id of its own until it is answered, and keeps it meanwhile", async () => {
  const { seen, sending } = stage(problem("busy", 409), problem("busy", 409), answer(), answer(), answer());
  const again = { path: "/m/6/again/", model: "m" };
  await sending.send(prompt("Hello", "m"), PAGE);
  await sending.send(again, PAGE);
  await sending.send(prompt("Hello", "m", "c1"), PAGE);
  await sending.send(again, PAGE);
  await sending.send(again, PAGE);

  const [first, second, ...later] = seen.forms.map(({ id }) => id);
  assert.deepEqual(seen.paths, ["/ask/", "/m/6/again/", "/ask/", "/m/6/again/", "/m/6/again/"]);
  assert.notEqual(first, second);
  assert.deepEqual(later.slice(0, 2), [first, second]);
  assert.notEqual(later[2], second);
});

test("the same text instead of a prompt, and behind the last reply, are two wishes", async () => {
  const { seen, sending } = stage(problem("busy", 409), answer());
  await sending.send(prompt("Hello", "m"), PAGE);
  await sending.send({ ...prompt("Hello", "m"), about: "instead of 5" }, PAGE);

  assert.notEqual(seen.forms[0].id, seen.forms[1].id);
  assert.equal("about" in seen.forms[1], false);
});

test("what makes no reply is done without an answer", async () => {
  const { sending } = stage(new Response(null, { status: 204 }));

  assert.deepEqual(await sending.send({ path: "/m/6/show/" }, PAGE), { answer: null });
});

test("what is not there any more is said, with what to do", async () => {
  const { sending } = stage(new Response("<h1>Not found</h1>", { status: 404 }));

  const outcome = await sending.send({ path: "/m/6/again/" }, PAGE);
  assert.match(problemOf(outcome)?.message ?? "", /no longer there. Reload/);
});
