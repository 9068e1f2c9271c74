/**
 * Colours code in a worker of its own: highlight.js can take seconds over a hostile text, and the page must not wait.
 * The page loads this module too, to learn its address and which languages there are.
 */

import { cut } from "./cut.js";

/** This module's own address, which carries its hash. */
export const address = import.meta.url;

/** @type {Record<string, () => Promise<{ default: any }>>} every path is written out: so it gets its hash */
const LANGUAGES = {
  bash: () => import("../../vendor/highlight/languages/bash.js"),
  c: () => import("../../vendor/highlight/languages/c.js"),
  clojure: () => import("../../vendor/highlight/languages/clojure.js"),
  cmake: () => import("../../vendor/highlight/languages/cmake.js"),
  cpp: () => import("../../vendor/highlight/languages/cpp.js"),
  csharp: () => import("../../vendor/highlight/languages/csharp.js"),
  css: () => import("../../vendor/highlight/languages/css.js"),
  dart: () => import("../../vendor/highlight/languages/dart.js"),
  diff: () => import("../../vendor/highlight/languages/diff.js"),
  django: () => import("../../vendor/highlight/languages/django.js"),
  dockerfile: () => import("../../vendor/highlight/languages/dockerfile.js"),
  dos: () => import("../../vendor/highlight/languages/dos.js"),
  elixir: () => import("../../vendor/highlight/languages/elixir.js"),
  erlang: () => import("../../vendor/highlight/languages/erlang.js"),
  fortran: () => import("../../vendor/highlight/languages/fortran.js"),
  fsharp: () => import("../../vendor/highlight/languages/fsharp.js"),
  go: () => import("../../vendor/highlight/languages/go.js"),
  graphql: () => import("../../vendor/highlight/languages/graphql.js"),
  groovy: () => import("../../vendor/highlight/languages/groovy.js"),
  haskell: () => import("../../vendor/highlight/languages/haskell.js"),
  http: () => import("../../vendor/highlight/languages/http.js"),
  ini: () => import("../../vendor/highlight/languages/ini.js"),
  java: () => import("../../vendor/highlight/languages/java.js"),
  javascript: () => import("../../vendor/highlight/languages/javascript.js"),
  json: () => import("../../vendor/highlight/languages/json.js"),
  julia: () => import("../../vendor/highlight/languages/julia.js"),
  kotlin: () => import("../../vendor/highlight/languages/kotlin.js"),
  latex: () => import("../../vendor/highlight/languages/latex.js"),
  less: () => import("../../vendor/highlight/languages/less.js"),
  lua: () => import("../../vendor/highlight/languages/lua.js"),
  makefile: () => import("../../vendor/highlight/languages/makefile.js"),
  markdown: () => import("../../vendor/highlight/languages/markdown.js"),
  matlab: () => import("../../vendor/highlight/languages/matlab.js"),
  nginx: () => import("../../vendor/highlight/languages/nginx.js"),
  nix: () => import("../../vendor/highlight/languages/nix.js"),
  objectivec: () => import("../../vendor/highlight/languages/objectivec.js"),
  ocaml: () => import("../../vendor/highlight/languages/ocaml.js"),
  perl: () => import("../../vendor/highlight/languages/perl.js"),
  pgsql: () => import("../../vendor/highlight/languages/pgsql.js"),
  php: () => import("../../vendor/highlight/languages/php.js"),
  powershell: () => import("../../vendor/highlight/languages/powershell.js"),
  properties: () => import("../../vendor/highlight/languages/properties.js"),
  protobuf: () => import("../../vendor/highlight/languages/protobuf.js"),
  python: () => import("../../vendor/highlight/languages/python.js"),
  "python-repl": () => import("../../vendor/highlight/languages/python-repl.js"),
  r: () => import("../../vendor/highlight/languages/r.js"),
  ruby: () => import("../../vendor/highlight/languages/ruby.js"),
  rust: () => import("../../vendor/highlight/languages/rust.js"),
  scala: () => import("../../vendor/highlight/languages/scala.js"),
  scheme: () => import("../../vendor/highlight/languages/scheme.js"),
  scss: () => import("../../vendor/highlight/languages/scss.js"),
  shell: () => import("../../vendor/highlight/languages/shell.js"),
  sql: () => import("../../vendor/highlight/languages/sql.js"),
  swift: () => import("../../vendor/highlight/languages/swift.js"),
  typescript: () => import("../../vendor/highlight/languages/typescript.js"),
  vbnet: () => import("../../vendor/highlight/languages/vbnet.js"),
  verilog: () => import("../../vendor/highlight/languages/verilog.js"),
  vhdl: () => import("../../vendor/highlight/languages/vhdl.js"),
  vim: () => import("../../vendor/highlight/languages/vim.js"),
  wasm: () => import("../../vendor/highlight/languages/wasm.js"),
  x86asm: () => import("../../vendor/highlight/languages/x86asm.js"),
  xml: () => import("../../vendor/highlight/languages/xml.js"),
  yaml: () => import("../../vendor/highlight/languages/yaml.js"),
};
/** @type {Record<string, string[]>} */
const OTHER_NAMES = {
  bash: ["sh", "zsh"],
  c: ["h"],
  clojure: ["clj", "edn"],
  cpp: ["c++", "cc", "cxx", "hpp", "cuda"],
  csharp: ["cs", "c#"],
  django: ["jinja", "jinja2"],
  diff: ["patch"],
  dockerfile: ["docker"],
  dos: ["bat", "batch", "cmd"],
  elixir: ["ex", "exs"],
  erlang: ["erl"],
  fortran: ["f90"],
  fsharp: ["fs", "f#"],
  go: ["golang"],
  graphql: ["gql"],
  haskell: ["hs"],
  ini: ["toml", "conf"],
  javascript: ["js", "jsx", "mjs", "cjs"],
  json: ["jsonc", "json5", "jsonl"],
  julia: ["jl"],
  kotlin: ["kt", "kts"],
  latex: ["tex"],
  makefile: ["make", "mk"],
  markdown: ["md"],
  matlab: ["octave"],
  objectivec: ["objc", "objective-c"],
  ocaml: ["ml"],
  perl: ["pl"],
  pgsql: ["postgres", "postgresql"],
  powershell: ["ps1", "pwsh", "ps"],
  properties: ["env", "dotenv"],
  protobuf: ["proto"],
  python: ["py", "python3", "gyp", "ipython"],
  "python-repl": ["pycon"],
  ruby: ["rb"],
  rust: ["rs"],
  scheme: ["lisp", "elisp", "racket"],
  shell: ["console", "shellsession"],
  sql: ["mysql", "sqlite", "plsql", "tsql"],
  typescript: ["ts", "tsx", "mts", "cts"],
  vbnet: ["vb"],
  verilog: ["sv", "systemverilog"],
  wasm: ["wat"],
  x86asm: ["asm", "nasm"],
  xml: ["html", "svg", "xhtml", "vue", "svelte"],
  yaml: ["yml"],
};
/** @type {Record<string, string[]>} languages that stand inside another */
const INSIDE = { dockerfile: ["bash"], markdown: ["xml"], "python-repl": ["python"], shell: ["bash"], xml: ["css", "javascript"], django: ["xml"] };
const NAMES = new Map(Object.keys(LANGUAGES).map((name) => [name, name]));
for (const [name, others] of Object.entries(OTHER_NAMES)) for (const other of others) NAMES.set(other, name);

/**
 * @param {string} language as a fence names it
 * @returns {string | undefined} its one name here
 */
export function known(language) {
  return NAMES.get(language.toLowerCase());
}

/**
 * Loads what a language needs.
 *
 * @param {string} language one of the known names
 * @returns {Promise<(text: string, ends: number[]) => string[]>} makes the HTML of the parts of a text
 */
export async function colouring(language) {
  const { default: highlight } = await import("../../vendor/highlight/core.js");
  for (const name of [language, ...(INSIDE[language] ?? [])]) {
    if (!highlight.getLanguage(name)) highlight.registerLanguage(name, (await LANGUAGES[name]()).default);
  }
  return (text, ends) => cut(highlight.highlight(text, { language, ignoreIllegals: true }).value, ends);
}

/** @param {{ data: { language: string, text: string, ends: number[] } }} message */
async function answer({ data: { language, text, ends } }) {
  try {
    const colour = await colouring(language);
    postMessage("loaded");
    postMessage(colour(text, ends));
  } catch {
    postMessage(null);
  }
}

if (!("document" in globalThis) && "postMessage" in globalThis) addEventListener("message", answer);
