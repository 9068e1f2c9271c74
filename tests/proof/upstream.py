"""A model's server that says what its prompts ask for, fails on command, and remembers every call."""

import asyncio
import itertools
import json
import socket
import struct
import time
from dataclasses import dataclass, field

from . import script

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
BUSY = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
FIELDS = {"text": "content", "reasoning": "reasoning_content"}
BURST = 50  # words to one write when flat out


@dataclass(eq=False)
class Call:
    """One call for a prompt; times are of time.monotonic(). `sent` is what was said of each part, and when."""

    prompt: str
    opened: float
    closed: float | None = None  # when the connection was seen to end
    sent: dict = field(default_factory=dict)  # part: [(characters so far, time)]
    words: asyncio.Queue = field(default_factory=asyncio.Queue)  # for a prompt that waits to be told
    ended: bool = False  # whether it said everything

    @property
    def said(self):
        return sum(marks[-1][0] for marks in self.sent.values())

    def note(self, part, text):
        marks = self.sent.setdefault(part, [])
        marks.append(((marks[-1][0] if marks else 0) + len(text), time.monotonic()))


class Upstream:
    """`async with Upstream() as upstream`. `calls` are all, by prompt; `open` those under way."""

    def __init__(self):
        self.calls, self.open, self.tasks, self.port = {}, {}, set(), 0
        self.talks = asyncio.Event()  # cleared, everything under way falls silent
        self.talks.set()
        self.is_busy = False

    async def __aenter__(self):
        await self.listen()
        return self

    async def __aexit__(self, *_):
        self.server.close()
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    @property
    def environ(self):
        """What a server needs to ask here."""
        url = f"http://127.0.0.1:{self.port}/v1"
        return {"OPENAI_BASE_URL": url, "OPENAI_MODELS": "scripted", "OPENAI_API_KEY": "none-needed"}

    async def listen(self):
        self.server = await asyncio.start_server(self.meet, "127.0.0.1", self.port, backlog=1000)
        self.port = self.server.sockets[0].getsockname()[1]

    def refuse(self):
        """Close the door: whoever asks now is refused by the system."""
        self.server.close()

    def reset(self):
        """Break every call under way with a TCP reset."""
        for writer in [writer for writer in self.open.values() if not writer.is_closing()]:
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            writer.transport.abort()

    def asking(self):
        """The prompts under way."""
        return {call.prompt for call in self.open}

    async def meet(self, reader, writer):
        self.tasks.add(asyncio.current_task())
        try:
            await self.answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # The client left, or the suite is over.
        finally:
            self.tasks.discard(asyncio.current_task())
            writer.close()

    async def answer(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        size = int(head.split("content-length: ")[1].split("\r\n")[0]) if "content-length: " in head else 0
        asked = json.loads(await reader.readexactly(size) or b"{}")
        if self.is_busy or not asked:
            writer.write(BUSY)
            return
        call = Call(asked["messages"][-1]["content"], time.monotonic())
        self.calls.setdefault(call.prompt, []).append(call)
        self.open[call] = writer
        saying, leaving = asyncio.create_task(self.say(call, writer)), asyncio.create_task(gone(reader))
        try:
            await asyncio.wait({saying, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            call.closed = time.monotonic()
            del self.open[call]
            saying.cancel()
            leaving.cancel()
            await asyncio.wait({saying, leaving})

    async def say(self, call, writer):
        how, rate = script.how(call.prompt), script.rate(call.prompt)
        if how == "mute":
            await asyncio.Event().wait()
        writer.write(HEAD)
        if how == "quiet":
            await asyncio.Event().wait()
        await (self.say_told if how == "told" else self.say_all)(call, writer, rate)
        await self.talks.wait()
        if writer.is_closing():
            return
        writer.write(event({}, "stop") + chunk(b"data: [DONE]\n\n") + chunk(b""))
        call.ended = True
        await writer.drain()

    async def say_all(self, call, writer, rate):
        began = time.monotonic()
        for number, (part, text) in enumerate(script.pieces(call.prompt)):
            if rate:
                await asyncio.sleep(max(0, began + number / rate - time.monotonic()))
            elif number % BURST == 0:
                await writer.drain()
                await asyncio.sleep(0)
            await self.talks.wait()
            if writer.is_closing():
                return
            writer.write(event({FIELDS[part]: text}))
            call.note(part, text)

    async def say_told(self, call, writer, rate):
        while (text := await call.words.get()) is not None:
            writer.write(event({"content": text}))
            call.note("text", text)


async def gone(reader):
    try:
        while await reader.read(1024):
            pass
    except ConnectionError:
        pass  # It left with a reset.


numbers = itertools.count()


def event(delta, reason=None):
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    about = {"id": f"said-{next(numbers)}", "object": "chat.completion.chunk", "created": 1, "model": "scripted"}
    return chunk(b"data: " + json.dumps(about | {"choices": [choice]}).encode() + b"\n\n")


def chunk(data):
    return b"%x\r\n%b\r\n" % (len(data), data)
