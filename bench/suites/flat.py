"""Replies as fast as they come: deltas that are stored, sent and read in a second."""

from bench.figures import Target, rows

from .streams import alternated

SIZES = [(20, "3000-0")]
FIGURES = [
    ("rate", "deltas a second", "", Target(0.6, of_ratio=True, is_least=True)),
    ("first", "age of a first delta, p99", "ms", Target(100)),
    ("cpu", "CPU per delta", "us", None),
    ("frames", "frames per delta", "", None),
]


def run(stand, runs, sizes):
    product, relay = stand.product([f"count-{what}" for _, what in sizes]), stand.relay()
    for tabs, what in sizes:
        rounds = [alternated(relay, product, f"count-{what}", tabs) for _ in range(runs)]
        bare, ours = zip(*rounds, strict=True)
        yield from rows(f"{tabs} x {what}", FIGURES, ours, bare)
