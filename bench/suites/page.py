"""The pages in a real browser: requests, bytes on the wire, and the time until the prompt can be written."""

import asyncio
import time

from bench.figures import rows
from tests.stage import tools
from tests.stage.browser import Browser
from tests.stage.person import Person

FIGURES = [
    ("requests", "requests answered", "", None),
    ("kb", "bytes on the wire", "KB", None),
    ("ms", "until Message can be written in", "ms", None),
]
QUIET = 1.0  # seconds after which nothing more is loaded


def run(stand, runs, sizes):
    if not tools.chromium():
        print("  Chromium is not here: left out. On Debian: apt-get install chromium")
        return
    product = stand.product([])
    found = [asyncio.run(visited(product)) for _ in range(runs)]
    for case in found[0]:
        yield from rows(case, FIGURES, [visit[case] for visit in found])


async def visited(product):
    """What three visits of one new profile cost, the last to a reply with code, a table and formulas."""
    async with Person(product) as alice, Browser() as browser:
        asked = (await alice.ask("Show me everything")).json()
        async with alice.tab(asked["reply"]) as tab:
            await tab.until_closed(60)
        page = await browser.page(alice, path=None)
        visits = {"first visit": "/", "second visit": "/", "a reply with code and formulas": asked["url"]}
        return {case: await loaded(page, product.url + path) for case, path in visits.items()}


async def loaded(page, url):
    """Load a page; the socket of the tab is not counted."""
    network = await page.context.new_cdp_session(page)
    await network.send("Network.enable")
    sizes = []
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    began = time.monotonic()
    await page.goto(url, wait_until="commit")
    await page.get_by_label("Message").wait_for()
    ready = time.monotonic()
    await page.wait_for_load_state("networkidle")
    await asyncio.sleep(QUIET)
    await network.detach()
    sent = [size for size in sizes if size]
    return {"requests": len(sent), "kb": sum(sent) / 1000, "ms": (ready - began) * 1000}
