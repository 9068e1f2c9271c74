"""Many people with open sockets on two processes, revoked one after the other in every way there is."""

import asyncio
import contextlib
import json
import sys
import time
from types import SimpleNamespace

from tests.stage.place import ROOT
from tests.stage.server import Server
from tests.stage.tab import Tab

from .record import ms, percentile

WAYS = ["logout", "disable", "password", "expire", "role"]
WITHIN = 5  # seconds from the commit to the closed socket
AGAIN = 0.2  # seconds between two words that a revoked page still says


async def test_revoke(stands_on, database, size, record):
    chance = size.chance(database)
    with Server(stands_on) as server:
        servers = server, server.another()
        async with crowd(server.place, size.runs) as (people, say), contextlib.AsyncExitStack() as stack:
            tabs = [await stack.enter_async_context(opened(servers[at % 2], *one)) for at, one in enumerate(people)]
            await asyncio.gather(*(tab.until_closed(60) for tab in tabs))
            late = []
            order = chance.sample(range(len(tabs)), len(tabs))
            for number in order:
                way = chance.choice(WAYS)
                await say(f"{number} {way}")
                late.append(asyncio.create_task(outlives(tabs[number], way, chance.random() < 0.5, record)))
            took = await asyncio.gather(*late)
    record.runs = len(took)
    record.figures["closed p50/p95/max"] = "/".join(ms(percentile(took, of)) for of in (50, 95, 100))
    record.keep()


@contextlib.asynccontextmanager
async def crowd(place, count):
    """People who are logged in, `[[cookie, reply]]`, and how one of them is revoked."""
    pipes = {"stdin": asyncio.subprocess.PIPE, "stdout": asyncio.subprocess.PIPE, "limit": 1 << 20}
    command = [sys.executable, "-m", "tests.proof.crowd", str(count)]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=place.environ(), **pipes)

    async def say(line):
        process.stdin.write(f"{line}\n".encode())
        assert await process.stdout.readline() == b"done\n"

    try:
        yield json.loads(await process.stdout.readline()), say
    finally:
        process.stdin.close()
        await process.wait()


def opened(server, cookie, reply):
    return Tab(SimpleNamespace(server=server, origin=server.origin, cookies=f"session={cookie}"), reply)


async def outlives(tab, way, talks, record):
    """How long a tab stays open after its person was revoked; what it still hears is a violation."""
    began, heard = time.monotonic(), len(tab.events)
    while tab.code is None and time.monotonic() - began < 3 * WITHIN:
        if talks:
            await tab.watch()
        with contextlib.suppress(AssertionError):
            await tab.until(lambda tab: tab.code, AGAIN)
    took = time.monotonic() - began
    record.violations += [f"A page heard {event} after {way}." for event in tab.events[heard:] if "reply" in event]
    if took > WITHIN:
        record.violations.append(f"A page was open for {ms(took)} after {way}.")
    return took
