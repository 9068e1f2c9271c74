"""Who listens to which reply, and what is written elsewhere, read from its rows."""

import asyncio
import logging

import psycopg
from django.db import Error, connections

from .database import in_db
from .models import Chunk, Message, State
from .models.change import changes
from .models.writing import CHANNEL
from .pages import POLL as PAGES_POLL
from .pages import Pages

POLL = 0.2  # seconds between two looks at the rows when nobody wakes us
WOKEN = 2.0  # seconds between two looks when PostgreSQL wakes us for every change
REST = 0.02  # seconds between two looks at least, however often we are woken
SLICE = 100  # replies asked for in one query

log = logging.getLogger(__name__)


class Tail:
    """Listeners have `began()`, `hear(part, start, text)` and `closed()`, all called on the loop."""

    def __init__(self):
        self.listeners = {}  # pk: who hears of it
        self.places = {}  # pk: {part: offset} told so far, of replies written elsewhere
        self.pages = Pages()  # tabs that hear of changes in what they show
        self.here = set()  # pks written in this process, told directly by the journal
        self.wake, self.is_woken = asyncio.Event(), False

    def join(self, pk, listener):
        if not self.listeners:
            self.wake.set()  # It was asleep for want of anybody to tell.
        self.listeners.setdefault(pk, set()).add(listener)

    def leave(self, pk, listener):
        others = self.listeners.get(pk, set())
        others.discard(listener)
        if not others:
            self.listeners.pop(pk, None)
            self.places.pop(pk, None)

    def open_page(self, person, tab, number):
        """A tab shows what it read when the person's changes were counted to `number`."""
        self.pages.join(person, tab, number)
        self.wake.set()

    def close_page(self, person, tab):
        self.pages.leave(person, tab)

    def follow(self, pk, place):
        """A listener has read up to `place`: tell what comes after it, if nobody here writes it."""
        if pk in self.listeners and pk not in self.here:
            self.places.setdefault(pk, dict(place))
            self.wake.set()

    def began(self, pk):
        for listener in tuple(self.listeners.get(pk, ())):
            listener.began()

    def tell(self, pk, part, start, text):
        for listener in tuple(self.listeners.get(pk, ())):
            listener.hear(part, start, text)

    def closed(self, pk):
        for listener in tuple(self.listeners.get(pk, ())):
            listener.closed()

    async def run(self):
        """Look at the rows for as long as the process lives."""
        waking = asyncio.create_task(self.listen())
        try:
            while True:
                await self.until_woken()
                if self.is_needed:
                    await self.look_again()
                await asyncio.sleep(REST)
        finally:
            waking.cancel()

    @property
    def is_needed(self):
        return bool(self.listeners or self.pages.tabs)

    async def until_woken(self):
        if not self.is_needed:
            await self.wake.wait()  # An idle process asks the database nothing.
        poll = POLL if self.listeners else PAGES_POLL
        try:
            async with asyncio.timeout(WOKEN if self.is_woken else poll):
                await self.wake.wait()
        except TimeoutError:
            pass
        self.wake.clear()

    async def look_again(self):
        """Look, whatever goes wrong: without the next look nobody here would hear of what is written elsewhere."""
        try:
            await self.look()
        except Error:
            pass  # The next look asks for the same rows.
        except Exception:
            log.exception("tail_broke")

    async def look(self):
        """Tell what was written elsewhere, who of those listened to is no longer open, and whose pages changed."""
        pks, places = list(self.listeners), {pk: dict(at) for pk, at in self.places.items()}
        rows, states, numbers = await in_db(read, pks, places, list(self.pages.tabs))
        for pk, part, start, text in joined(rows):
            if pk in self.places:
                self.places[pk][part] = start + len(text)
                self.tell(pk, part, start, text)
        for pk in pks:
            match states.get(pk):
                case State.WRITING:
                    self.began(pk)
                case None:
                    self.closed(pk)
        self.pages.tell({person: number for person, number in numbers.items() if person in self.pages.tabs})

    async def listen(self):
        """Be woken by every commit of another process on PostgreSQL; without it, `run` polls."""
        database = connections["default"]
        if database.vendor != "postgresql":
            return
        where = {key: value for key, value in database.get_connection_params().items() if key in ADDRESS}
        while True:
            try:
                connection = await psycopg.AsyncConnection.connect(**where, autocommit=True)
                async with connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    self.is_woken = True
                    self.wake.set()  # What came before the LISTEN rang no bell.
                    async for note in connection.notifies():
                        if note.payload in ("closed", "changed") or self.places:
                            self.wake.set()
            except (psycopg.Error, OSError):
                pass
            self.is_woken = False
            await asyncio.sleep(1)


ADDRESS = ("dbname", "user", "password", "host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey")


def read(pks, places, people):
    rows = []
    for some in sliced(list(places.items())):
        chunks = Chunk.objects.after(dict(some))
        rows += chunks.values_list("reply_id", "part", "start", "text")
    states = dict(Message.objects.open().filter(pk__in=pks).values_list("pk", "state")) if pks else {}
    return rows, states, changes(people) if people else {}


def sliced(items):
    return (items[at : at + SLICE] for at in range(0, len(items), SLICE))


def joined(rows):
    """Rows of one reply and part as one: a tail tells less often, and more at once."""
    found = {}
    for pk, part, start, text in rows:
        found.setdefault((pk, part), (start, []))[1].append(text)
    return [(pk, part, start, "".join(texts)) for (pk, part), (start, texts) in found.items()]


tail = Tail()
