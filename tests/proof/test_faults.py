"""Faults at random moments while people chat: nothing acknowledged is lost or doubled, nothing shown is lost."""

import asyncio
import time

from . import strikes
from .house import House
from .truth import violations

LAST = 30  # seconds for the last replies to end
FORMS = [
    {"count": 60, "rate": 60},
    {"count": 200, "rate": 100},
    {"count": 400, "rate": 100},
    {"count": 300, "rate": 0},
]


async def test_faults(own_cluster, database, size, record):
    chance = size.chance(database)
    faults = strikes.dealt(database, size.runs, chance)
    alone = len(faults) // 3  # a third of the faults strike a process that has nobody beside it
    for servers, some in (1, faults[:alone]), (2, faults[alone:]):
        async with House(own_cluster, servers) as house:
            await strike(house, some, size.people, chance, record)
    record.keep()


async def strike(house, faults, people, chance, record):
    """Let people chat, strike again and again, and compare everything at the end."""
    chatters = house.chatters(people, chance, FORMS)
    chatting = [asyncio.create_task(chatter.run()) for chatter in chatters]
    for fault in faults:
        await asyncio.sleep(chance.uniform(0.3, 1.5))
        record.violations += await fault(house, chance) or []
        began = time.monotonic()
        for reply in await house.left_open():
            record.violations.append(f"Reply {reply} is open 5 s after the recovery from {fault.__name__}.")
        slowest = max(record.figures.get("slowest recovery", 0), round(time.monotonic() - began, 1))
        record.figures["slowest recovery"] = slowest
        record.runs += 1
    await farewell(house, chatters, chatting, record)


async def farewell(house, chatters, chatting, record):
    """Let everybody finish, and compare everything."""
    for chatter in chatters:
        chatter.tired.set()
    done, late = await asyncio.wait(chatting, timeout=LAST)
    record.violations += [f"Somebody still waits {LAST} s after the end." for _ in late]
    for task in done:
        task.result()
    for task in late:
        task.cancel()
    record.violations += [sentence for chatter in chatters for sentence in chatter.refused]
    record.violations += await asyncio.to_thread(violations, house, house.book)
    count(house, record.figures)


def count(house, figures):
    screens = [screen for asked in house.book for screen in asked.screens]
    found = {"prompts": len(house.book), "tabs": len(screens), "sockets": sum(screen.lives for screen in screens)}
    found["lost connections"] = sum(line.cuts for line in house.lines)
    found["shown"] = sum(len(text) for screen in screens for text in screen.text.values())
    for name, value in found.items():
        figures[name] = figures.get(name, 0) + value
