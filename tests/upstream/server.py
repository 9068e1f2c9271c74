"""A model server that says exactly the bytes it is told to, and remembers who asked and who left."""

import asyncio
import json
import socket
import struct
import time
from dataclasses import dataclass, field

HANG = object()  # stay open and say nothing until the client leaves
FIN = object()  # close the connection without ending the body
RST = object()  # break it


@dataclass(frozen=True)
class Sleep:
    seconds: float


@dataclass(frozen=True)
class Reply:
    """What one connection gets: bytes (each its own write), Sleep, HANG, FIN, RST. None for a head that never comes."""

    steps: tuple = ()
    status: int | None = 200
    headers: dict = field(default_factory=lambda: {"content-type": "text/event-stream"})
    framing: str = "chunked"  # or "close": the body ends with the connection


@dataclass
class Asked:
    """One request as it came, and when its client left."""

    method: str
    path: str
    lines: list
    body: bytes
    at: float
    left: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def headers(self):
        return {name.lower(): value for name, _, value in (line.partition(": ") for line in self.lines)}

    @property
    def json(self):
        return json.loads(self.body)


class Upstream:
    """`async with Upstream(reply, ...) as upstream`: connection n gets reply n, later ones the last."""

    def __init__(self, *replies, tls=None):
        self.replies, self.tls = replies, tls
        self.asked, self.connections, self.open, self.most, self.wrote = [], 0, 0, 0, 0
        self.tasks = set()

    async def __aenter__(self):
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls)
        self.port = self.server.sockets[0].getsockname()[1]
        self.base_url = f"http{'s' if self.tls else ''}://127.0.0.1:{self.port}/v1"
        return self

    async def __aexit__(self, *_):
        self.server.close()
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def quiet(self):
        """Until nobody is connected."""
        while self.open:
            await asyncio.sleep(0.005)

    async def _serve(self, reader, writer):
        self.tasks.add(asyncio.current_task())
        reply = self.replies[min(self.connections, len(self.replies) - 1)]
        self.connections += 1
        self.open += 1
        self.most = max(self.most, self.open)
        try:
            await self._answer(reply, reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # The client left, or the test is over.
        finally:
            self.open -= 1
            self.tasks.discard(asyncio.current_task())
            writer.close()

    async def _answer(self, reply, reader, writer):
        if reply.status is None and RST in reply.steps[:1]:
            return reset(writer)
        asked = await self._read(reader)
        self.asked.append(asked)
        leaving = asyncio.create_task(self._watch(reader, asked))
        try:
            if reply.status is not None:
                writer.write(head(reply))
            for step in reply.steps:
                if asked.left.is_set():
                    return None
                match step:
                    case bytes():
                        writer.write(chunk(step) if reply.framing == "chunked" else step)
                        await writer.drain()
                        self.wrote += len(step)
                        await asyncio.sleep(0)
                    case Sleep():
                        await asyncio.sleep(step.seconds)
                    case _ if step is HANG:
                        return await asked.left.wait()
                    case _ if step is FIN:
                        return None
                    case _ if step is RST:
                        # What was written must have arrived: a reset throws away what was not read.
                        await asyncio.sleep(0.05)
                        return reset(writer)
            if reply.framing == "chunked" and reply.status is not None:
                writer.write(b"0\r\n\r\n")
                await writer.drain()
        finally:
            leaving.cancel()

    async def _read(self, reader):
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = lines[0].split(" ")
        asked = Asked(method, path, lines[1:-2], b"", time.monotonic())
        asked.body = await reader.readexactly(int(asked.headers.get("content-length", 0)))
        return asked

    async def _watch(self, reader, asked):
        try:
            while await reader.read(1024):
                pass
        except ConnectionError:
            pass
        asked.left.set()


def head(reply):
    framing = {"transfer-encoding": "chunked"} if reply.framing == "chunked" else {"connection": "close"}
    lines = [f"{name}: {value}" for name, value in (reply.headers | framing).items() if value is not None]
    return "\r\n".join([f"HTTP/1.1 {reply.status} Some Reason", *lines, "", ""]).encode("latin-1")


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


def reset(writer):
    linger = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()
