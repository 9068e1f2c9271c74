"""How old words are when they are seen, and how late the suite itself is, which shares the machine with them."""

import asyncio
import time
from bisect import bisect_left

from .record import percentile

BEAT = 0.02  # seconds


class Lag:
    """Measures by how much this process's own loop is late; what it times is late by as much."""

    def __init__(self):
        self.found = []
        self.beating = asyncio.create_task(self.beat())

    async def beat(self):
        while True:
            began = time.monotonic()
            await asyncio.sleep(BEAT)
            self.found.append(time.monotonic() - began - BEAT)

    def end(self):
        """Seconds at p95."""
        self.beating.cancel()
        return percentile(self.found, 95)


def ages(upstream, asked, screen):
    """Seconds from each delta's saying, by its last character, to its arrival on a screen."""
    marks = upstream.calls[asked.prompt][-1].sent
    found = []
    for part, to, seen in screen.seen:
        ends = marks[part]
        at = bisect_left(ends, (to,))
        found.append(seen - ends[min(at, len(ends) - 1)][1])
    return found
