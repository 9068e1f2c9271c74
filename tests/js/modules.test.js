/** What the hashing of static files needs of our modules, and what the page promises to load. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const STATIC = new URL("../../static/", import.meta.url);
const DEEPEST = 4; // imports: from deep chains Django's hashing does not come back
const OURS = readdirSync(new URL("js/", STATIC), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".js"));

/** @param {URL} url */
const source = (url) => readFileSync(url, "utf8");

/**
 * What a module imports when it is loaded.
 *
 * @param {URL} url
 */
function imports(url) {
  return [...source(url).matchAll(/^import [^;]*?from "([^"]+)";/gm)].map(([, path]) => new URL(path, url));
}

/**
 * @param {URL} url
 * @param {string[]} path that led there
 * @param {Set<string>} [found]
 */
function walk(url, path = [], found = new Set()) {
  assert.ok(!path.includes(url.href), `a cycle: ${[...path, url.href].join(" > ")}`);
  assert.ok(path.length <= DEEPEST, `too deep: ${[...path, url.href].join(" > ")}`);
  for (const next of imports(url)) {
    found.add(next.href);
    walk(next, [...path, url.href], found);
  }
  return found;
}

test("imports form no cycle and no deep chain", () => {
  for (const name of OURS) walk(new URL(`js/${name}`, STATIC));
});

for (const name of OURS) {
  const text = source(new URL(`js/${name}`, STATIC));

  test(`${name} names its imports so that hashing sees them`, () => {
    for (const [line] of text.matchAll(/^(?:import|export) .*from .*$/gm)) {
      assert.match(line, /from "\.{1,2}\/[\w./-]+\.js";$/, line);
    }
  });

  test(`${name} has no import() in a comment`, () => {
    for (const [comment] of text.matchAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm)) assert.doesNotMatch(comment, /import\(/);
  });
}

test("the page loads all its modules together", () => {
  const listed = [...source(new URL("../../templates/chat/_modules.html", import.meta.url)).matchAll(/static '([^']+)'/g)];
  const needed = [...walk(new URL("js/app.js", STATIC))].map((href) => fileURLToPath(href).slice(fileURLToPath(STATIC).length));

  assert.deepEqual(listed.map(([, path]) => path).sort(), needed.sort());
});
