"""One browser tab: what it says, and what it is told. It starts nothing and awaits nothing long."""

import asyncio
import json
import logging

from autobahn.exception import Disconnected
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import DatabaseError

from . import events, runner
from .allowance import Allowance
from .database import in_db
from .models import Message
from .models.change import changes
from .models.writing import PARTS
from .sessions import Revoked, person_of, refuse_the_revoked
from .tail import tail
from .watch import WINDOW, Watch

SILENCE = 30  # seconds a tab may leave a full window unacknowledged
CALM = 0.2  # seconds in which changes are gathered: each makes a page ask
MOST = 200  # replies a tab may watch

log = logging.getLogger(__name__)


class Tab(AsyncWebsocketConsumer):
    async def connect(self):
        self.watches, self.outbox, self.owed = {}, [], 0
        self.wake, self.deadline, self.talking = asyncio.Event(), None, None
        self.allowance, self.change = Allowance(self), None
        await self.accept()
        try:
            self.person, self.session_key, number = await in_db(who, self.scope)
        except DatabaseError:
            await self.part(events.AWAY)
            return
        if self.person is None:
            # Accepted first: a refused handshake shows no code to the page.
            await self.part(events.LOGGED_OUT)
            return
        runner.tabs.add(self)
        self.say(events.hello(runner.process.name, number))
        tail.open_page(self.person.pk, self, number)
        self.talking = asyncio.create_task(self.talk())
        self.talking.add_done_callback(self.hung_up)

    async def part(self, code):
        """Close the socket, unless the browser was faster."""
        try:
            await self.close(code=code)
        except Disconnected:
            pass

    async def disconnect(self, code):
        runner.tabs.discard(self)
        if self.talking:
            self.talking.cancel()
            tail.close_page(self.person.pk, self)
            if self.change:
                self.change.cancel()
        self.forgive()
        for pk in list(self.watches):
            self.leave(pk)

    def changed(self, number):
        """Say once for many: a page asks for all that is new."""
        if not self.change:
            self.change = runner.loop.call_later(CALM, self.say_changed)
        self.changes = number

    def say_changed(self):
        self.change = None
        self.say(events.changed(self.changes))

    async def receive(self, text_data=None, bytes_data=None):
        if not self.talking or self.allowance.is_spent:
            return
        if not self.allowance.allows(len(text_data or bytes_data or "")):
            await self.part(events.FLOOD)
            self.allowance.stop_reading()
            return
        match parsed(text_data):
            case {"type": "watch", "reply": int(pk), "at": {**at}} if is_row(pk) and all(map(is_offset, at.values())):
                self.watch(pk, {part: at.get(part, 0) for part in PARTS})
            case {"type": "ack", "reply": int(pk), "part": str(part), "to": int(to)}:
                if pk in self.watches:
                    self.ack(self.watches[pk], part, to)
            case {"type": "stop", "reply": int(pk)} if is_row(pk):
                await self.stop(pk)
            case {"type": "ping"}:
                self.say(events.PONG)
            case _:
                self.say(events.error("bad_frame", "The server did not understand this page. Reload it."))

    def watch(self, pk, place):
        """Hear of a reply from `place` on: first load, reconnect and catching up are one."""
        self.leave(pk)
        if len(self.watches) >= MOST:
            self.say(events.error("too_many", "This page watches too many replies at once. Reload it."))
            return
        self.watches[pk] = Watch(self, pk, place)
        tail.join(pk, self.watches[pk])
        self.wake.set()

    def leave(self, pk, last=None):
        if watch := self.watches.pop(pk, None):
            tail.leave(pk, watch)
            self.owed -= sum(watch.place.values()) - sum(watch.acked.values())
        if last:
            self.say(last)

    async def stop(self, pk):
        try:
            if await in_db(may_stop, self.session_key, self.person, pk):
                runner.stop(pk)
            else:
                self.say(events.gone(pk))
        except Revoked:
            await self.part(events.REVOKED)
        except DatabaseError:
            self.say(events.error("database", "The database is away, so the reply could not be stopped. Try again."))

    def ack(self, watch, part, to):
        watch.ack(part, to)
        self.wake.set()  # Only an open window forgives: see talk().

    def forgive(self):
        if self.deadline:
            self.deadline.cancel()
            self.deadline = None

    def say(self, frame):
        self.outbox.append(frame)
        self.wake.set()

    async def talk(self):
        """The one place that sends: frames that are due, then rows for who is behind."""
        while True:
            await self.wake.wait()
            self.wake.clear()
            due, self.outbox = self.outbox, []
            try:
                for frame in due:
                    await self.send(frame)
            except Disconnected:
                return  # The tab has left, and disconnect() is on its way.
            behind = [watch for watch in self.watches.values() if watch.behind]
            if self.owed > WINDOW:
                self.deadline = self.deadline or runner.loop.call_later(SILENCE, self.hang_up)
            else:
                self.forgive()
                if behind:
                    await self.catch_up(behind[0])

    def hang_up(self, code=events.DEAF):
        self.closing = asyncio.create_task(self.part(code))

    def hung_up(self, talking):
        """A tab whose talk broke would wait for ever; it comes back and begins anew."""
        if not talking.cancelled() and (error := talking.exception()):
            log.error("tab_broke", exc_info=error)
            self.hang_up(events.BROKEN)

    async def catch_up(self, watch):
        try:
            await watch.catch_up()
        except Revoked:
            await self.part(events.REVOKED)
        except DatabaseError:
            watch.behind = True
            await asyncio.sleep(0.2)
        self.wake.set()


def who(scope):
    """The person and the session of a socket, and how often their pages have changed so far."""
    person, key = person_of(scope)
    return person, key, changes([person.pk])[person.pk] if person else 0


def parsed(text):
    try:
        return json.loads(text or "null", parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return None


def is_row(value):
    return 0 < value < 1 << 63 and not isinstance(value, bool)


def is_offset(value):
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 31


def may_stop(key, person, pk):
    refuse_the_revoked(key, person)
    return Message.objects.visible_to(person).filter(pk=pk, role="assistant").exists()
