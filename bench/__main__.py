"""`python -m bench [suite ...]`: runs the suites, prints a table of each, and writes bench/results.json.

docs/performance.md, with its charts, is made of that.
"""

import argparse
import contextlib
import re
import signal
import sys
from pathlib import Path

from tests.stage import tools
from tests.stage.cluster import Cluster

from . import machine, report, results
from .stand import Stand
from .stock import KeptCluster, Stock
from .suites import SUITES
from .table import table

DATABASES = {"sqlite": ["sqlite"], "postgres": ["postgres"], "both": ["sqlite", "postgres"]}


def main():
    asked = arguments()
    if not sys.platform.startswith("linux"):
        sys.exit("The benchmarks read what a process uses from Linux, and run on no other system.")
    if asked.report:
        report.write(results.read(results.PATH))
    else:
        run(asked)


def run(asked):
    # Told to end, it must still end what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    introduce()
    for database in DATABASES[asked.database]:
        if database == "postgres" and not tools.postgres():
            print("\nPostgreSQL is not here: left out. On Debian: apt-get install postgresql")
            continue
        with clustered(asked.keep) if database == "postgres" else contextlib.nullcontext() as cluster:
            for suite in asked.suites:
                measure(suite, database, cluster, asked)


def clustered(folder):
    return KeptCluster(folder) if folder else Cluster()


def arguments():
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.partition(": ")[2].partition("\n")[0])
    parser.add_argument("suites", nargs="*", metavar="suite", help=f"of {', '.join(SUITES)}; all when none is named")
    parser.add_argument("--runs", type=int, help="how often each figure is measured (3, slow ones less often)")
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    parser.add_argument("--sizes", type=sizes, help="instead of a suite's own, such as 1x200-50,50x400-50")
    parser.add_argument("--dry", action="store_true", help="do not write bench/results.json and docs/performance.md")
    parser.add_argument("--keep", type=folder, help="where filled databases stay, to be copied by the next run")
    parser.add_argument("--report", action="store_true", help="measure nothing: write docs/performance.md again")
    asked = parser.parse_intermixed_args()
    if unknown := set(asked.suites) - SUITES.keys():
        parser.error(f"There is no suite {', '.join(unknown)}. Choose among {', '.join(SUITES)}.")
    asked.suites = asked.suites or list(SUITES)
    return asked


def folder(text):
    """A folder, made when it is not there."""
    path = Path(text).resolve()
    path.mkdir(parents=True, exist_ok=True)
    return path


def sizes(text):
    """[(how many, "DELTAS-RATE")]; a rate of 0 is flat out."""
    if not re.fullmatch(r"[1-9]\d*x[1-9]\d*-\d+(,[1-9]\d*x[1-9]\d*-\d+)*", text):
        raise argparse.ArgumentTypeError(f"{text} is no list of sizes. Write it like 1x200-50,50x400-50.")
    pairs = (one.split("x") for one in text.split(","))
    return [(int(many), what) for many, what in pairs]


def introduce():
    about = machine.about()
    print(", ".join(f"{name} {value}" for part in about.values() for name, value in part.items()))


def measure(suite, database, cluster, asked):
    chosen = SUITES[suite]
    sizes = asked.sizes or getattr(chosen, "SIZES", None)
    database = getattr(chosen, "DATABASE", database)
    runs = asked.runs or getattr(chosen, "RUNS", 3)
    clock = machine.Others()
    with Stand(cluster, Stock(asked.keep, cluster)) as stand:
        found = list(chosen.run(stand, runs, sizes))
    others = clock.cores()
    print(f"\n{suite}, {database}, runs: {runs}, cores used by others: {others:.2f}\n{table(found)}", flush=True)
    if found and not asked.dry:
        results.keep(database, suite, runs, others, found)
        report.write(results.read(results.PATH))


if __name__ == "__main__":
    main()
