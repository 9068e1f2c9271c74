"""The line between browsers and a server, with the faults that networks have."""

import asyncio
import socket
import struct

HOWS = "reset", "half-close", "drop", "blackhole"


class Line:
    """A TCP proxy in front of a server, which people take for the server itself.

    While it is cut nobody comes through. What was under way is broken by `reset`, ended in one direction by
    `half-close`, in both by `drop`; a `blackhole` swallows it for ever and tells nobody. `delay` holds everything
    up by so many seconds. `cuts` counts the connections that were lost.
    """

    def __init__(self, server):
        self.server, self.links, self.dead = server, {}, set()
        self.is_cut, self.cuts, self.delay = False, 0, 0.0

    async def __aenter__(self):
        self.listening = await asyncio.start_server(self.meet, "127.0.0.1", 0, backlog=1000)
        self.port = self.listening.sockets[0].getsockname()[1]
        self.host = f"127.0.0.1:{self.port}"
        self.url = self.origin = f"http://{self.host}"
        return self

    async def __aexit__(self, *_):
        self.listening.close()
        tasks = list(self.links)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def cut(self, how, seconds):
        """Cut everything that is under way, and let nobody through for so long."""
        self.is_cut, self.cuts = True, self.cuts + len(self.links)
        for task, (browser, server) in list(self.links.items()):
            if how == "blackhole":
                self.dead.add(task)
                continue
            if not browser.is_closing():
                END[how](browser)
            if server:
                server.transport.abort()
        await asyncio.sleep(seconds)
        self.is_cut = False

    async def meet(self, reader, writer):
        task = asyncio.current_task()
        self.links[task] = writer, None
        try:
            if not self.is_cut:
                await self.connect(task, reader, writer)
        except (OSError, asyncio.CancelledError):
            pass  # The server is not there, or the suite is over.
        finally:
            del self.links[task]
            writer.close()

    async def connect(self, task, reader, writer):
        theirs, to_them = await asyncio.open_connection("127.0.0.1", self.server.port)
        self.links[task] = writer, to_them
        carried = [(reader, to_them), (theirs, writer)]
        ways = [asyncio.create_task(self.carry(task, source, sink)) for source, sink in carried]
        try:
            await asyncio.wait(ways)
        finally:
            for way in ways:
                way.cancel()
            to_them.close()

    async def carry(self, link, source, sink):
        try:
            while data := await source.read(1 << 16):
                if self.delay:
                    await asyncio.sleep(self.delay)
                if link in self.dead:
                    await swallow(source)
                sink.write(data)
                await sink.drain()
            sink.write_eof()
        except (OSError, RuntimeError):
            pass  # The other side is gone already.


async def swallow(source):
    while await source.read(1 << 16):
        pass
    await asyncio.Event().wait()


def reset(writer):
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def half_close(writer):
    if writer.can_write_eof():
        writer.write_eof()


END = {"reset": reset, "half-close": half_close, "drop": lambda writer: writer.transport.abort()}
