/** Fills the form of a new provider as soon as a preset is chosen. Without it, saving fills the same fields. */

/** @typedef {Record<string, unknown> & { note: string }} Preset */

const known = /** @type {Record<string, Preset>} */ (JSON.parse(document.getElementById("presets")?.textContent ?? "{}"));
const chooser = document.getElementById("id_preset");

/** @type {Map<string, string>} what each field held when it was last filled, by a preset or by the page */
const shown = new Map();

/** @param {string} name */
function field(name) {
  const found = document.getElementById(`id_${name}`);
  const is = found instanceof HTMLInputElement || found instanceof HTMLSelectElement || found instanceof HTMLTextAreaElement;
  return is ? found : undefined;
}

/**
 * Fill the fields that nobody has written into.
 * @param {Preset | undefined} preset
 */
function fill(preset) {
  for (const name of shown.keys()) {
    const box = field(name);
    if (!box || (box.value !== "" && box.value !== shown.get(name))) continue;
    const value = preset && name in preset ? preset[name] : box.dataset.first;
    box.value = typeof value === "object" ? JSON.stringify(value) : String(value ?? "");
    shown.set(name, box.value);
  }
}

/** @param {string} text */
function say(text) {
  const help = document.getElementById("id_preset_helptext");
  if (!help) return;
  help.dataset.first ??= help.textContent ?? "";
  help.textContent = text || help.dataset.first;
}

document.addEventListener("DOMContentLoaded", () => {
  for (const name of new Set(Object.values(known).flatMap((preset) => Object.keys(preset)))) {
    const box = field(name);
    if (!box) continue;
    box.dataset.first = box.value;
    shown.set(name, box.value);
  }
});

if (chooser instanceof HTMLSelectElement) {
  chooser.addEventListener("change", () => {
    fill(known[chooser.value]);
    say(known[chooser.value]?.note ?? "");
  });
}
