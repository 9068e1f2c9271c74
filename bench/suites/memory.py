"""The memory of a server: waiting, for each tab that is open, and for each reply that is written and watched."""

import asyncio
from functools import partial

from bench.company import beside, company, taken
from bench.figures import Target
from bench.machine import memory
from bench.peers.tabs import KINDS

RUNS = 1  # with servers of its own
SIZES = [(100, "300-20")]
SETTLED = 2  # seconds until a server has taken what it needs
PATIENCE = 120  # seconds for all tabs and their replies
FIGURES = [
    ("idle", "resident memory, nobody here", "MB", None),
    ("tab", "for each open tab", "KB", Target(200)),
    ("reply", "for each running reply, more", "KB", Target(300)),
]


def run(stand, runs, sizes):
    for tabs, what in sizes:
        found, absent = [], {}
        for _ in range(runs):
            # A server that has had its load keeps some of the memory: each run needs new ones.
            subjects, absent = company(stand, [f"count-{what}"])
            subjects = [one for one in subjects if one.name != "bare page"]
            found.append(taken(subjects, partial(held, f"count-{what}", tabs), absent))
        yield from beside(f"{tabs} tabs", FIGURES, found, absent)


async def held(model, count, subject):
    pid, people = subject.process.pid, subject.people
    tabs = [KINDS[subject.kind](subject.port, people[number % len(people)]) for number in range(count)]
    idle = memory(pid)
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(tab.open() for tab in tabs))
        await asyncio.gather(*(tab.ready for tab in tabs))
        await asyncio.sleep(SETTLED)
        opened = memory(pid)
        await asyncio.gather(*(tab.ask(model) for tab in tabs))
        await asyncio.gather(*(tab.begun for tab in tabs))
        await asyncio.sleep(SETTLED)
        writing = memory(pid)
        await asyncio.gather(*(tab.ended for tab in tabs))
    for tab in tabs:
        tab.close()
    return {"idle": idle, "tab": (opened - idle) / count * 1024, "reply": (writing - opened) / count * 1024}
