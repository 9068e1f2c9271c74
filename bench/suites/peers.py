"""One reply at reading pace in a real browser, the first visit and the memory: ours beside the floors and the peers."""

import asyncio
from functools import partial

from bench.company import beside, company, taken
from bench.figures import Target, percentile
from bench.glass import Glass
from bench.machine import cpu, memory
from bench.pages import WAYS, opened, visitor
from tests.stage import tools

MODEL = "count-200-50"
LOADED = 3  # seconds after which a first visit brings no more
PACED = [
    ("p50", "delta to page, p50", "ms", Target(4)),
    ("p95", "delta to page, p95", "ms", None),
    ("p99", "delta to page, p99", "ms", Target(16)),
    ("busy", "CPU of the page's main thread a delta", "us", None),
    ("cpu", "CPU of the server a delta", "us", None),
]
WEIGHT = [
    ("requests", "requests answered", "", None),
    ("kb", "bytes on the wire", "KB", None),
    ("memory", "resident memory of the server, idle", "MB", None),
]


def run(stand, runs, sizes):
    if not tools.chromium():
        print("  Chromium is not here: left out. On Debian: apt-get install chromium")
        return
    subjects, absent = company(stand, [MODEL])
    weighed = [taken(subjects, weight, absent)]
    paced = [taken(subjects, partial(read, stand), absent) for _ in range(runs)]
    yield from beside(f"1 x {MODEL[6:]}", PACED, paced, absent)
    yield from beside("first visit", WEIGHT, weighed, absent)


async def read(stand, subject):
    """A reply at reading pace."""
    async with opened(subject, MODEL) as page:
        glass = await Glass(page, subject, stand.upstream).lay()
        used = cpu(subject.process.pid)
        async with glass.asked(MODEL) as found:
            pass
        used = cpu(subject.process.pid) - used
    ages = sorted(found["ages"])
    times = {f"p{percent}": percentile(ages, percent) for percent in (50, 95, 99)}
    serves = {} if subject.name == "bare page" else {"cpu": used / len(ages) * 1e6}
    return times | serves | {"busy": found["busy"] / len(ages) * 1e6}


async def weight(subject):
    """What the first visit of somebody who is logged in brings, and what the server holds before anybody came."""
    if subject.name == "bare page":
        return {}
    held = memory(subject.process.pid)
    if subject.name == "relay":
        return {"memory": held}
    way, sizes = WAYS[subject.name], []
    async with visitor(subject) as page:
        network = await page.context.new_cdp_session(page)
        await network.send("Network.enable")
        network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        await page.goto(subject.origin + way.path)
        await page.locator(way.field).wait_for()
        await asyncio.sleep(LOADED)
    sizes = [size for size in sizes if size]
    return {"memory": held, "requests": len(sizes), "kb": sum(sizes) / 1000}
