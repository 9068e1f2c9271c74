"""Readers that read nothing cost little memory, are closed after a while, and nobody else feels them."""

import asyncio
import json
import time

from . import script
from .house import House
from .people import Asked
from .plain import Plain, held, memory
from .record import ms, percentile
from .timing import ages

ONE = 2_000_000  # characters of one reply; the product ends an answer at four million
WORD = 2000  # characters of one delta
EACH = 1 << 20  # bytes of memory that a reader who reads nothing may cost
CLOSED = 45  # seconds after which it must be gone
TRIES = 3  # what differs by chance between two runs does not differ so three times
LAST = 240  # seconds for everything to be written


async def test_slow(stands_on, database, size, record):
    async with House(stands_on) as house:
        await read_slowly(house, size.runs, size.million, size.closes, record)
    record.keep()


async def read_slowly(house, readers, million, closes, record):
    """The same text twice, without and with readers that read nothing; compare what it costs."""
    guests = await come(house, readers)
    await generated(house, min(million, 10), guests)  # Whatever is held for good after a first time is held now.
    leave(guests)
    record.runs += readers
    for _ in range(TRIES):
        plain, calm = await generated(house, million, [])
        guests = await come(house, readers)
        closing = asyncio.create_task(closed(house, guests, record)) if closes else None
        try:
            peak, busy = await generated(house, million, guests)
            late = await closing if closing else []
        finally:
            leave(guests)
        each = max(0, peak - plain) / readers
        record.figures |= {"text": f"{million} MB", "memory a reader": f"{each / 1024:.0f} KiB"}
        record.figures |= {"others' p95 without/with": f"{ms(percentile(calm, 95))}/{ms(percentile(busy, 95))}"}
        if each <= EACH or late:
            break
    else:
        record.violations.append(f"A reader who reads nothing costs {each / 1024:.0f} KiB.")
    record.violations += late


async def come(house, readers):
    return [await asyncio.to_thread(Plain, house.servers[0], house.people[0].cookies) for _ in range(readers)]


def leave(guests):
    for guest in guests:
        guest.close()


async def generated(house, million, guests):
    """Have text written that the guests watch too; the most memory held meanwhile, and the ages of others' words."""
    server, person = house.servers[0], house.people[0]
    large = [Asked(script.prompt("say", ONE // WORD, 0, size=WORD)) for _ in range(max(1, million * 1_000_000 // ONE))]
    other = Asked(script.prompt("say", 4000, 50), may={"stopped"})
    await house.people[1].send(other, lambda: server)
    listening = house.people[1].watch(other, lambda: server)
    writing = asyncio.create_task(write_all(house, person, large, guests))
    peak = 0
    while not writing.done():
        peak = max(peak, memory(server.process.pid))
        await asyncio.sleep(0.05)
    await writing
    await listening.say("stop")
    assert await listening.until_end(10)
    return peak, ages(house.upstream, other, listening)


async def write_all(house, person, large, guests):
    """One reply after the other, each watched by one ordinary tab to its end, and by every guest."""
    server = house.servers[0]
    for number, asked in enumerate(large):
        await person.send(asked, lambda: server)
        for guest in guests:
            if guest.is_connected():
                reply = asked.answer["reply"]
                text = json.dumps({"type": "watch", "reply": reply, "at": {}})
                guest.empty_acknowledgements = [json.dumps({"type": "ack", "reply": reply, "part": "text", "to": 0})]
                await asyncio.to_thread(guest.say, text)
        if number % 2:
            await talk(guests[::2])
        async with asyncio.timeout(LAST):
            await person.watch(asked, lambda: server).task


async def talk(guests):
    """Half of the guests say things, which keeps Daphne's own probe away, and acknowledge what is none."""
    for guest in guests:
        try:
            for text in '{"type":"ping"}', *guest.empty_acknowledgements:
                await asyncio.to_thread(guest.say, text)
        except OSError:
            pass  # It was closed just now.


async def closed(house, guests, record):
    """Wait until the server holds no socket of the guests any more; sentences about those it held for too long."""
    began, port = time.monotonic(), house.servers[0].port
    ports = {guest.port for guest in guests}
    while ports & held(port) and time.monotonic() < began + 2 * CLOSED:
        await talk(guests[::2])
        await asyncio.sleep(1)
    after = time.monotonic() - began
    codes = [await asyncio.to_thread(guest.read_to_end) for guest in guests]
    record.figures |= {"closed after": f"{after:.0f} s", "told 4408": codes.count(4408)}
    return [f"{len(ports & held(port))} readers were not closed after {after:.0f} s."] if after > CLOSED else []
