"""From the click on Stop to the closed connection upstream, and to the word on the page."""

import asyncio
import random
import time
import uuid

from bench.figures import Row, percentile
from tests.stage.person import Person

STATES = {"count-1000-50": "in mid-stream", "quiet": "after the headers", "mute": "before the headers"}
TRIES = 10  # in each place and state, for each run
PATIENCE = 10  # seconds


def run(stand, runs, sizes):
    here = stand.product(list(STATES))
    other = here.another()
    for place, clicker in ("same process", here), ("other process", other):
        for model, state in STATES.items():
            found = asyncio.run(tried(stand.upstream, here, clicker, model, runs * TRIES))
            yield from rows(f"{place}, {state}", found)


async def tried(upstream, here, clicker, model, times):
    async with Person(here) as asking, Person(clicker) as clicking:
        return [await stopped(upstream, asking, clicking, model) for _ in range(times)]


async def stopped(upstream, asking, clicking, model):
    """(ms to the closed connection, ms to the closing event at the tab) of one reply."""
    text = uuid.uuid4().hex
    reply = (await asking.ask(text, model=model)).json()["reply"]
    async with clicking.tab(reply) as tab:
        await call(upstream, text, "opened")
        # At any moment of the poll by which another process hears of it on SQLite.
        await asyncio.sleep(random.uniform(0.1, 0.4))
        clicked = time.monotonic()
        await tab.stop()
        await tab.until_closed(PATIENCE)
        shown = time.monotonic()
    closed = await call(upstream, text, "closed")
    return (closed - clicked) * 1000, (shown - clicked) * 1000


async def call(upstream, text, moment):
    """When the upstream's call for this prompt was opened or closed."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if at := upstream.calls().get(text, {}).get(moment):
                return at
            await asyncio.sleep(0.02)


def rows(case, found):
    for at, what in enumerate(("upstream closed", "shown")):
        took = sorted(times[at] for times in found)
        for percent in 50, 95:
            yield Row(case, f"{what}, p{percent}", "ms", [percentile(took, percent)])
