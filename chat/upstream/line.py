"""The network under httpx: bytes to and from a model's server, on asyncio's own transports.

httpcore's own takes the socket out of the loop's selector after every read and puts it back before the next: two
system calls and a cancel scope for a delta of a few bytes, a sixth of all samples of a profile under 50 streams.
"""

import asyncio
import ssl
from collections.abc import Iterable
from contextlib import contextmanager

import httpcore
import httpx

FULL = 64 * 1024  # bytes kept for the reader; then the server has to wait
SECOND_ADDRESS = 0.25  # seconds after which another address of the same name is tried too (RFC 8305)


class Transport(httpx.AsyncHTTPTransport):
    """httpx's, with one connection of ours and no proxy."""

    def __init__(self, trust: ssl.SSLContext):
        self._pool = httpcore.AsyncConnectionPool(ssl_context=trust, max_connections=1, network_backend=Network())


class Network(httpcore.AsyncNetworkBackend):
    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - in this file the timeouts are httpcore's
        local_address: str | None = None,
        socket_options: Iterable | None = None,
    ) -> "Line":
        """Raises httpcore.ConnectTimeout or ConnectError; the last two arguments are never given here."""
        connect = asyncio.get_running_loop().create_connection
        with told_as(httpcore.ConnectTimeout, httpcore.ConnectError):
            async with asyncio.timeout(timeout):
                _, inbox = await connect(Inbox, host, port, happy_eyeballs_delay=SECOND_ADDRESS)
        return Line(inbox, inbox.transport)

    async def sleep(self, seconds: float):
        await asyncio.sleep(seconds)


class Line(httpcore.AsyncNetworkStream):
    """One connection. Closing it also ends a read or a handshake that waits."""

    def __init__(self, inbox: "Inbox", tcp: asyncio.Transport):
        self.inbox, self.tcp = inbox, tcp

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        """What has arrived; empty at the end. Patience is the caller's (alarm.py), so there is no timeout here."""
        try:  # Without told_as, which costs more than the rest of a read: this is asked twice for each delta.
            return await self.inbox.take(max_bytes)
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error

    async def write(self, buffer: bytes, timeout: float | None = None):  # noqa: ASYNC109
        with told_as(httpcore.WriteTimeout, httpcore.WriteError):
            self.inbox.transport.write(buffer)
            async with asyncio.timeout(timeout):
                await self.inbox.sent()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> "Line":
        upgrade, inbox = asyncio.get_running_loop().start_tls, self.inbox
        try:
            with told_as(httpcore.ConnectTimeout, httpcore.ConnectError):
                async with asyncio.timeout(timeout):
                    inbox.transport = await upgrade(self.tcp, inbox, ssl_context, server_hostname=server_hostname)
        except BaseException:
            self.tcp.abort()
            raise
        return Line(inbox, self.tcp)

    async def aclose(self):
        self.tcp.abort()

    def get_extra_info(self, info: str):
        return self.inbox.over if info == "is_readable" else self.inbox.transport.get_extra_info(info)


class Inbox(asyncio.Protocol):
    """What arrived and was not read yet."""

    def __init__(self):
        self.received, self.is_full, self.over, self.error = bytearray(), False, False, None
        self.news, self.room = asyncio.Event(), asyncio.Event()
        self.room.set()

    async def take(self, most):
        while not (self.received or self.over):
            self.news.clear()
            await self.news.wait()
        taken = bytes(self.received[:most])
        del self.received[:most]
        if self.is_full and len(self.received) < FULL:
            self.is_full = False
            self.transport.resume_reading()
        if self.error and not taken:
            raise self.error
        return taken

    async def sent(self):
        await self.room.wait()
        if self.over:
            raise self.error or ConnectionResetError("The connection was closed.")

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.received += data
        if len(self.received) >= FULL:
            self.is_full = True
            self.transport.pause_reading()
        self.news.set()

    def eof_received(self):
        self.over = True
        self.news.set()

    def connection_lost(self, error):
        self.over, self.error = True, error
        self.news.set()
        self.room.set()

    def pause_writing(self):
        self.room.clear()

    def resume_writing(self):
        self.room.set()


@contextmanager
def told_as(late, broken):
    """asyncio's errors as httpcore's."""
    try:
        yield
    except TimeoutError as error:
        raise late(str(error)) from error
    except OSError as error:  # TLS errors are among them.
        raise broken(str(error)) from error
