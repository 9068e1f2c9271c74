"""One tab of the load: asks once, and notes how old each delta is when it arrives."""

import asyncio
import json
import time
import zlib

from .asking import ask, signed
from .wire import Socket

ACKNOWLEDGED = 16384  # characters after which the page says how far it has come


class Reading:
    """What one tab notes of one reply; every delta is the time of its writing, and a space.

    `ready`, `begun` and `ended` are futures; `ages` are nanoseconds, `gap` the longest time between two frames.
    """

    def __init__(self):
        self.ready, self.begun, self.ended = (asyncio.get_running_loop().create_future() for _ in range(3))
        self.ages, self.frames, self.size, self.gap = [], 0, 0, 0
        self.last, self.rest = None, ""

    def note(self, now, text):
        *sent, self.rest = (self.rest + text).split(" ")
        self.ages += [now - int(stamp) for stamp in sent]
        self.frames += 1
        if self.last:
            self.gap = max(self.gap, now - self.last)
        else:
            self.begun.set_result(None)
        self.last = now

    def lost(self):
        for awaited in self.ready, self.begun, self.ended:
            if not awaited.done():
                awaited.set_exception(ConnectionError("The server closed the socket of a tab."))
                awaited.exception()  # Not everybody waits for all three.


class Tab(Reading, Socket):
    """Hears `hello`, then deltas, then `closed`."""

    def __init__(self, port, headers):
        Reading.__init__(self)
        Socket.__init__(self, port, headers)

    def heard(self, frame):
        now, event = time.monotonic_ns(), json.loads(frame)
        match event:
            case [_, _, _, str(text)] | [str(text)]:  # of the reply: other parts end with their name
                self.size += len(frame)
                self.note(now, text)
            case {"type": "hello"}:
                self.ready.set_result(None)
            case {"type": "closed"}:
                self.end(event)

    def end(self, event):
        self.ended.set_result(event["state"])

    def say(self, **event):
        self.send(json.dumps(event).encode())


class ProductTab(Tab):
    """A tab of the page: the prompt goes by POST, the reply comes by the socket."""

    def __init__(self, port, person):
        super().__init__(port, signed(port, person))
        self.person, self.owed, self.to, self.digest = person, 0, 0, 0

    async def ask(self, model):
        status, answer = await ask(self.port, self.person, model, f"Count: {model}")
        if status != 201:
            raise RuntimeError(f"The product refused a prompt with status {status}: {answer}")
        self.reply = answer["reply"]
        self.say(type="watch", reply=self.reply, at={})

    def note(self, now, text):
        super().note(now, text)
        self.owed += len(text)
        self.to += len(text)
        self.digest = zlib.crc32(text.encode(), self.digest)
        if self.owed >= ACKNOWLEDGED:
            self.owed = 0
            self.say(type="ack", reply=self.reply, part="text", to=self.to)

    def end(self, event):
        """As the page does: what came is compared with what is stored."""
        if event["parts"]["text"] != [self.to, f"{self.digest:08x}"]:
            self.ended.set_exception(RuntimeError("A tab has another text than is stored. Figures of it mean nothing."))
        else:
            super().end(event)


class RelayTab(Tab):
    """A socket of the bare relay: the model's name goes in, the reply comes out."""

    def __init__(self, port, person):
        super().__init__(port, {})

    async def ask(self, model):
        self.send(model.encode())
