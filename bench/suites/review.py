"""A reviewer among everybody's conversations: the list by each filter, and exports, over HTTP."""

import asyncio
import random
import time
from datetime import UTC, datetime, timedelta

from bench.crowd import APART, EACH
from bench.figures import Row, Target, rows
from bench.machine import memory
from tests.stage.person import Person

SIZES = [(20_000, "10000-0")]  # messages, those that are exported; the real one is 1000000x100000-0
ASKED = 40  # pages of each kind in a run
FIGURES = [
    ("p50", "request to page, p50", "ms", None),
    ("p95", "request to page, p95", "ms", Target(100)),
    ("longest", "request to page, longest", "ms", None),
]
MORE = Target(50)  # MB that an export may add


def run(stand, runs, sizes):
    for messages, about in sizes:
        product = stand.product([], crowd=messages)
        found = [asyncio.run(looked(product, seed)) for seed in range(runs)]
        for kind in found[0]:
            yield from rows(f"{messages:,}, {kind}", FIGURES, [one[kind] for one in found])
        most = int(about.split("-")[0])
        yield from exported(product, most, [asyncio.run(taken(product, most, form)) for form in ("jsonl", "csv")])


async def looked(product, seed):
    async with Person(product, "rita") as rita:
        return {kind: await measured(rita, queries) for kind, queries in kinds(random.Random(seed)).items()}


def kinds(chance):
    """What is asked for, by what makes it hard."""
    some = lambda make: [make() for _ in range(ASKED)]  # noqa: E731
    return {
        "everything": some(lambda: ""),
        "deep in the list": some(lambda: f"until=2026-{chance.randrange(1, 12):02}-15"),
        "a person": some(lambda: f"person=person-{chance.randrange(500)}"),
        "a group": some(lambda: "group=1"),
        "a name that all have": some(lambda: "person=person"),
        "a name that nobody has": some(lambda: "person=nobody"),
        "a model": some(lambda: f"model=model-{chance.randrange(12)}"),
        "a rare model": some(lambda: "model=model-rare"),
        "failed": some(lambda: "state=failed"),
        "reported": some(lambda: "state=reported"),
        "thumbs down": some(lambda: "state=disliked"),
        "interrupted, which none is": some(lambda: "state=interrupted"),
        "more tokens than any has": some(lambda: "tokens=1000000"),
        "all at once": some(lambda: f"person=person-{chance.randrange(500)}&state=stopped&model=model-7&turns=2"),
    }


async def measured(rita, queries):
    took = []
    for query in queries:
        began = time.monotonic()
        answer = await rita.get(f"/review/?{query}")
        took.append((time.monotonic() - began) * 1000)
        answer.raise_for_status()
    took.sort()
    return {"p50": took[len(took) // 2], "p95": took[len(took) * 95 // 100], "longest": took[-1]}


async def taken(product, most, form):
    """{"added" MB of memory, "seconds", "lines"} of one export of about so many messages."""
    async with Person(product, "rita") as rita:
        since = (datetime.now(UTC) - timedelta(minutes=most // EACH * APART)).date()
        asked = {"reason": "To measure it", "form": form, "since": since}
        link = (await rita.post("/review/exports/prepare/", data=asked)).headers["Location"]
        before, most_used, lines, began = memory(product.process.pid), 0, 0, time.monotonic()
        headers = {"X-CSRFToken": rita.http.cookies["csrftoken"], "Origin": rita.origin}
        async with rita.http.stream("POST", f"{link}take/", headers=headers) as answer:
            async for piece in answer.aiter_bytes():
                lines += piece.count(b"\n")
                most_used = max(most_used, memory(product.process.pid))
        return {"form": form, "added": most_used - before, "seconds": time.monotonic() - began, "lines": lines}


def exported(product, most, found):
    for one in found:
        case = f"export of {one['lines']:,} messages, {one['form']}"
        yield Row(case, "memory that it adds", "MB", [one["added"]], target=MORE)
        yield Row(case, "first to last letter", "s", [one["seconds"]])
