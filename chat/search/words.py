"""Text as the words that are searched for: one way for both databases, for what is stored and for what is asked.

Words are runs of letters, digits and their marks, without case and accents. Writing without spaces between the words
(Chinese, Japanese, Thai ...) is cut into pairs of letters that overlap, and the last letter of a run for itself.
"""

import re
import unicodedata
from functools import lru_cache

LONGEST = 40  # characters of a word; what follows is not looked at

UNSPACED = (
    "\u0e00-\u0e4f\u0e80-\u0ecf\u1000-\u104f\u1780-\u17d3"  # Thai, Lao, Burmese, Khmer
    "\u3005-\u3007\u3041-\u3096\u3099-\u309a\u309d-\u309f\u30a1-\u30ff\u3105-\u312f\u31f0-\u31ff"  # Kana, Bopomofo
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"  # Han, narrow Kana
)
# Vowel signs belong to their word, and `\w` does not know them.
MARKS = "".join(chr(code) for code in range(0x300, 0xFE30) if unicodedata.category(chr(code)) in ("Mn", "Mc"))
WORD = re.compile(f"(?P<unspaced>[{UNSPACED}]+)|(?:(?![{UNSPACED}])[^\\W_](?:[{MARKS}]*))+")
FOREIGN = re.compile(f"[^\\w{MARKS}]")
# Accents of European letters, points of Hebrew and Arabic: written by some, and left out by most.
ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670]")


def words_in(text):
    """Yield (word, start, end) in their order; the offsets count code points of `text`."""
    for found in WORD.finditer(text):
        start, end = found.span()
        if not found["unspaced"]:
            yield plain(found[0][:LONGEST]), start, end
            continue
        for at in range(start, end - 1):
            yield plain(text[at : at + 2]), at, at + 2
        yield plain(text[end - 1]), end - 1, end


def is_unspaced(word):
    """Whether a word of `words_in` is a letter or a pair of a writing without spaces."""
    return bool(re.match(f"[{UNSPACED}]", word))


def plain(word):
    return word.lower() if word.isascii() else folded(word)


@lru_cache(20_000)
def folded(word):
    """Without case, width and accents."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    whole = unicodedata.normalize("NFKC", ACCENTS.sub("", apart)).casefold()
    return FOREIGN.sub("", whole)[:LONGEST] or "_"  # A letter such as one that stands for a whole phrase holds spaces.
