"""Many replies at reading pace without a browser, each through its own socket: ours beside the relay and the peers."""

from functools import partial

from bench.company import beside, company, taken
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
        model = f"count-{what}"
        found = [taken(subjects, partial(loaded, model, tabs), absent) for _ in range(runs)]
        yield from beside(f"{tabs} x {what}", FIGURES, found, absent)


async def loaded(model, tabs, subject):
    return Load(subject, model, tabs).result()
