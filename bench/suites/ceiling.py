"""The highest rate that lasts: as many replies at 50 deltas a second as reach their tabs within 100 ms at p99."""

from bench.figures import rows
from bench.stand import Load

RUNS = 1
MODEL, PACE = "count-150-50", 50  # deltas a second of each reply
FIRST, MOST = 25, 800  # replies at the first try, and beyond which nobody looks
HALVINGS = 2  # between the last that was quick enough and the first that was not
BOUND = 100  # ms
FIGURES = [("rate", "deltas a second with p99 under 100 ms", "", None), ("tabs", "replies at once", "", None)]


def run(stand, runs, sizes):
    product, relay = stand.product([MODEL]), stand.relay()
    found = [(highest(relay), highest(product)) for _ in range(runs)]
    bare, ours = zip(*found, strict=True)
    yield from rows(f"replies of {PACE} deltas a second", FIGURES, ours, bare)


def highest(subject):
    """Double until it is too slow, then look in between."""
    good, bad, tabs = 0, None, FIRST
    for _ in range(HALVINGS):
        while tabs <= MOST and bad is None:
            if lasts(subject, tabs):
                good, tabs = tabs, tabs * 2
            else:
                bad = tabs
        if bad is None:
            break
        between = (good + bad) // 2
        good, bad = (between, bad) if lasts(subject, between) else (good, between)
    return {"rate": good * PACE, "tabs": good}


def lasts(subject, tabs):
    return Load(subject, MODEL, tabs).result()["p99"] < BOUND
