"""The table of words that make the demo misbehave, each with a sentence on what it does and its script."""

import re
from collections.abc import Awaitable, Callable
from functools import cache
from typing import NamedTuple

from .reply import Reply

Script = Callable[[Reply], Awaitable[None]]


class Word(NamedTuple):
    does: str  # a sentence for people
    script: Script


WORDS: dict[str, Word] = {}


def word(*words: str, does: str) -> Callable[[Script], Script]:
    """Enter a script into the table under these words."""

    def enter(script: Script) -> Script:
        WORDS.update({word: Word(does, script) for word in words})
        return script

    return enter


def found(text: str) -> str | None:
    """The first of the table's words that stands in the text as a whole word, in any case."""
    match = _pattern().search(text)
    return " ".join(match[0].lower().split()) if match else None


def listed() -> str:
    """The table as Markdown."""
    words: dict[Word, list[str]] = {}
    for word, entry in WORDS.items():
        words.setdefault(entry, []).append(f"`{word}`")
    rows = [f"| {', '.join(named)} | {entry.does} |" for entry, named in words.items()]
    return "\n".join(["| Word | What it does |", "|:--|:--|", *rows])


@cache
def _pattern() -> re.Pattern:
    """Punctuation around a word is no part of it, inside it is: "re-think" and "1,500" are not in the table."""
    longest = sorted(WORDS, key=len, reverse=True)
    words = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest)
    letter, joint = r"[^\W_]", r"[-'\u2019.,_]"
    return re.compile(rf"(?<!{letter})(?<!{letter}{joint})(?:{words})(?!{letter}|{joint}{letter})", re.IGNORECASE)
