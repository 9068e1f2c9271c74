"""Opening a long conversation: from the request to the page, and what it costs the server, over HTTP."""

import asyncio
import time

from bench.figures import Target, rows
from bench.machine import cpu
from tests.stage.person import Person

SIZES = [(1_000, "20-0")]  # messages, and how often they are opened in a run
WAIT = 1.1  # seconds before each: what is believed for a second is asked anew
FIGURES = [
    ("cpu", "CPU of the server", "ms", None),
    ("least", "request to page, least", "ms", Target(300)),
    ("p50", "request to page, p50", "ms", Target(300)),
    ("kb", "page on the wire", "KB", None),
]


def run(stand, runs, sizes):
    for messages, about in sizes:
        product = stand.product([], filled=(messages, messages, messages))
        found = [asyncio.run(opened(product, int(about.split("-")[0]))) for _ in range(runs)]
        yield from rows(f"{messages:,} messages", FIGURES, found)


async def opened(product, often):
    async with Person(product) as alice:
        path = (await alice.get("/list.json")).json()["groups"][0]["conversations"][0]["url"]
        took, used = [], 0
        for _ in range(often):
            await asyncio.sleep(WAIT)
            before, began = cpu(product.process.pid), time.monotonic()
            answer = (await alice.get(path, headers={"Accept": "text/html"})).raise_for_status()
            took.append((time.monotonic() - began) * 1000)
            used += (cpu(product.process.pid) - before) * 1000
        took.sort()
        size = int(answer.headers["Content-Length"]) / 1000
        return {"cpu": used / often, "least": took[0], "p50": took[often // 2], "kb": size}
