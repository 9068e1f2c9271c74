"""Conversations out as one file and in again: the memory that it adds to the server, and how long it takes."""

import asyncio
import time
import uuid

from bench.figures import Target, rows
from bench.machine import memory
from tests.stage.person import Person

RUNS = 1
SIZES = [(20_000, "100-0")]  # messages, those of a conversation; the real one is 100000x100-0
MORE = Target(25)  # MB that either may add, whatever the size
LOOK = 0.05  # seconds between two looks at the memory
OUT = [
    ("added", "memory that it adds", "MB", MORE),
    ("seconds", "first to last letter", "s", None),
    ("size", "the file", "MB", None),
]
IN = [
    ("added", "memory that it adds", "MB", MORE),
    ("seconds", "until it can be looked at", "s", None),
    ("taken", "until it is in the list", "s", None),
]


def run(stand, runs, sizes):
    for messages, about in sizes:
        product = stand.product([], filled=(messages, messages, int(about.split("-")[0])), LONGEST_IMPORT="1000000000")
        out, back = zip(*[asyncio.run(there_and_back(product, messages)) for _ in range(runs)], strict=True)
        yield from rows(f"export of {messages:,} messages", OUT, out)
        yield from rows(f"import of {messages:,} messages", IN, back)


async def there_and_back(product, messages):
    async with Person(product) as alice:
        alice.http.timeout = 600
        file = product.place.folder / "export.json"
        out = await watched(product, taken(alice, file))
        back = await watched(product, brought(alice, file, messages))
    return out | {"size": file.stat().st_size / 1e6}, back


async def watched(product, work):
    """What the work says, with the most memory that the server had meanwhile over what it had before."""
    before = most = memory(product.process.pid)
    task = asyncio.create_task(work)
    while not task.done():
        most = max(most, memory(product.process.pid))
        await asyncio.sleep(LOOK)
    return await task | {"added": most - before}


async def taken(alice, file):
    began = time.monotonic()
    async with alice.http.stream("GET", "/export/everything.json") as answer:
        answer.raise_for_status()
        with file.open("wb") as written:
            async for piece in answer.aiter_bytes():
                written.write(piece)
    return {"seconds": time.monotonic() - began}


async def brought(alice, file, messages):
    began, key = time.monotonic(), uuid.uuid4()
    about = {"data": {"id": str(key)}, "headers": {"Accept": "application/json"}}
    with file.open("rb") as read:
        answer = await alice.post("/import/", files={"file": ("export.json", read)}, **about)
    answer.raise_for_status()
    told = (await alice.get(f"/import/{key}/", headers={"Accept": "application/json"})).json()
    if told != {"state": "waiting", "messages": messages}:
        raise RuntimeError(f"The import came to {told}, and {messages} messages were sent.")
    seconds, began = time.monotonic() - began, time.monotonic()
    await alice.post(f"/import/{key}/take/")
    return {"seconds": seconds, "taken": time.monotonic() - began}
