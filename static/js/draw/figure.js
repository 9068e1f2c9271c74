/** What stands around a piece of code: its language, and buttons to wrap, copy and download it. */

import { copy } from "../copy.js";

const SAID = 2000; // milliseconds that a button says what it did
// What a file with such code is called; others take the language's own name.
const ENDINGS = new Map(Object.entries({
  bash: "sh", shell: "sh", csharp: "cs", javascript: "js", kotlin: "kt", markdown: "md", perl: "pl", powershell: "ps1",
  python: "py", ruby: "rb", rust: "rs", text: "txt", typescript: "ts", yaml: "yml",
}));

/**
 * @param {string} language
 * @param {HTMLElement} code
 * @param {() => string} text all of the code
 * @returns {HTMLElement}
 */
export function frame(language, code, text) {
  const name = language || "text";
  const figure = element("figure", "code");
  const head = element("div", "code__head");
  const label = element("span");
  label.textContent = name;
  head.append(label, wrapButton(figure), copyButton(text), button("Download", () => download(name, text())));

  const pre = element("pre");
  const attributes = { tabindex: "0", role: "region", "aria-label": `Code, ${name}`, dir: "ltr" };
  for (const [key, value] of Object.entries(attributes)) pre.setAttribute(key, value);
  pre.append(code);
  figure.append(head, pre);
  return figure;
}

/** @param {HTMLElement} figure */
function wrapButton(figure) {
  const wrap = button("Wrap", () => wrap.setAttribute("aria-pressed", String(figure.toggleAttribute("data-wrap"))));
  wrap.classList.add("push");
  wrap.setAttribute("aria-pressed", "false");
  return wrap;
}

/** @param {() => string} text */
function copyButton(text) {
  const copied = button("Copy", async () => {
    copied.textContent = (await copy(text().replace(/\n$/, ""))) ? "Copied" : "Not copied. Select it and press Ctrl C.";
    setTimeout(() => (copied.textContent = "Copy"), SAID);
  });
  return copied;
}

/**
 * @param {string} language
 * @param {string} text
 */
function download(language, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = fileName(language);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), SAID);
}

/** @param {string} language */
function fileName(language) {
  const name = language.toLowerCase();
  return `code.${ENDINGS.get(name) ?? (/^[a-z0-9]{1,12}$/.test(name) ? name : "txt")}`;
}

/**
 * @param {string} tag
 * @param {string} [name]
 */
function element(tag, name) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  return made;
}

/**
 * @param {string} label
 * @param {() => void} press
 */
function button(label, press) {
  const made = element("button", "button button--quiet button--small");
  made.setAttribute("type", "button");
  made.textContent = label;
  made.addEventListener("click", press);
  return made;
}
