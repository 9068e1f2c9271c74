"""Prompts that all arrive at once, each beginning a reply, while other replies are written and watched."""

import asyncio

from bench import wire
from bench.figures import Target, rows
from bench.stand import Load, burst
from bench.watched import PAGE

SIZES = [(100, "1-0"), (300, "1-0")]
BESIDE, SLOWLY = 20, "count-300-50"  # the replies that are watched meanwhile
FIGURES = [
    ("failed", "prompts that failed", "", Target(0)),
    ("p50", "prompt to answer, p50", "ms", None),
    ("p95", "prompt to answer, p95", "ms", Target(1500)),
    ("longest", "prompt to answer, longest", "ms", None),
    ("batch", "longest wait of a journal batch", "ms", Target(50)),
    ("gap", "longest gap in a watched reply", "ms", None),
    ("age", "age of a watched delta, p99", "ms", None),
]


def run(stand, runs, sizes):
    product = stand.product([SLOWLY, *(f"count-{what}" for _, what in sizes)], "bench.watched:application")
    for prompts, what in sizes:
        found = [at_once(product, prompts, f"count-{what}") for _ in range(runs)]
        yield from rows(f"{prompts} beside {BESIDE} replies", FIGURES, found)


def at_once(product, prompts, model):
    watching = Load(product, SLOWLY, BESIDE)
    watching.until_begun()
    longest(product)
    found = burst(product, model, prompts)
    batch, watched = longest(product), watching.result()
    return found | {"batch": batch, "gap": watched["gap"], "age": watched["p99"]}


def longest(product):
    """How long a batch waited at most since this was last asked, in ms."""
    _, said = asyncio.run(wire.request("GET", PAGE, product.port, {}))
    return float(said)
