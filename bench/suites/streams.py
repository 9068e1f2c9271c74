"""Many replies at human rates: CPU for each delta, and its age when it reaches the tab."""

from bench.figures import Target, rows
from bench.stand import Load

SIZES = [(1, "200-50"), (20, "200-50"), (50, "400-50"), (100, "150-30"), (200, "150-30")]
TARGETS = {
    (1, "200-50"): {"p50": Target(3)},
    (20, "200-50"): {"cpu": Target(1.4, of_ratio=True)},
    (50, "400-50"): {"cpu": Target(1.4, of_ratio=True), "p99": Target(25)},
    (200, "150-30"): {"p99": Target(150)},
}


def run(stand, runs, sizes):
    product, relay = stand.product([f"count-{what}" for _, what in sizes]), stand.relay()
    for tabs, what in sizes:
        rounds = [alternated(relay, product, f"count-{what}", tabs) for _ in range(runs)]
        bare, ours = zip(*rounds, strict=True)
        yield from rows(f"{tabs} x {what}", figures(TARGETS.get((tabs, what), {})), ours, bare)


def alternated(relay, product, model, tabs):
    return [Load(subject, model, tabs).result() for subject in (relay, product)]


def figures(targets):
    return [
        ("cpu", "CPU per delta", "us", targets.get("cpu")),
        ("p50", "age at the tab, p50", "ms", targets.get("p50")),
        ("p99", "age at the tab, p99", "ms", targets.get("p99")),
        ("bytes", "size per delta", "bytes", Target(60)),
    ]
