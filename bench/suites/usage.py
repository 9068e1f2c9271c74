"""The pages of usage over a long ledger: one's own and everybody's, from the request to the page."""

import asyncio
import time

from bench.figures import Target, percentile, rows
from tests.stage.person import Person

SIZES = [(300_000, "90-0")]  # entries of the ledger, and the days that are asked for
ASKED = 15  # pages of each kind in a run
FIGURES = [
    ("p50", "request to page, p50", "ms", None),
    ("p95", "request to page, p95", "ms", Target(100)),
]


def run(stand, runs, sizes):
    for entries, about in sizes:
        product = stand.product([], charged=entries)
        days = about.split("-")[0]
        found = [asyncio.run(looked(product, days)) for _ in range(runs)]
        for kind in found[0]:
            yield from rows(f"{entries:,} entries, {days} days, {kind}", FIGURES, [one[kind] for one in found])


async def looked(product, days):
    async with Person(product, "alice") as alice, Person(product, "ada") as ada:
        pages = {
            "one's own": (alice, "/usage/"),
            "everybody's": (ada, "/usage/all/"),
            "a sheet of days": (ada, "/usage/all/day.csv"),
        }
        return {kind: await measured(who, f"{path}?days={days}") for kind, (who, path) in pages.items()}


async def measured(who, path):
    took = []
    for _ in range(ASKED):
        began = time.monotonic()
        answer = await who.get(path)
        took.append((time.monotonic() - began) * 1000)
        answer.raise_for_status()
    took.sort()
    return {"p50": percentile(took, 50), "p95": percentile(took, 95)}
