"""A rolling restart of two processes behind a proxy while replies stream: no failed request, no lost character."""

import asyncio
import signal

import httpx

from .house import House
from .people import Chatter
from .proxy import Proxy
from .test_faults import farewell

FORMS = [{"count": 40, "rate": 40}, {"count": 100, "rate": 50}]
DRAIN = 5  # seconds: every reply of these ends by itself
PAUSE = 0.5  # seconds between two restarts


async def test_rolling(stands_on, database, size, record):
    chance = size.chance(database)
    async with House(stands_on, servers=2, DRAIN_SECONDS=str(DRAIN)) as house:
        await roll(house, size, chance, record)
    record.keep()


async def roll(house, size, chance, record):
    """Restart one process after the other under people who chat and pages that are loaded all the time."""
    proxy = await house.stack.enter_async_context(Proxy(house.servers))
    people = [house.people[number % len(house.people)] for number in range(size.people)]
    chatters = [Chatter(person, lambda: proxy, chance, house.book, FORMS) for person in people]
    chatting = [asyncio.create_task(chatter.run()) for chatter in chatters]
    loading = asyncio.create_task(load(proxy, house.people[0], record))
    for number in range(size.runs):
        await asyncio.sleep(PAUSE)
        server = house.servers[number % 2]
        server.send_signal(signal.SIGTERM)
        if code := await asyncio.to_thread(server.process.wait, DRAIN + 20):
            record.violations.append(f"A server ended with {code}.")
        await asyncio.to_thread(server.start)
        record.runs += 1
    loading.cancel()
    await farewell(house, chatters, chatting, record)
    record.figures |= {"requests": proxy.requests, "failed requests": proxy.failed}
    record.violations += [f"{proxy.failed} requests failed." for _ in range(proxy.failed)][:1]


async def load(proxy, person, record):
    """Load the page again and again; every answer must be the page."""
    while True:
        try:
            answer = await person.http.get(f"{proxy.url}/", headers={"Host": proxy.host})
            if answer.status_code != 200:
                record.violations.append(f"A page came with {answer.status_code}.")
        except httpx.HTTPError as error:
            record.violations.append(f"A page did not come: {error!r}.")
        await asyncio.sleep(0.1)
