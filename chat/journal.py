"""Group commit: one thread stores what all replies of the process received, then it is told."""

import threading
import time

from django.db import connection

from . import metrics
from .database import AWAY
from .models.writing import store
from .sqlite.turn import turn

PACE = 0.010  # seconds from one commit to the next; below it, commits cost more than they gain
RETRY = 0.2  # seconds before a database that is away is asked again
BOUND = 32 << 20  # characters held for it meanwhile; beyond, the reply fails


class Full(Exception):
    """More text waits for the database than the process may hold."""


class Journal:
    """Text in from the loop, rows out from the thread, and back to the loop what was stored.

    `tell(pk, part, start, text)` hears of stored text, `closed(pk)` of replies that are no
    longer ours to write, `refused(pk)` of those whose text the database does not take.
    """

    def __init__(self, writer, loop, tell, closed, refused):
        self.writer, self.loop = writer, loop
        self.tell, self.closed, self.refused = tell, closed, refused
        self.places = {}  # (pk, part): offset of the next chunk; the loop's
        self.waiting, self.held, self.arrived = {}, 0, threading.Condition()
        self.spoiled = set()  # pks of which some text was refused; what follows it must not be stored either
        self.longest = 0.0  # seconds that a batch waited at most, since last asked

    def start(self):
        threading.Thread(target=self.run, name="journal", daemon=True).start()

    def append(self, pk, part, text):
        """Store text soon, in order. Raises Full while the database is away for too long."""
        if self.held + len(text) > BOUND:
            raise Full
        place = pk, part
        start = self.places.get(place, 0)
        self.places[place] = start + len(text)
        with self.arrived:
            self.held += len(text)
            self.waiting.setdefault(place, (start, []))[1].append(text)
            self.arrived.notify()

    async def stored(self, pk):
        """Wait for everything appended; False if the reply was no longer ours to write."""
        asked = self.loop.create_future()
        with self.arrived:
            self.waiting[pk, None] = asked, []
            self.arrived.notify()
        for place in [place for place in self.places if place[0] == pk]:
            del self.places[place]
        return await asked

    def run(self):
        with turn.first():
            while True:
                batch, began = self.take(), time.monotonic()
                self.store(batch)
                self.longest = max(self.longest, time.monotonic() - began)
                metrics.count_commit(batch, time.monotonic() - began)
                # Paced from the start: the first chunk after a silence is stored at once.
                time.sleep(max(0, began + PACE - time.monotonic()))

    def take(self):
        with self.arrived:
            self.arrived.wait_for(lambda: self.waiting)
            batch, self.waiting, self.held = self.waiting, {}, 0
        return {place: (start, "".join(texts)) for place, (start, texts) in batch.items()}

    def store(self, batch):
        """Store a batch for certain, or each reply alone when one spoils it for the others."""
        pks = {pk for pk, _ in batch}
        try:
            ours = self.insist({place: said for place, said in batch.items() if place[0] not in self.spoiled})
        except Exception:
            if len(pks) == 1:
                self.spoiled |= pks
                self.loop.call_soon_threadsafe(self.publish, batch, set(), self.refused)
            else:
                for pk in pks:
                    self.store({place: batch[place] for place in batch if place[0] == pk})
        else:
            self.loop.call_soon_threadsafe(self.publish, batch, ours, self.closed)

    def insist(self, batch):
        while True:
            try:
                return self.commit(batch)
            except AWAY:
                # The commit may have succeeded: the same rows again, which then change nothing.
                connection.close()
                time.sleep(RETRY)

    def commit(self, batch):
        rows = [(pk, part, start, text) for (pk, part), (start, text) in batch.items()]
        return store(self.writer, rows) if rows else set()

    def publish(self, batch, ours, lost):
        for (pk, part), (start, text) in batch.items():
            if not part:
                self.spoiled.discard(pk)
                start.done() or start.set_result(pk in ours)
            elif pk in ours:
                self.tell(pk, part, start, text)
            else:
                lost(pk)
