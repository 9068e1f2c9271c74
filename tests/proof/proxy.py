"""A reverse proxy as teams have it: it asks each server in turn, and the next one when that one cannot answer."""

import asyncio
import itertools
import re

PATIENCE = 30  # seconds for an answer
HOP = re.compile(rb"\r\n(?:connection|keep-alive):[^\r\n]*", re.IGNORECASE)


class Proxy:
    """HTTP and WebSockets in front of several servers, round robin.

    A request that a server refuses to take (no connection, or 503) goes to the next one, as nginx does with
    `proxy_next_upstream error http_503`. `failed` counts the answers of 500 and above that came out in the end.
    """

    def __init__(self, servers):
        self.servers, self.turn = servers, itertools.count()
        self.tasks, self.requests, self.failed = set(), 0, 0

    async def __aenter__(self):
        self.listening = await asyncio.start_server(self.meet, "127.0.0.1", 0, backlog=1000, limit=1 << 20)
        self.port = self.listening.sockets[0].getsockname()[1]
        self.host = f"127.0.0.1:{self.port}"
        self.url = self.origin = f"http://{self.host}"
        return self

    async def __aexit__(self, *_):
        self.listening.close()
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def meet(self, reader, writer):
        self.tasks.add(asyncio.current_task())
        try:
            await self.answer(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # The browser left, or the suite is over.
        finally:
            self.tasks.discard(asyncio.current_task())
            writer.close()

    async def answer(self, reader, writer):
        """One request of a browser, and one connection for each."""
        head = await reader.readuntil(b"\r\n\r\n")
        size = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
        body = await reader.readexactly(int(size[1])) if size else b""
        upgrades = b"upgrade: websocket" in head.lower()
        if not upgrades:
            head = HOP.sub(b"", head)[:-2] + b"Connection: close\r\n\r\n"
        self.requests += 1
        first = next(self.turn)
        for number in range(first, first + 2 * len(self.servers)):
            begun = await self.begin(self.servers[number % len(self.servers)], head + body)
            if begun:
                start, theirs, to_them = begun
                writer.write(start)
                await self.carry(reader, writer, theirs, to_them)
                return
            await asyncio.sleep(0.05)
        self.failed += 1
        writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    async def begin(self, server, request):
        """(the head of the answer, reader, writer) of a server, or None when it cannot answer."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(request)
            async with asyncio.timeout(PATIENCE):
                start = await reader.readuntil(b"\r\n\r\n")
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            return None
        if b" 503 " in start[:16]:
            writer.close()
            return None
        if b" 5" in start[8:10]:
            self.failed += 1
        return start, reader, writer

    async def carry(self, reader, writer, theirs, to_them):
        async def one_way(source, sink):
            while data := await source.read(1 << 16):
                sink.write(data)
                await sink.drain()

        ways = [asyncio.create_task(one_way(reader, to_them)), asyncio.create_task(one_way(theirs, writer))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.wait(ways)
            to_them.close()
