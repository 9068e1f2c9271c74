"""What the scripted upstream says to a prompt: known beforehand to whoever checks what arrived."""

import itertools
import random
import re

# Signs that take one, two and more units in UTF-8, UTF-16 and on the screen: offsets are easily miscounted there.
WORDS = ["tide", "moon", "naïve", "日本語", "😀", "👩‍👩‍👧", "e\u0301", "\r\n", "ß", "a\u2028b", "{", '"', "\\n", "0"]
FORM = re.compile(r"(?P<how>say|mute|quiet|told) (?P<count>\d+) words (?P<rate>\d+) a second")
LENGTH = re.compile(r"each of (\d+)")

serial = itertools.count()


def prompt(how="say", count=0, rate=0, about="", size=0):
    """A prompt that the upstream obeys, unlike any other prompt.

    `say` count words at a rate (0: flat out), `mute` sends not even headers, `quiet` nothing but headers,
    `told` says what the test tells it to. With `size`, each word is that long.
    """
    each = f" each of {size}" if size else ""
    return f"{how} {count} words {rate} a second{each} {about} {next(serial)} {random.randrange(1 << 60):x}"


def pieces(text):
    """The deltas (part, text) of the answer to a prompt: a fifth of it reasoning."""
    asked, size = FORM.search(text), LENGTH.search(text)
    count, chance = int(asked["count"]), random.Random(text)
    for number in range(count):
        word = f"{number} ".ljust(int(size[1]), "x") if size else chance.choice(WORDS) + " "
        yield "reasoning" if number < count // 5 else "text", word


def whole(text):
    """The whole answer to a prompt: {part: text}."""
    parts = {}
    for part, word in pieces(text):
        parts.setdefault(part, []).append(word)
    return {part: "".join(words) for part, words in parts.items()}


def rate(text):
    return int(FORM.search(text)["rate"])


def how(text):
    return FORM.search(text)["how"]
