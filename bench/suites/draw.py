"""A reply in a real browser: from the upstream's write to the page, at reading pace and as fast as it comes."""

import asyncio
import time
from contextlib import asynccontextmanager
from pathlib import Path

from bench.figures import Row, Target, percentile, rows
from tests.stage import tools
from tests.stage.browser import Browser
from tests.stage.person import Person

PROBE = Path(__file__).parents[1] / "probe.js"
PACE, FAST = "count-500-50", "markdown-10000-500"
FLAT = [1000, 10_000, 50_000]  # deltas
AGES = [
    ("p50", "delta to page, p50", "ms", Target(4)),
    ("p95", "delta to page, p95", "ms", None),
    ("p99", "delta to page, p99", "ms", Target(16)),
]
REPLY = "document.querySelector('article[data-role=assistant]:last-of-type [data-part=text]')"
IS_DONE = "document.querySelector('article[data-role=assistant]:last-of-type')?.dataset.state === 'done'"
# What the bare relay's page has in place of ours: a socket and one text node.
BARE = """(model) => {
  const text = document.body.appendChild(document.createElement("p")).appendChild(new Text());
  const socket = new WebSocket(`ws://${location.host}/ws/`);
  socket.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    if (event.type === "hello") socket.send(model);
    if (Array.isArray(event)) text.appendData(event[0]);
    if (event.type === "closed") document.body.dataset.state = event.state;
  };
}"""
BARE_REPLY = "document.querySelector('p')?.firstChild", "document.body.dataset.state === 'done'"
TYPED = 0.1  # seconds between two keys


def run(stand, runs, sizes):
    if not tools.chromium():
        print("  Chromium is not here: left out. On Debian: apt-get install chromium")
        return
    models = [PACE, FAST, *[f"markdown-{count}-0" for count in FLAT]]
    product, relay = stand.product(models), stand.relay()
    paced = [(asyncio.run(bare(relay)), asyncio.run(drawn(product, PACE))) for _ in range(runs)]
    yield from rows("1 x 500-50", AGES, [ages(ours) for _, ours in paced], [ages(floor) for floor, _ in paced])
    yield from flat_out(product, runs)
    yield from at_once(product, runs)


def flat_out(product, runs):
    """Each run draws the short reply and the long ones in turn, so that a busy spell disturbs all of them."""
    found = [{count: asyncio.run(drawn(product, f"markdown-{count}-0")) for count in FLAT} for _ in range(runs)]
    least, *longer = FLAT
    for count in FLAT:
        ours = [one[count] for one in found]
        case, complete = f"markdown, {count:,} flat out", Target(1.0) if count == 10_000 else None
        yield Row(case, "complete and coloured after", "s", [one["seconds"] for one in ours], target=complete)
        yield Row(case, "longest task", "ms", [one["longest"] for one in ours], target=Target(50))
        yield Row(case, "CPU of the main thread a delta", "us", [one["busy"] / count * 1e6 for one in ours])
        if count in longer:
            each = [(one[count]["busy"] / count) / (one[least]["busy"] / least) for one in found]
            yield Row(case, f"that, to {least:,} deltas", "x", each, target=Target(1.25 if count == 10_000 else 1.5))
        if count == FLAT[-1]:
            yield Row(case, "heap over the empty page's", "MB", [one["heap"] for one in ours], target=Target(30))


def at_once(product, runs):
    """A fast provider, while the reader writes the next prompt."""
    ours = [asyncio.run(drawn(product, FAST, typing=True)) for _ in range(runs)]
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


async def bare(relay):
    async with Browser() as browser:
        page = await browser.page(relay, path="/")
        async with probed(page, PACE, *BARE_REPLY) as found:
            await page.evaluate(BARE, PACE)
    return found


async def drawn(product, model, typing=False):
    """One reply in a new profile, asked for as a person does."""
    async with Person(product) as alice, Browser() as browser:
        page = await browser.page(alice, path="/")
        field = page.get_by_label("Message", exact=True)
        await page.get_by_role("combobox", name="Model", exact=True).click()
        await page.get_by_role("option", name=model).click()
        async with probed(page, model, REPLY, IS_DONE) as found:
            await field.fill(f"Draw: {model}")
            await page.keyboard.press("Enter")
            await asyncio.sleep(typing and 0.5)
            while typing and not await page.evaluate(IS_DONE):
                await page.keyboard.press("a")
                await asyncio.sleep(TYPED)
    return found


@asynccontextmanager
async def probed(page, model, reply, is_done):
    """What the probe sees, and what the page used, from here to the settled end of the block's reply."""
    await page.evaluate(PROBE.read_text())
    chromium = await page.context.new_cdp_session(page)
    await chromium.send("Performance.enable", {"timeDomain": "threadTicks"})
    heap, ahead = await live(chromium), await skew(page)
    await page.evaluate(f"probe.watch(() => {reply}, {str(model == PACE).lower()})")
    busy, found = await tasks(chromium), {}
    yield found
    seen = await page.evaluate(f"probe.settled(() => {is_done})")
    found["busy"] = await tasks(chromium) - busy
    found["ages"] = [at - ahead - int(stamp) / 1e6 for stamp, at in seen["seen"]]
    found["seconds"] = (seen["last"] - seen["first"]) / 1000
    found["longest"] = max(seen["tasks"], default=0)
    found["keys"] = seen["keys"]
    found["heap"] = await live(chromium) - heap


async def tasks(chromium):
    """Seconds of CPU that the main thread has used so far."""
    metrics = (await chromium.send("Performance.getMetrics"))["metrics"]
    return next(one["value"] for one in metrics if one["name"] == "TaskDuration")


async def live(chromium):
    """MB of objects of the page's scripts that are still in use."""
    await chromium.send("HeapProfiler.collectGarbage")
    return (await chromium.send("Runtime.getHeapUsage"))["usedSize"] / 1e6


async def skew(page):
    """By how many ms the page's clock is ahead of this machine's; the quickest of many questions tells best."""
    asked = []
    for _ in range(40):
        before = time.monotonic()
        now = await page.evaluate("performance.now()")
        after = time.monotonic()
        asked.append((after - before, now - (before + after) / 2 * 1000))
    return min(asked)[1]
