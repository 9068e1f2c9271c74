"""`python -m tests.proof.total [file ...]`: adds up the lines of runs with different seeds."""

import json
import sys
from pathlib import Path

from .record import KEPT, line

ADDED = "runs", "failures"


def total(found):
    """One entry for each suite and database; a seed counts once, by its latest run of that size."""
    latest = {tuple(one[name] for name in ("suite", "database", "size", "seed")): one for one in found}
    sums = {}
    for one in latest.values():
        entry = sums.setdefault((one["suite"], one["database"]), one | dict.fromkeys(ADDED, 0) | {"seeds": set()})
        for name in ADDED:
            entry[name] += one[name]
        entry["seeds"].add(str(one["seed"]))
        entry |= {"seed": ",".join(sorted(entry["seeds"])), "figures": {}}
    return [sums[key] for key in sorted(sums)]


def main():
    paths = [Path(name) for name in sys.argv[1:]] or [KEPT]
    found = [json.loads(text) for path in paths for text in path.read_text().splitlines()]
    print("\n".join(line(one) for one in total(found)))


if __name__ == "__main__":
    main()
