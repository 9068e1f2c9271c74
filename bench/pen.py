"""Made-up texts, the same ones for the same seed: words as often as words are, and Chinese."""

import random
from itertools import accumulate

WORDS, SIGNS = 40_000, 3_000
LENGTHS = 10, 110  # words of a text
CONSONANTS, VOWELS, ENDS = "bcdfghklmnprstvw", "aeiou", ["", "s", "n"]


class Pen:
    """The n-th most frequent word comes n times less often than the first."""

    def __init__(self, seed=2):
        self.chance = random.Random(seed)
        self.words, self.signs = vocabulary(), [chr(0x4E00 + 5 * number) for number in range(SIGNS)]
        self.often = list(accumulate(1 / (place + 3) for place in range(WORDS)))
        self.seldom = list(accumulate(1 / (place + 20) for place in range(SIGNS)))

    def text(self, chinese):
        count = self.chance.randint(*LENGTHS)
        if chinese:
            return "".join(self.chance.choices(self.signs, cum_weights=self.seldom, k=count))
        return " ".join(self.chance.choices(self.words, cum_weights=self.often, k=count))


def vocabulary():
    """The most frequent and shortest first."""
    chance, made = random.Random(1), {}
    while len(made) < WORDS:
        syllables = [chance.choice(CONSONANTS) + chance.choice(VOWELS) for _ in range(chance.randint(1, 5))]
        made["".join(syllables) + chance.choice(ENDS)] = None
    return sorted(made, key=len)
