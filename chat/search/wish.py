"""What a person typed into the search field, as phrases of words. Nothing in it is syntax but quotation marks."""

import re
from dataclasses import dataclass

from .words import is_unspaced, words_in

LONGEST = 200  # characters that are looked at
MOST = 12  # phrases
SHORT = 2  # letters from which on a word may be the beginning of another

PHRASE = re.compile(r'["“”„«»](?P<quoted>[^"“”„«»]*)["“”„«»]?|(?P<bare>[^\s"“”„«»]+)')


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must stand together; `begins` when the last may be the beginning of a longer one."""

    words: tuple[str, ...]
    begins: bool


def phrases_in(text):
    """What must be found, all of it; empty when there is no word in `text`.

    A bare word finds what begins with it. What is quoted must stand as it is.
    """
    found = []
    for match in PHRASE.finditer(text[:LONGEST]):
        phrase = phrase_of(match["bare"] or match["quoted"] or "", match["bare"] is not None)
        if phrase and phrase not in found:
            found.append(phrase)
    return found[:MOST]


def phrase_of(text, begins):
    found = list(words_in(text))
    words = tuple(word for word, *_ in found)
    if not words:
        return None
    if not is_unspaced(words[-1]):
        return Phrase(words, begins and len(words[-1]) >= SHORT)
    # The last letter of a run stands alone where a text ends, and begins a pair where it goes on.
    is_pair = len(found) > 1 and found[-2][1] == found[-1][1] - 1
    return Phrase(words[:-1], False) if is_pair else Phrase(words, True)
