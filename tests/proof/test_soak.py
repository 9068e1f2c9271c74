"""Coming and going for a long time: memory, files, threads, tasks and connections return to where they were."""

import asyncio
import json
import signal
import time

import psycopg

from . import counted, script
from .house import House
from .people import Asked
from .plain import files, memory, threads
from .screen import Screen

SETTLES = 15  # seconds for everything to return
WORDS, RATE = 60, 30
SPARE = 3  # files and tasks that may come and go at any moment: a pooled connection, a look at the sessions


async def test_soak(stands_on, database, size, record):
    chance = size.chance(database)
    async with House(stands_on, counts=True) as house:
        await churn(house, 3, size, chance)  # What is loaded once is loaded now.
        before = await rested(house, None)
        early = await churn(house, size.runs, size, chance)
        late = memory(house.servers[0].process.pid)
        after = await rested(house, before)
    record.runs = len(house.book)
    record.figures |= {"seconds": size.runs, "before": before, "after": after}
    record.figures["memory"] = f"{late / early:.2f} x that after a quarter"
    for name, value in after.items():
        if value > before[name] + SPARE:
            record.violations.append(f"There are {value} {name}, and were {before[name]}.")
    if late > early * size.growth:
        record.violations.append(f"The memory grew from {early >> 20} to {late >> 20} MiB.")
    record.keep()


async def churn(house, seconds, size, chance):
    """Streams and tabs that come and go; the memory held after a quarter of the time."""
    end, pid = time.monotonic() + seconds, house.servers[0].process.pid
    quarter, early = end - 0.75 * seconds, 0
    guests = [asyncio.create_task(guest(house, end, chance)) for _ in range(size.sockets)]
    streams = [asyncio.create_task(stream(house, end, chance)) for _ in range(size.streams)]
    await asyncio.sleep(max(0, quarter - time.monotonic()))
    early = memory(pid)
    await asyncio.gather(*guests, *streams)
    return early


async def stream(house, end, chance):
    """Ask, sometimes stop, and ask again; what is over is forgotten here, too."""
    person = chance.choice(house.people)
    while time.monotonic() < end:
        asked = Asked(script.prompt("say", WORDS, RATE), may={"done", "stopped"})
        await person.send(asked, lambda: house.servers[0])
        house.book.append(asked)
        screen = person.watch(asked, lambda: house.servers[0])
        if chance.random() < 0.3:
            await asyncio.sleep(chance.uniform(0, 2))
            await screen.say("stop")
        assert await screen.until_end(60), "A reply did not end."
        house.upstream.calls.pop(asked.prompt, None)


async def guest(house, end, chance):
    """A tab that watches whatever was asked last, for a moment, again and again."""
    while time.monotonic() < end:
        if not house.book:
            await asyncio.sleep(0.1)
            continue
        latest = house.book[-1]
        owner = next(person for person in house.people if latest.screens and latest.screens[0].person is person)
        screen = Screen(owner, latest.answer["reply"], lambda: house.servers[0])
        await screen.until_end(chance.uniform(0.1, 5))
        await screen.leave()


async def rested(house, before):
    """The counts once they are back at those before, or after a while without; at first, once they do not change."""
    found, last = await asyncio.to_thread(counts, house), None
    deadline = time.monotonic() + SETTLES
    while time.monotonic() < deadline:
        if found == last if before is None else all(value <= before[name] + SPARE for name, value in found.items()):
            break
        await asyncio.sleep(1)
        last, found = found, await asyncio.to_thread(counts, house)
    return found


def counts(house):
    """Files, threads and tasks of the server, and its connections to PostgreSQL."""
    server = house.servers[0]
    path = server.place.folder / counted.FILE.format(server.process.pid)
    path.unlink(missing_ok=True)
    server.send_signal(signal.SIGUSR1)
    while not path.exists():
        time.sleep(0.02)
    found = {"files": files(server.process.pid), "threads": threads(server.process.pid)}
    found["tasks"] = json.loads(path.read_text())["tasks"]
    if url := server.place.database_url:
        with psycopg.connect(url, autocommit=True) as connection:
            query = (
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid != pg_backend_pid()"
            )
            found["connections"] = connection.execute(query).fetchone()[0]
    return found
