"""Run as a program with a job as JSON: many prompts at once, each a new conversation; prints how they fared.

The job is {"port", "model", "prompts", "people"}.
"""

import asyncio
import json
import sys
import time

from .asking import ask
from .figures import percentile

PATIENCE = 120  # seconds for a run on a busy machine


async def run(job):
    people = job["people"]
    asked = [post(job, people[number % len(people)]) for number in range(job["prompts"])]
    async with asyncio.timeout(PATIENCE):
        answers = await asyncio.gather(*asked)
    took = sorted(ms for ms, _ in answers)
    return {
        "failed": sum(status != 201 for _, status in answers),
        "p50": percentile(took, 50),
        "p95": percentile(took, 95),
        "longest": took[-1],
    }


async def post(job, person):
    """(ms from opening the connection to the whole answer, status; 0 for none)."""
    began = time.monotonic()
    try:
        status, _ = await ask(job["port"], person, job["model"], "One of many prompts at once")
    except OSError:
        status = 0
    return (time.monotonic() - began) * 1000, status


if __name__ == "__main__":
    print(json.dumps(asyncio.run(run(json.loads(sys.argv[1])))))
