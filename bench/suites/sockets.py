"""Many replies at reading pace without a browser, each through its own socket: ours beside the relay and the peers."""

from bench.company import beside, company
from bench.figures import Target
from bench.stand import Load

SIZES = [(20, "200-50")]
FIGURES = [
    ("cpu", "CPU of the server a delta", "us", None),
    ("p50", "age at the tab, p50", "ms", None),
    ("p99", "age at the tab, p99", "ms", None),
    ("bytes", "size of a delta", "bytes", Target(60)),
]


def run(stand, runs, sizes):
    subjects, absent = company(stand, [f"count-{what}" for _, what in sizes])
    subjects = [one for one in subjects if one.name != "bare page"]
    for tabs, what in sizes:
        found = [{one.name: Load(one, f"count-{what}", tabs).result() for one in subjects} for _ in range(runs)]
        yield from beside(f"{tabs} x {what}", FIGURES, found, absent)
