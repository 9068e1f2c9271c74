"""A tab that comes back by itself, as the page's script does, and remembers when it saw what."""

import asyncio
import random
import time
from types import SimpleNamespace

import websockets

from tests.stage.tab import Tab

PATIENCE = 3  # seconds for a connection to be made
QUIET = 2.0  # seconds without a frame after which a tab asks whether anybody is there
FIRST, LONGEST = 0.2, 2.0  # seconds before a tab comes back: at most, doubling

LOST = OSError, TimeoutError, EOFError, websockets.WebSocketException


class Timed(Tab):
    """A tab that notes when it saw what."""

    def __init__(self, *args, seen, **more):
        super().__init__(*args, **more)
        self.seen = seen

    async def append(self, event):
        before = self.at.get(event["part"], 0)
        await super().append(event)
        if event["from"] == before:
            self.seen.append((event["part"], event["to"], time.monotonic()))


class Screen:
    """A person's view of one reply from the first life of its socket to the last.

    `door` is called for the server to go to; who `stays` keeps the socket after the end of the reply. `text` is what
    is shown now, `end` the closing event, `codes` how each socket ended; `healed` counts how often something shown
    had to be forgotten, `asked` how often there was a gap.
    """

    def __init__(self, person, reply, door, stays=False):
        self.person, self.reply, self.door, self.stays = person, reply, door, stays
        self.tab, self.seen, self.codes, self.healed, self.asked, self.lives = None, [], [], 0, 0, 0
        self.task = asyncio.create_task(self.run())

    @property
    def text(self):
        return self.tab.text if self.tab else {}

    @property
    def end(self):
        return (self.tab and (self.tab.closed or (self.tab.gone and {"state": "gone"}))) or None

    @property
    def final(self):
        """How the last socket ended."""
        return self.codes[-1] if self.codes else None

    async def until_end(self, seconds):
        """Wait for the end; whether it came in time."""
        done, _ = await asyncio.wait([self.task], timeout=seconds)
        return bool(done)

    async def leave(self):
        """Close the tab for good."""
        self.task.cancel()
        await asyncio.wait([self.task])

    async def say(self, kind, **more):
        if self.tab and self.tab.code is None:
            await self.tab.say(kind, reply=self.reply, **more)

    async def run(self):
        wait = FIRST
        while not self.end:
            heard = await self.live()
            wait = FIRST if heard else min(2 * wait, LONGEST)
            if not self.end:
                await asyncio.sleep(random.uniform(0, wait))

    async def live(self):
        """One life of the socket; whether it heard anything."""
        place = SimpleNamespace(server=self.door(), cookies=self.person.cookies)
        tab = Timed(place, self.reply, self.tab, seen=self.seen)
        try:
            async with asyncio.timeout(PATIENCE):
                await tab.__aenter__()
        except LOST:
            return False
        self.tab, self.lives = tab, self.lives + 1
        try:
            await self.stay(tab)
        finally:
            tab.reading.cancel()
            tab.socket.transport.abort()
            self.healed, self.asked = self.healed + tab.healed, self.asked + tab.asked
            self.codes.append(tab.code)
        return bool(tab.events)

    async def stay(self, tab):
        """Until the end, or until the socket ended or does not answer any more."""
        probed = False
        while tab.code is None and (self.stays or not (tab.closed or tab.gone)):
            tab.changed.clear()
            try:
                async with asyncio.timeout(QUIET):
                    await tab.changed.wait()
                probed = False
            except TimeoutError:
                if probed:
                    return
                probed = True
                await tab.say("ping")
