"""The demo's answer to an ordinary prompt, the same each time for the same prompt."""

import hashlib

from .pages import PAGES

NOTICE = "**This is the demo: no AI has read your prompt.**"
HINT = "---\n\nThe demo can misbehave, too. Put one of these words into a prompt; the first one counts."
OPENINGS = (
    "What follows is written beforehand, to show what a reply can look like. You asked:",
    "It cannot answer, but it can show how an answer arrives and how it is drawn. Your words were:",
    "Everything below was waiting here for somebody to ask. You wrote:",
    "A real model needs a provider; until one is set up, this page stands in for it. Your prompt was:",
)
QUOTED = 160  # characters of the prompt that are repeated
LINES = 6  # and lines


def showpiece(prompt: str, words: str) -> str:
    """Markdown of 1,800 to 3,000 characters; `words` is the table of those that make the demo misbehave."""
    digest = hashlib.sha256(prompt.encode()).digest()
    title = list(PAGES)[digest[0] % len(PAGES)]
    opening = OPENINGS[digest[1] % len(OPENINGS)]
    return "\n\n".join([f"# {title}", f"{NOTICE} {opening}", _quote(prompt), PAGES[title].strip(), HINT, words])


def _quote(prompt: str) -> str:
    lines = prompt[:QUOTED].splitlines()[:LINES] or ["(nothing)"]
    cut = " …" if len("\n".join(lines)) < len(prompt.rstrip()) else ""
    return "\n".join(f"> {line}" for line in lines) + cut
