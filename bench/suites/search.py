"""Searches among everybody's messages: from the request to the hits, over HTTP, one after the other.

A person's in what is theirs, and a reviewer's in what one person wrote: each hit is on record before it is listed.
"""

import asyncio
import random
import time

from bench.figures import Target, percentile, rows
from bench.pen import Pen
from tests.stage.person import Person

SIZES = [
    (20_000, "2000-20")
]  # messages, those of the person, those of a conversation; the real one is 1000000x50000-20
ASKED = 60  # searches of each kind in a run
FIGURES = [
    ("p50", "request to hits, p50", "ms", None),
    ("p95", "request to hits, p95", "ms", Target(100)),
    ("hits", "hits of the first page, on average", "", None),
]

RECORDED = 20  # searches of each kind by a reviewer
WHOLE = [("p50", "request to list, p50", "ms", None), ("p95", "request to list, p95", "ms", Target(300))]


def run(stand, runs, sizes):
    for messages, about in sizes:
        mine, each = map(int, about.split("-"))
        product = stand.product([], filled=(messages, mine, each))
        found = [asyncio.run(searched(product, seed)) for seed in range(runs)]
        for kind in found[0]:
            yield from rows(f"{mine:,} of {messages:,}, {kind}", FIGURES, [one[kind] for one in found])
        read = [asyncio.run(reviewed(product, seed)) for seed in range(runs)]
        for kind in read[0]:
            yield from rows(f"{mine:,} of {messages:,}, a reviewer: {kind}", WHOLE, [one[kind] for one in read])


async def searched(product, seed):
    async with Person(product) as alice:
        return {kind: await measured(alice, texts) for kind, texts in kinds(random.Random(seed)).items()}


def kinds(chance):
    """What is typed, by what makes it hard."""
    pen = Pen()
    words, signs = pen.words, pen.signs
    some = lambda make: [make() for _ in range(ASKED)]  # noqa: E731
    return {
        "common word": some(lambda: chance.choice(words[:50])),
        "rare word": some(lambda: chance.choice(words[-10_000:])),
        "no such word": some(lambda: f"zz{chance.randrange(10**6)}"),
        "two letters": some(lambda: chance.choice("bcdfghklmnprstvw") + chance.choice("aeiou")),
        "two common words": some(lambda: " ".join(chance.sample(words[:50], 2))),
        "phrase": some(lambda: '"' + " ".join(chance.sample(words[:50], 2)) + '"'),
        "one Chinese sign": some(lambda: chance.choice(signs[:100])),
        "two Chinese signs": some(lambda: "".join(chance.sample(signs[:50], 2))),
        "three Chinese signs": some(lambda: "".join(chance.sample(signs[:20], 3))),
    }


async def measured(alice, texts):
    took, hits = [], 0
    for text in texts:
        began = time.monotonic()
        answer = await alice.get("/search/", params={"q": text}, headers={"Accept": "application/json"})
        took.append((time.monotonic() - began) * 1000)
        hits += len(answer.json()["hits"])
    took.sort()
    return {"p50": took[len(took) // 2], "p95": took[len(took) * 95 // 100], "hits": hits / len(texts)}


async def reviewed(product, seed):
    async with Person(product, "rita") as rita:
        some = {kind: texts[:RECORDED] for kind, texts in kinds(random.Random(seed)).items()}
        return {kind: await read(rita, texts) for kind, texts in some.items()}


async def read(rita, texts):
    took = []
    for text in texts:
        asked = {"person": "alice", "words": text, "reason": "To measure it"}
        began = time.monotonic()
        answer = await rita.post("/review/words/find/", data=asked)
        took.append((time.monotonic() - began) * 1000)
        answer.raise_for_status()
    took.sort()
    return {"p50": percentile(took, 50), "p95": percentile(took, 95)}
