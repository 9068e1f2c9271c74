"""How long the suites are and which random numbers they use: PROOF_SIZE, PROOF_SEED and PROOF_RUNS."""

import os
import random

NAMES = "small", "night", "release"

# suite: what grows, each for the three sizes; `runs` is what the suite counts, and on each database.
SIZES = {
    "faults": {"runs": (5, 50, 150), "people": (3, 6, 10)},
    "network": {"runs": (6, 50, 250), "streams": (10, 100, 100), "lines": (3, 10, 10)},
    "stops": {"runs": (30, 500, 2000), "at_once": (10, 10, 10)},
    "wire": {"runs": (300, 2000, 10_000)},
    "revoke": {"runs": (60, 500, 500)},
    "slow": {"runs": (8, 20, 20), "million": (3, 100, 100), "closes": (False, True, True)},
    "flood": {"runs": (1, 5, 10), "frames": (50_000, 50_000, 50_000), "window": (3, 4, 4)},
    "term": {"runs": (1, 5, 15), "streams": (50, 50, 50)},
    "rolling": {"runs": (2, 10, 30), "people": (4, 8, 8)},
    "machine": {"runs": (10, 150, 2000), "steps": (20, 40, 50)},
    "audit": {"runs": (96, 1000, 8000), "writers": (8, 8, 8), "killed": (2, 2, 2)},
    "readings": {"runs": (60, 1000, 1000), "killed": (0, 0, 0)},
    "soak": {"runs": (10, 600, 3600), "sockets": (20, 200, 200), "streams": (5, 20, 20), "growth": (1.25, 1.10, 1.10)},
}


def asked_for():
    """The name of the size of this run."""
    name = os.environ.get("PROOF_SIZE") or "small"
    if name not in NAMES:
        raise ValueError(f"PROOF_SIZE must be one of {', '.join(NAMES)}, not {name!r}.")
    return name


class Size:
    """The numbers of one suite as attributes, with its seed and its source of chance."""

    def __init__(self, suite, name=None):
        self.suite, self.name = suite, name or asked_for()
        self.seed = int(os.environ.get("PROOF_SEED") or 1)
        for number, values in SIZES[suite].items():
            setattr(self, number, values[NAMES.index(self.name)])
        self.runs = int((not name and os.environ.get("PROOF_RUNS")) or self.runs)

    def chance(self, database=""):
        """A source of random numbers that is the same for the same suite, seed and database."""
        return random.Random(f"{self.suite} {self.seed} {database}")
