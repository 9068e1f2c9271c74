"""A rush of requests: replies wait a moment while people wait for an answer to what they sent."""

import asyncio
from contextlib import contextmanager

MANY = 8  # requests under way at which beginning a reply would hold them up
LONGEST = 1.0  # seconds that a reply waits for them
LOOK = 0.01  # seconds between two looks

under_way = 0


@contextmanager
def request():
    """Counts a request from its arrival to its answer."""
    global under_way
    under_way += 1
    try:
        yield
    finally:
        under_way -= 1


async def over():
    """Wait until the rush is over, but not for long."""
    for _ in range(int(LONGEST / LOOK)):
        if under_way < MANY:
            return
        await asyncio.sleep(LOOK)
