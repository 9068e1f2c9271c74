"""Lines that are dead for two seconds again and again: every character arrives, in order, once."""

import asyncio

from . import script
from .house import House
from .line import HOWS
from .people import Asked
from .truth import violations

DEAD = 2  # seconds
ALIVE = 0.5, 1.5  # seconds between two drops of one line
RATE = 15  # words a second
LAST = 30  # seconds for everything to arrive after the last drop


async def test_network(stands_on, database, size, record):
    chance = size.chance(database)
    async with House(stands_on) as house:
        await dropped(house, size, chance, record)
    record.keep()


async def dropped(house, size, chance, record):
    """Let people watch long replies on lines of which each is cut as often as its share asks for."""
    lines = [await house.stack.enter_async_context(type(house.lines[0])(house.servers[0])) for _ in range(size.lines)]
    each = -(-size.runs // len(lines))
    words = round(each * (DEAD + sum(ALIVE) / 2) * RATE)
    await asyncio.gather(*(open_one(house, lines[n % len(lines)], words) for n in range(size.streams)))
    await asyncio.gather(*(cut(line, each, chance) for line in lines))
    late = [asked for asked in house.book if not await asked.screens[0].until_end(LAST)]

    record.runs += each * len(lines)
    record.violations += [f"A tab is still without its end {LAST} s after the last drop." for _ in late]
    record.violations += await asyncio.to_thread(violations, house, house.book)
    screens = [asked.screens[0] for asked in house.book]
    record.figures |= {"tabs": len(screens), "lost connections": sum(line.cuts for line in lines)}
    record.figures |= {"gaps asked for": sum(screen.asked for screen in screens)}
    record.figures |= {"shown": sum(len(text) for screen in screens for text in screen.text.values())}


async def open_one(house, line, words):
    asked = Asked(script.prompt("say", words, RATE))
    house.book.append(asked)
    person = house.people[len(house.book) % len(house.people)]
    await person.send(asked, lambda: line)
    person.watch(asked, lambda: line)


async def cut(line, times, chance):
    for _ in range(times):
        await asyncio.sleep(chance.uniform(*ALIVE))
        await line.cut(chance.choice(HOWS), DEAD)
