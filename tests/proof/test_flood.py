"""Floods: whoever sends too much is closed, and nobody else notices."""

import asyncio
import time

from . import script
from .house import House
from .people import Asked
from .plain import Plain, frame, memory
from .record import ms, percentile
from .timing import Lag, ages

TABS, RATE = 10, 20  # who is not to notice, and words a second for each
LAST = 4.0  # seconds for the sender to be told
WORSE = 1.10  # p95 of the others, flood to calm
GRAIN = 0.003  # seconds by which two calm windows of one run differ on a busy machine
TRIES = 3  # a busy machine spoils one comparison, or two
MEMORY = 20 << 20  # bytes
LARGE, COUNT = 200_000, 100  # the second flood: bytes of a frame, frames


async def test_flood(stands_on, database, size, record):
    async with House(stands_on) as house:
        await flooded(house, size, size.frames, record)
    record.keep()


async def flooded(house, size, frames, record):
    """Many small frames, then many large ones, each against the calm before it, and all of it again."""
    floods = {"small": frame(b'{"type":"ping"}') * frames, "large": frame(b"x" * LARGE) * COUNT}
    watched = [await watch(house) for _ in range(TABS)]
    await asyncio.sleep(1)
    for name, body in floods.items():
        for _ in range(TRIES):
            if await compared(house, watched, name, body, size, record):
                break
        else:
            record.violations.append(f"The others suffered from {name} frames: {record.figures[f'{name} frames']}.")
    for _, screen in watched:
        await screen.say("stop")
        assert await screen.until_end(10)


async def compared(house, watched, name, body, size, record):
    """So many floods, each after a calm; whether the others and the memory were spared."""
    calm, rough, late, pid = [], [], 0, house.servers[0].process.pid
    before = memory(pid)
    for _ in range(size.runs):
        calm += await ages_of(house, watched, size.window)
        guest = await asyncio.to_thread(Plain, house.servers[0], house.people[0].cookies, 1 << 20)
        lag = Lag()
        found, code = await asyncio.gather(ages_of(house, watched, size.window), asyncio.to_thread(pour, guest, body))
        rough, late = rough + found, max(late, lag.end())
        record.runs += 1
        if code != 4429:
            record.violations.append(f"The sender of {name} frames was told {code}, not 4429.")
    quiet, loud, grown = percentile(calm, 95), percentile(rough, 95) - late, memory(pid) - before
    said = f"p95 {ms(quiet)} calm, {ms(loud)} flooded (own lag {ms(late)} taken off)"
    record.figures[f"{name} frames"] = f"{said}, memory {grown / (1 << 20):+.1f} MiB"
    return grown <= MEMORY and (loud <= quiet * WORSE or loud - quiet <= GRAIN)


async def watch(house):
    asked = Asked(script.prompt("say", 100_000, RATE), may={"stopped"})
    person = house.people[1]
    house.book.append(asked)
    await person.send(asked, lambda: house.servers[0])
    return asked, person.watch(asked, lambda: house.servers[0])


async def ages_of(house, watched, seconds):
    """The ages of the others' words in the next seconds."""
    for _, screen in watched:
        screen.seen.clear()
    await asyncio.sleep(seconds)
    return [age for asked, screen in watched for age in ages(house.upstream, asked, screen)]


def pour(guest, body):
    """Send it all as fast as it goes, then read what was answered; the closing code."""
    try:
        guest.socket.settimeout(LAST)
        guest.socket.sendall(body)
    except OSError:
        pass  # Closed in the middle: that is the idea.
    time.sleep(0.2)
    code = guest.read_to_end(LAST)
    guest.close()
    return code
