"""SIGTERM with many streams and a half-received request: every tab hears its end, all text stays, the exit is clean."""

import asyncio
import signal
import time

from . import script
from .house import DRAIN, House
from .people import Asked
from .truth import violations

ENDS = 8  # seconds after the time of the drain in which the process must be gone
GONE, COME_BACK = 4012, {"done", "interrupted"}


async def test_term(stands_on, database, size, record):
    chance = size.chance(database)
    async with House(stands_on) as house:
        for _ in range(size.runs):
            await end(house, size.streams, chance, record)
            await asyncio.to_thread(house.servers[0].start)
        record.violations += await asyncio.to_thread(violations, house, house.book)
        record.violations += await end_twice(house)
    record.keep()


async def end(house, streams, chance, record):
    """One SIGTERM, everything it should not break, and the codes of all sockets."""
    server = house.servers[0]
    book = await asyncio.gather(*(ask(house, server, chance) for _ in range(streams)))
    half = await half_received(server)
    while not all(asked.screens[0].seen for asked in book):
        await asyncio.sleep(0.05)
    server.send_signal(signal.SIGTERM)
    began = time.monotonic()
    code = await asyncio.to_thread(server.process.wait, DRAIN + 20)
    took = time.monotonic() - began
    await asyncio.sleep(0.3)
    for writer in half:
        writer.close()

    record.runs += 1
    record.figures["slowest exit"] = f"{took:.1f} s"
    if code or took > DRAIN + ENDS:
        record.violations.append(f"The process ended with {code} after {took:.1f} s.")
    ends = [(asked.screens[0].end or {}).get("state") for asked in book]
    record.figures["ends"] = {end: ends.count(end) for end in set(ends)}
    record.violations += [f"A tab heard the end {end}." for end in ends if end not in COME_BACK]
    codes = [asked.screens[0].final for asked in book]
    record.violations += [f"A tab's socket ended with {code}." for code in codes if code != GONE]


async def ask(house, server, chance):
    """Somebody who asks for something short or long, and keeps the tab open after the end."""
    words = chance.choice([100, 200, 100_000])
    asked = Asked(script.prompt("say", words, 50), may=COME_BACK)
    person = house.people[len(house.book) % len(house.people)]
    house.book.append(asked)
    await person.send(asked, lambda: server)
    person.watch(asked, lambda: server, stays=True)
    return asked


async def half_received(server):
    """Two requests that never become whole."""
    found = []
    for text in ("POST /ask/ HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf", "GET / HT"):
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(text.encode())
        found.append(writer)
    return found


async def end_twice(house):
    """A second SIGTERM ends the process at once, whatever is still running."""
    server = house.servers[0]
    asked = Asked(script.prompt("say", 100_000, 50), may={"interrupted"})
    await house.people[0].send(asked, lambda: server)
    server.send_signal(signal.SIGTERM)
    await asyncio.sleep(0.5)
    server.send_signal(signal.SIGTERM)
    began = time.monotonic()
    await asyncio.to_thread(server.process.wait, 20)
    took = time.monotonic() - began
    return [f"After the second SIGTERM the process lived for {took:.1f} s."] if took > 0.5 else []
