/** What the hashing of static files needs of our modules. */

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

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
 * What hashing takes for an import, too: import() wherever it stands, in a comment as well.
 *
 * @param {URL} url
 */
function mentions(url) {
  return [...source(url).matchAll(/import\(["'](\.[^"']*)["']\)/g)].map(([, path]) => new URL(path, url));
}

/**
 * @param {URL} url
 * @param {(url: URL) => URL[]} next
 * @param {string[]} [path] that led there
 * @param {Set<string>} [found]
 * @returns {{ found: Set<string>, depth: number }}
 */
function walk(url, next, path = [], found = new Set()) {
  assert.ok(!path.includes(url.href), `a cycle: ${[...path, url.href].join(" > ")}`);
  let depth = 0;
  for (const child of next(url)) {
    found.add(child.href);
    depth = Math.max(depth, 1 + walk(child, next, [...path, url.href], found).depth);
  }
  return { found, depth };
}

for (const name of OURS) {
  const url = new URL(`js/${name}`, STATIC);

  test(`${name} begins no deep chain of imports, and no cycle`, () => {
    const { depth } = walk(url, imports);
    walk(url, (at) => (at.pathname.includes("/vendor/") ? [] : [...imports(at), ...mentions(at)]));

    assert.ok(depth <= DEEPEST, `${depth} imports deep`);
  });

  test(`${name} names its imports so that hashing sees them`, () => {
    for (const [line] of source(url).matchAll(/^(?:import|export) .*from .*$/gm)) {
      assert.match(line, /from "\.{1,2}\/[\w./-]+\.js";$/);
    }
    // Hashing reads on from either word, in prose too, to the next `from "..."`, which it would then rewrite twice.
    for (const [, comment] of source(url).matchAll(/^\s*(?:\/\*\*|\*|\/\/)(.*)$/gm)) {
      assert.doesNotMatch(comment, /(?<![@\w])(?:import|export)[\s{]/, "write it in other words");
    }
    for (const { pathname } of mentions(url)) assert.ok(existsSync(pathname), `import() of ${pathname}`);
  });
}
