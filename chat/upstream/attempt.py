"""One call made for an answer: its clocks, what is heard of it, and the verdict at its end."""

import asyncio

from . import jsons, trouble
from .alarm import Alarm
from .ask import Endpoint
from .body import Body
from .inflate import Inflate, coding
from .parts import End, Failed
from .wire import Call

REFUSAL = 64 * 1024  # bytes that are read of an answer that is an error
REFUSING = 5  # seconds in which they have to come

CUT = "The model's server stopped in the middle of the answer. Please try again."
EMPTY = "The model's server sent an empty answer. Please try again."
UNREADABLE = "The model's server sent something unreadable. Please try again, or choose another model."
TOO_LARGE = "The answer grew too long and was ended here. Please ask for something shorter."
TOO_LATE = "The answer took too long and was ended here. Please ask for something shorter."
NO_THOUGHT = "The model's server kept the line open but said nothing for too long. Please try again."


class Attempt:
    """A call in a dialect. One task takes its parts; any task may close it."""

    def __init__(self, endpoint: Endpoint, dialect, payload: dict):
        self.endpoint, self.dialect, self.payload = endpoint, dialect, payload
        headers = {"Content-Type": "application/json"} | dialect.headers(endpoint) | endpoint.headers
        body = jsons.line(payload).encode("utf-8", "replace")
        self.call = Call("POST", endpoint.url(dialect.PATH), headers, body, endpoint)
        self.reading = self.body = self.thought = self.failure = self.grace = None
        self.heard = self.over = False
        self.refusal = b""  # the body of an answer that is an error
        self.timers = []

    @property
    def shown(self) -> bool:
        """Whether anything was said that another attempt would say again."""
        return bool(self.reading and self.reading.size)

    async def take(self) -> list | None:
        """The parts of what arrived since the last time; None after End. Raises Failed or Closed."""
        if not self.heard:
            await self._open()
        while not (found := self.reading.take()):
            if self.failure:
                raise self.failure
            if self.over:
                return None
            await self._listen()
        return found

    async def close(self):
        for timer in self.timers:
            timer.cancel()
        if self.thought:
            self.thought.stop()
        await self.call.close()

    async def _open(self):
        timeouts = self.endpoint.timeouts
        if timeouts.total is not None:
            self._later(timeouts.total, Failed("timeout", TOO_LATE))
        head = await self.call.head()
        self.heard = True
        if not 200 <= head.status_code < 300:
            raise await self._refused(head)
        self.body = Body(head.headers.get("content-encoding", ""))
        self.reading = self.dialect.Reading(self.endpoint, trouble.request_id(head.headers))
        self.thought = Alarm(timeouts.thought, lambda: self.call.end(Failed("timeout", NO_THOUGHT)))

    async def _refused(self, head):
        self._later(REFUSING, None)
        try:
            while len(self.refusal) < REFUSAL and (received := await self.call.burst()):
                self.refusal += received
            if packed := coding(head.headers.get("content-encoding", "")):
                self.refusal = next(Inflate(packed).feed(self.refusal), b"")
        except Failed:
            pass  # What the status says is enough.
        self.refusal = self.refusal[:REFUSAL]
        return trouble.answered(head.status_code, head.headers, self.refusal, self.endpoint.secrets())

    async def _listen(self):
        before, finish = (self.reading.size, self.reading.states), self.reading.finish
        received, broken = await self._receive()
        try:
            if received:
                await self._hear(received)
            else:
                self._hear_last()
            if not received or self.reading.done:
                self._conclude(broken)
        except Failed as failure:
            self._fail(failure)
        now = self.reading.size, self.reading.states
        if now != before:
            self.thought.reset()
        if self.reading.finish and (not finish or now[0] > before[0]):
            self._await_counts()

    def _await_counts(self):
        # Anew after each word: some servers give a reason in every chunk.
        if self.grace:
            self.grace.cancel()
        self.grace = self._later(self.endpoint.timeouts.grace, None)

    async def _receive(self):
        """(bytes, None), or what broke the call; the end of the body is (b"", None)."""
        self.thought.wait()
        try:
            return await self.call.burst(), None
        except Failed as failure:
            return b"", failure
        finally:
            self.thought.rest()

    async def _hear(self, received):
        for step, events in enumerate(self.body.feed(received)):
            if step:
                await self.call.breathe()
            for name, data in events:
                self.reading.hear(name, data)
                if self.reading.done:
                    return
            if self.reading.size > self.endpoint.longest:
                raise Failed("too_large", TOO_LARGE)

    def _hear_last(self):
        for name, data in self.body.end():
            self.reading.hear_last(name, data)

    def _conclude(self, broken):
        self.reading.end()
        if not self._is_complete():
            raise self._verdict(broken)
        self.reading.tell(End(self.reading.reason, self.reading.raw, empty=self.reading.blank))
        self.over = True

    def _fail(self, failure):
        self.reading.end()
        self.failure, self.over = failure, True

    def _is_complete(self):
        """Whether there is evidence: a reason, the sentinel, a last event, or a body that was one whole answer."""
        reading = self.reading
        if self.body.whole:
            return bool(reading.finish or (reading.understood and reading.size))
        return bool(reading.finish or (reading.done and (reading.understood or not reading.unreadable)))

    def _verdict(self, broken):
        if broken and not (broken.kind == "network" and self.reading.understood):
            return broken
        if broken:
            return trouble.failed("cut")
        if self.reading.understood and not self.body.whole:
            return Failed("cut", CUT)
        if self.reading.unreadable or self.body.whole or self.body.strange:
            return Failed("unreadable", UNREADABLE)
        return Failed("empty", EMPTY)

    def _later(self, seconds, error):
        timer = asyncio.get_running_loop().call_later(seconds, self.call.end, error)
        self.timers.append(timer)
        return timer
