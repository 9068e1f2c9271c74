"""The budgets of a prompt: how long they are checked before it is stored, and settled when its reply closes."""

import json

from bench.figures import Target, percentile, rows
from tests.stage.place import Place

SIZES = [(5, "0"), (5, "100000")]  # budgets about each prompt, entries in the ledger
ROUNDS = 300
FIGURES = [
    ("check", "check, p50", "ms", Target(3)),
    ("check95", "check, p95", "ms", None),
    ("settle", "settling, p50", "ms", None),
    ("queries", "statements of a check", "", Target(2)),
]


def run(stand, runs, sizes):
    for budgets, entries in sizes:
        found = [measured(stand.cluster, budgets, int(entries)) for _ in range(runs)]
        yield from rows(f"{budgets} budgets, {int(entries):,} entries", FIGURES, found)


def measured(cluster, budgets, entries):
    place = Place(cluster)
    try:
        said = json.loads(place.run("-m", "bench.paying", *map(str, (budgets, entries, ROUNDS))))
    finally:
        place.remove()
    check, settle = sorted(said["check"]), sorted(said["settle"])
    times = {
        "check": percentile(check, 50),
        "check95": percentile(check, 95),
        "settle": percentile(settle, 50),
    }
    return times | {"queries": said["queries"]}
