"""The line of figures that each suite prints, and the file in which the lines of many runs are kept."""

import json
import resource
import time

from tests.stage.place import ROOT

KEPT = ROOT / "build" / "proof.jsonl"


class Record:
    """What one run of a suite found: how often it tried, what went wrong, and figures worth knowing."""

    lines = []  # of this session, printed at its end

    def __init__(self, size, database):
        self.size, self.database = size, database
        self.runs, self.violations, self.figures = 0, [], {}
        self.began, self.used = time.monotonic(), cpu()

    def keep(self):
        """Print the line at the end of the session, keep it in build/proof.jsonl, and fail on any violation."""
        self.figures["took"] = f"{time.monotonic() - self.began:.0f} s, {cpu() - self.used:.0f} s of CPU"
        about = {"suite": self.size.suite, "database": self.database, "size": self.size.name, "seed": self.size.seed}
        found = about | {"runs": self.runs, "failures": len(self.violations), "figures": self.figures}
        self.lines.append(line(found))
        with KEPT.open("a") as file:
            file.write(json.dumps(found) + "\n")
        assert self.runs, "The suite tried nothing."
        assert not self.violations, "\n".join(self.violations[:20])


def cpu():
    """CPU seconds of this process and of those that it started and that have ended; PostgreSQL's are not in it."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def line(found):
    """One line for people. 0 failures in n runs bound the rate at 3/n (95 %)."""
    figures = ", ".join(f"{name} {value}" for name, value in found["figures"].items())
    bound = f"rate < {3 / found['runs']:.2g} (95 %)" if found["runs"] and not found["failures"] else "-"
    return (
        f"{found['suite']:<9} {found['database']:<8} {found['runs']:>6} runs {found['failures']:>3} failures  "
        f"seed {found['seed']}  {bound}  {figures}"
    )


def percentile(values, percent):
    """The value that `percent` of the values do not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else 0


def ms(seconds):
    return f"{seconds * 1000:.0f} ms"
