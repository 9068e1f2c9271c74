"""A rush of requests: replies wait a moment while people wait for an answer to what they sent."""

import asyncio
from contextlib import contextmanager, suppress

MANY = 8  # requests under way at which beginning a reply would hold them up
LONGEST = 1.5  # seconds that a reply waits for them: as long as 300 requests take that came at once

under_way, calm = 0, asyncio.Event()
calm.set()


@contextmanager
def request():
    """Counts a request from its arrival to its answer."""
    count(+1)
    try:
        yield
    finally:
        count(-1)


def count(change):
    global under_way
    under_way += change
    if under_way < MANY:
        calm.set()
    else:
        calm.clear()


async def over(began):
    """Wait until the rush is over, but not for long after `began`, a time of the running loop."""
    with suppress(TimeoutError):
        async with asyncio.timeout_at(began + LONGEST):
            await calm.wait()
