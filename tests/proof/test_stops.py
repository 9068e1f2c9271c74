"""Stops at random moments, from the writer's process and from another, some doubled, some by a tab that leaves."""

import asyncio
import time

from . import script
from .house import House
from .people import Asked
from .record import ms, percentile
from .timing import Lag
from .truth import violations

AT_ONCE = 10  # replies under way
WITHIN, USUALLY = 1.0, 0.2  # seconds to the closed connection upstream: in all, and at p95
ENOUGH = 100  # stops from which on p95 is more than the second worst
LAST = 10  # seconds for the word on the page

FORMS = [("say", 500, 50), ("say", 500, 50), ("say", 100_000, 500), ("quiet", 0, 0), ("mute", 0, 0)]


async def test_stops(stands_on, database, size, record):
    chance = size.chance(database)
    async with House(stands_on, servers=2) as house:
        await stopped(house, size.runs, chance, record)
    record.keep()


async def stopped(house, runs, chance, record):
    """Stop so many replies, a few at once, and compare everything at the end."""
    took, gate = {"near": [], "far": []}, asyncio.Semaphore(AT_ONCE)

    lag = Lag()

    async def one():
        async with gate:
            where, seconds = await stop_one(house, chance, record)
            if seconds is not None:
                took[where].append(seconds)

    await asyncio.gather(*(one() for _ in range(runs)))
    everywhere, own = took["near"] + took["far"], lag.end()
    record.violations += [
        f"An upstream was closed {ms(late)} after Stop." for late in everywhere if late > WITHIN + own
    ]
    if len(everywhere) >= ENOUGH and percentile(everywhere, 95) > USUALLY + own:
        record.violations.append(f"p95 from Stop to the closed upstream is {ms(percentile(everywhere, 95))}.")
    record.violations += [f"{len(house.upstream.open)} calls are open." for _ in house.upstream.open][:1]
    record.violations += await asyncio.to_thread(violations, house, house.book)
    for where, found in took.items():
        record.figures[f"{where} p50/p95/max"] = "/".join(ms(percentile(found, of)) for of in (50, 95, 100))
    record.figures["own lag, p95"] = ms(own)
    record.figures["never asked upstream"] = runs - len(everywhere)


async def stop_one(house, chance, record):
    """Ask, stop at some moment, and return where from and the seconds to the closed connection, None without one."""
    near = chance.choice(house.servers)
    far = next(server for server in house.servers if server is not near)
    where = chance.choice(["near", "near", "far"])
    here = near if where == "near" else far
    asked = Asked(script.prompt(*chance.choice(FORMS)), may={"stopped", "done"})
    house.book.append(asked)
    person = chance.choice(house.people)
    await person.send(asked, lambda: near)
    screen = person.watch(asked, lambda: here)
    while not (screen.tab and screen.tab.events):
        await asyncio.sleep(0.005)
    await asyncio.sleep(chance.choice([0, chance.uniform(0, 0.02), chance.uniform(0, 0.6)]))
    began = time.monotonic()
    await screen.say("stop")
    if chance.random() < 0.3:
        await screen.say("stop")
    if chance.random() < 0.3:
        await screen.leave()  # The word is on its way; the tab is not there to hear the answer.
        screen = person.watch(asked, lambda: here)
    record.runs += 1
    if not await screen.until_end(LAST):
        record.violations.append(f"A stopped reply did not end ({asked.prompt}).")
    return where, await closed_after(house, asked, began)


async def closed_after(house, asked, began):
    """Seconds until the upstream saw the end of its call."""
    calls = house.upstream.calls.get(asked.prompt, [])
    if not calls:
        return None
    deadline = time.monotonic() + 2
    while calls[-1].closed is None and time.monotonic() < deadline:
        await asyncio.sleep(0.01)
    return max(0, (calls[-1].closed or time.monotonic()) - began)
