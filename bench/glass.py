"""A page under the glass: when a reply's letters stood in it, and what they cost. `bench/probe.js` is inside."""

import asyncio
import time
import uuid
from contextlib import asynccontextmanager
from pathlib import Path

from .pages import WAYS

PROBE = Path(__file__).parent / "probe.js"
PATIENCE = 120  # seconds for one reply


class Glass:
    """One page of a subject's. Moments are ms of this machine's monotonic clock."""

    def __init__(self, page, subject, upstream):
        self.page, self.way, self.upstream = page, WAYS[subject.name], upstream

    async def lay(self):
        await self.page.evaluate(PROBE.read_text())
        self.chromium = await self.page.context.new_cdp_session(self.page)
        await self.chromium.send("Performance.enable", {"timeDomain": "threadTicks"})
        self.ahead = await self.skew()
        return self

    @asynccontextmanager
    async def asked(self, model):
        """Ask, then wait until the reply has settled; whatever the block does, it does meanwhile.

        {"request": ms from Enter to the upstream's request, "ages": ms of each delta that is a time, "seconds" from the
        first change to the last, "busy": seconds of the main thread, "longest": ms of its longest task, "keys": ms from
        a key to the page, "letters"}
        """
        count = int(model.split("-")[1]) if model.startswith("count") else 0
        prompt = f"{model} {uuid.uuid4().hex[:8]}"
        await self.page.evaluate(f"probe.watch(() => {self.way.reply}, {str(bool(count)).lower()})")
        busy, found = await self.tasks(), {}
        await self.page.locator(self.way.field).fill(prompt)
        await self.page.keyboard.press("Enter")
        yield found
        async with asyncio.timeout(PATIENCE):
            seen = await self.page.evaluate(f"probe.settled(() => {self.way.is_done}, {count})")
        found["busy"] = await self.tasks() - busy
        found["request"] = self.upstream.calls()[prompt]["opened"] * 1000 - (seen["entered"] - self.ahead)
        found["ages"] = [at - self.ahead - int(stamp) / 1e6 for stamp, at in seen["seen"]]
        found["seconds"] = (seen["last"] - seen["first"]) / 1000
        found["longest"] = max(seen["tasks"], default=0)
        found |= {"keys": seen["keys"], "letters": seen["letters"]}

    async def is_done(self):
        return await self.page.evaluate(self.way.is_done)

    async def tasks(self):
        """Seconds of CPU that the main thread has used so far."""
        metrics = (await self.chromium.send("Performance.getMetrics"))["metrics"]
        return next(one["value"] for one in metrics if one["name"] == "TaskDuration")

    async def heap(self):
        """MB of objects of the page's scripts that are still in use."""
        await self.chromium.send("HeapProfiler.collectGarbage")
        return (await self.chromium.send("Runtime.getHeapUsage"))["usedSize"] / 1e6

    async def skew(self):
        """By how many ms the page's clock is ahead of this machine's; the quickest of many questions tells best."""
        asked = []
        for _ in range(40):
            before = time.monotonic()
            now = await self.page.evaluate("performance.now()")
            after = time.monotonic()
            asked.append((after - before, now - (before + after) / 2 * 1000))
        return min(asked)[1]
