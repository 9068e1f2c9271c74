"""What a hostile model may write, drawn in real Chromium under our policy: nothing runs, nothing is asked for.

No pause is long, either. The browser fixture fails the test when the policy had to refuse anything, or another host
was asked.
"""

import json
import subprocess

import pytest

from ..stage.node import node
from ..stage.place import ROOT

LONGEST_PAUSE = 3000  # milliseconds, on a busy machine; work without bounds takes many times as long
# Feeds texts to drawings of their own, as a socket would, and tells how long the page did not answer.
DRAW = """async ([address, texts, size, refused]) => {
  const { Drawing } = await import(address);
  let [longest, last, ran] = [0, performance.now(), 0];
  window.alert = () => ran++;
  const heart = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 10);
  const thread = document.createElement("div");
  document.querySelector("chat-thread").after(thread);
  for (const text of texts) {
    const root = thread.appendChild(document.createElement("div"));
    root.className = "prose";
    const drawing = new Drawing(root);
    for (let at = 0; at < text.length; at += size) {
      drawing.append(text.slice(at, at + size));
      if (texts.length < 10) await new Promise(requestAnimationFrame);
    }
    drawing.end();
    if (texts.length >= 10) await new Promise((next) => setTimeout(next));
    while (drawing.behind) await new Promise(requestAnimationFrame);
  }
  await new Promise((next) => setTimeout(next, 500));
  clearInterval(heart);
  const foreign = thread.querySelectorAll(refused).length;
  thread.replaceChildren();
  return { longest, ran, foreign };
}"""
FOREIGN = (
    "script, img, iframe, object, embed, link, style, form, base, meta, video, audio, use, image, [onclick], [onerror]"
)
GIANTS = {
    "quotes in quotes": ">" * 10_000 + " a",
    "lists in lists": "- " * 10_000 + "a",
    "brackets": "[" * 10_000 + "a" + "](b)" * 10_000,
    "emphasis": "*a _b " * 50_000,
    "stars": "**a " * 50_000,
    "backticks": " ".join("`" * n for n in range(1, 700)),
    "a line of words": "word " * 1_000_000,
    "a line without a blank": "x" * 5_000_000,
    "a fence": "```js\n" + "const x = 'a';\n" * 100_000,
    "a line of code": "```js\n" + "x = [1, " * 600_000,
    "tags in code": "```xml\n" + "<a b='" * 30_000 + "\n```\n",
    "formulas": "$\\sqrt{x^{2}}$ " * 1_000,
    "formulas in formulas": ("$" + "\\frac{1}{" * 200 + "x" + "}" * 200 + "$\n\n") * 50,
    "cells": "|a" * 50 + "|\n" + "|-" * 50 + "|\n" + "|b\n" * 20_000,
    "references": "[a] " * 100_000 + "\n\n[a]: https://example.org\n",
    "definitions": "".join(f"[{n}]: https://example.org/{n}\n" for n in range(50_000)),
    "addresses": "https://example.org/a?b=c " * 20_000,
    "entities": "&amp;&#0;&lt; " * 50_000,
}


@pytest.fixture
async def draw(alice, browser):
    """Draws texts in the chat page, so many letters at once; answers with what the page noticed."""
    page = await browser.page(alice)
    names = json.loads((ROOT / "build" / "static" / "staticfiles.json").read_text())["paths"]

    async def drawn(texts, size):
        address = f"/static/{names['js/draw/drawing.js']}"
        return await page.evaluate(DRAW, [address, texts, size, FOREIGN])

    return drawn


def attacks():
    """The corpus of the scripts' own tests."""
    script = 'import("./tests/js/draw/attacks.js").then(({ attacks }) => process.stdout.write(JSON.stringify(attacks)))'
    return json.loads(subprocess.run([*node(), "-e", script], cwd=ROOT, capture_output=True, check=True).stdout)


@pytest.mark.seconds(180)
async def test_no_attack_runs_or_asks_for_anything(draw):
    found = await draw(attacks(), 40)

    assert found["ran"] == found["foreign"] == 0
    assert found["longest"] < LONGEST_PAUSE


@pytest.mark.seconds(180)
async def test_no_giant_holds_the_page_up(draw):
    pauses = {what: (await draw([text], 65536))["longest"] for what, text in GIANTS.items()}

    assert {what: pause for what, pause in pauses.items() if pause >= LONGEST_PAUSE} == {}
