"""A reply in a real browser: from the upstream's write to the page, at reading pace and as fast as it comes."""

import asyncio

from bench.figures import Row, Target, percentile, rows
from bench.glass import Glass
from bench.pages import opened
from tests.stage import tools

PACE, FAST = "count-500-50", "markdown-10000-500"
FLAT = [1000, 10_000, 50_000]  # deltas
AGES = [
    ("p50", "delta to page, p50", "ms", Target(4)),
    ("p95", "delta to page, p95", "ms", None),
    ("p99", "delta to page, p99", "ms", Target(16)),
]
TYPED = 0.1  # seconds between two keys


def run(stand, runs, sizes):
    if not tools.chromium():
        print("  Chromium is not here: left out. On Debian: apt-get install chromium")
        return
    models = [PACE, FAST, *[f"markdown-{count}-0" for count in FLAT]]
    product, relay = stand.product(models), stand.relay()
    paced = [[asyncio.run(drawn(stand, subject, PACE)) for subject in (relay, product)] for _ in range(runs)]
    yield from rows("1 x 500-50", AGES, [ages(ours) for _, ours in paced], [ages(floor) for floor, _ in paced])
    yield from flat_out(stand, product, runs)
    yield from at_once(stand, product, runs)


def flat_out(stand, product, runs):
    """Each run draws the short reply and the long ones in turn, so that a busy spell disturbs all of them."""
    found = [{many: asyncio.run(drawn(stand, product, f"markdown-{many}-0")) for many in FLAT} for _ in range(runs)]
    least, *longer = FLAT
    for count in FLAT:
        ours = [one[count] for one in found]
        case, complete = f"markdown, {count:,} flat out", Target(1.0) if count == 10_000 else None
        yield Row(case, "complete and coloured after", "s", [one["seconds"] for one in ours], target=complete)
        yield Row(case, "longest task", "ms", [one["longest"] for one in ours], target=Target(50))
        yield Row(case, "CPU of the main thread a delta", "us", [one["busy"] / count * 1e6 for one in ours])
        if count in longer:
            each = [(one[count]["busy"] / count) / (one[least]["busy"] / least) for one in found]
            yield Row(case, f"that, to {least:,} deltas", "x", each, target=Target(1.25))
        if count == FLAT[-1]:
            yield Row(case, "heap over the empty page's", "MB", [one["heap"] for one in ours], target=Target(30))


def at_once(stand, product, runs):
    """A fast provider, while the reader writes the next prompt."""
    ours = [asyncio.run(drawn(stand, product, FAST, typing=True)) for _ in range(runs)]
    _, count, rate = FAST.split("-")
    case = f"markdown, {int(count):,} at {rate}/s"
    late = [one["seconds"] - (int(count) - 1) / int(rate) for one in ours]
    yield Row(case, "complete after the last delta", "s", late, target=Target(0.2))
    yield Row(case, "longest task", "ms", [one["longest"] for one in ours], target=Target(50))
    typed = [percentile(sorted(one["keys"]), 95) for one in ours]
    yield Row(case, "key to page meanwhile, p95", "ms", typed, target=Target(50))


def ages(found):
    ordered = sorted(found["ages"])
    return {f"p{percent}": percentile(ordered, percent) for percent in (50, 95, 99)}


async def drawn(stand, subject, model, typing=False):
    """One reply in a new profile, asked for as a person does."""
    async with opened(subject, model) as page:
        glass = await Glass(page, subject, stand.upstream).lay()
        before = await glass.heap()
        async with glass.asked(model) as found:
            await asyncio.sleep(typing and 0.5)
            while typing and not await glass.is_done():
                await page.keyboard.press("a")
                await asyncio.sleep(TYPED)
        found["heap"] = await glass.heap() - before
    return found
