"""Run as a program with a job as JSON: many tabs at once; prints what they saw and what the server used.

The job is {"kind": a name of KINDS, "port", "pids", "model", "tabs", "people"}. A first line "begun" says that
every tab has its first delta; the second is the result.
"""

import asyncio
import json
import sys
import time

from .figures import percentile
from .machine import cpu
from .peers.tabs import KINDS

PATIENCE = 120  # seconds for a run on a busy machine


async def run(job):
    people = job["people"]
    tabs = [KINDS[job["kind"]](job["port"], people[number % len(people)]) for number in range(job["tabs"])]
    await every(tab.open() for tab in tabs)
    await every(tab.ready for tab in tabs)
    used, began = sum(map(cpu, job["pids"])), time.monotonic()
    await every(tab.ask(job["model"]) for tab in tabs)
    await every(tab.begun for tab in tabs)
    print("begun", flush=True)
    await every(tab.ended for tab in tabs)
    seen = summary(tabs, sum(map(cpu, job["pids"])) - used, time.monotonic() - began)
    check(tabs, int(job["model"].split("-")[1]))
    for tab in tabs:
        tab.close()
    return seen


async def every(awaited):
    async with asyncio.timeout(PATIENCE):
        return await asyncio.gather(*awaited)


def summary(tabs, used, seconds):
    """Times of deltas in ms, CPU in microseconds a delta."""
    ages = sorted(age / 1e6 for tab in tabs for age in tab.ages)
    return {
        "cpu": used / len(ages) * 1e6,
        "p50": percentile(ages, 50),
        "p99": percentile(ages, 99),
        "first": percentile(sorted(tab.ages[0] / 1e6 for tab in tabs), 99),
        "gap": max(tab.gap for tab in tabs) / 1e6,
        "rate": len(ages) / seconds,
        "frames": sum(tab.frames for tab in tabs) / len(ages),
        "bytes": sum(tab.size for tab in tabs) / len(ages),
    }


def check(tabs, count):
    """Figures of replies that did not arrive whole would be worthless."""
    states, counts = {tab.ended.result() for tab in tabs}, {len(tab.ages) for tab in tabs}
    if states != {"done"} or counts != {count}:
        raise RuntimeError(f"The replies ended {states} with {counts} deltas; {count} were sent to each.")


if __name__ == "__main__":
    print(json.dumps(asyncio.run(run(json.loads(sys.argv[1])))))
