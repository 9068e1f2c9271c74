"""The pages in a real browser: requests, bytes on the wire, and the time until the prompt can be written."""

import asyncio
import time

from bench.figures import Target, rows
from tests.stage import tools
from tests.stage.browser import Browser, traffic
from tests.stage.person import Person

FIRST = "first visit"
TARGETS = {FIRST: {"requests": Target(15), "kb": Target(120), "ms": Target(400)}}


def run(stand, runs, sizes):
    if not tools.chromium():
        print("  Chromium is not here: left out. On Debian: apt-get install chromium")
        return
    product = stand.product([])
    found = [asyncio.run(visited(product)) for _ in range(runs)]
    for case in found[0]:
        yield from rows(case, figures(case), [visit[case] for visit in found])


def figures(case):
    targets = TARGETS.get(case, {})
    return [
        ("requests", "requests answered", "", targets.get("requests")),
        ("kb", "bytes on the wire", "KB", targets.get("kb")),
        ("ms", "until Message can be written in", "ms", targets.get("ms")),
    ]


async def visited(product):
    """What three visits of one new profile cost, the last to a reply with code, a table and formulas."""
    async with Person(product) as alice, Browser() as browser:
        asked = (await alice.ask("Show me everything")).json()
        async with alice.tab(asked["reply"]) as tab:
            await tab.until_closed(60)
        page = await browser.page(alice, path=None)
        visits = {FIRST: "/", "second visit": "/", "a reply with code and formulas": asked["url"]}
        return {case: await loaded(page, product.url + path) for case, path in visits.items()}


async def loaded(page, url):
    async with traffic(page) as sizes:
        began = time.monotonic()
        await page.goto(url, wait_until="commit")
        await page.get_by_label("Message", exact=True).wait_for()
        ready = time.monotonic()
    return {"requests": len(sizes), "kb": sum(sizes) / 1000, "ms": (ready - began) * 1000}
