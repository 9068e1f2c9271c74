"""One HTTP call whose answer arrives in bursts; knows no dialect and no events.

httpx loses connections when a task that reads is cancelled twice, or while connecting (encode/httpx#3782,
encode/httpcore#1093). So each call has a client of its own and a reader task that nobody cancels: whoever wants the
call to end closes its socket, and the reader finds out.
"""

import asyncio
import functools
import ssl

import certifi
import httpx

from .alarm import Alarm
from .ask import Endpoint
from .line import Transport
from .parts import Closed
from .trouble import broken, silent

READS, BYTES = 64, 64 * 1024  # kept for the taker; then the upstream has to wait, and no burst is long work
HEADERS = {"Accept": "text/event-stream, application/json", "Accept-Encoding": "identity", "User-Agent": "chatsite"}


@functools.cache
def trust() -> ssl.SSLContext:
    """Whose certificates are good: the system's authorities and certifi's. Takes 20 ms, so made once."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


class Call:
    """A request, sent when head() is awaited. One task takes the answer; any task may close, at any moment."""

    def __init__(self, method: str, url: str, headers: dict[str, str], body: bytes | None, endpoint: Endpoint):
        self.asked = method, url, headers, body
        self.timeouts, self.trust_env = endpoint.timeouts, endpoint.trust_env
        self.socket = self.response = self.reader = self.closing = self.error = None
        self.got, self.size, self.over, self.closed = [], 0, False, False
        self.news, self.room = asyncio.Event(), asyncio.Event()

    async def head(self) -> httpx.Response:
        """Send, and wait for status and headers. Raises Failed or Closed."""
        if not self.over:
            self.reader = asyncio.create_task(self._read())
        while not (self.response or self.over):
            await self._some_news()
        self.check()
        if not self.response:
            raise self.error or Closed
        return self.response

    async def burst(self) -> bytes:
        """All that arrived since the last burst; empty at the end. Raises Failed or Closed."""
        while not (self.got or self.over):
            await self._some_news()
        self.check()
        received = b"".join(self.got)
        self.got, self.size = [], 0
        self.room.set()
        if self.error and not received:
            raise self.error
        return received

    async def breathe(self):
        """Let others run in the middle of long work. Raises Closed."""
        await asyncio.sleep(0)
        self.check()

    def check(self):
        """Raises Closed once somebody closed the call, also when the body is all here."""
        if self.closed:
            raise Closed

    def end(self, error: Exception | None = None):
        """End the call from this side, orderly or so that its taker sees this error raised."""
        self._over(error)
        if self.reader and not self.closing:
            # A task of its own: the one that wants the end may itself be cancelled in the middle.
            self.closing = asyncio.create_task(self._hang_up())

    async def close(self):
        """Close the connection, or see to it that the one being made closes at once. Twice is fine."""
        self.closed = True
        self.end()
        if self.closing:
            await asyncio.shield(self.closing)

    async def _some_news(self):
        self.news.clear()
        await self.news.wait()

    async def _read(self):
        error, silence = Closed(), Alarm(self.timeouts.silence, lambda: self.end(silent()))
        try:
            if not self.over:
                await self._receive(silence)
            error = None
        except Exception as problem:
            error = broken(problem)
        finally:
            silence.stop()
            self._over(error)

    async def _receive(self, silence):
        patience = httpx.Timeout(None, connect=self.timeouts.connect, write=self.timeouts.write)
        async with httpx.AsyncClient(timeout=patience, **self._way()) as client:
            silence.wait()
            self.response = await client.send(self._request(client), stream=True)
            self.news.set()
            async for received in self.response.aiter_raw():
                silence.reset()
                self.got.append(received)
                self.size += len(received)
                self.news.set()
                if len(self.got) >= READS or self.size >= BYTES:
                    await self._make_room(silence)

    def _way(self):
        if self.trust_env:  # Proxies of the environment are httpx's own affair.
            return {"verify": trust(), "trust_env": True}
        return {"transport": Transport(trust()), "trust_env": False}

    def _request(self, client):
        method, url, headers, body = self.asked
        # One after the other, so that a header written in other letters replaces ours.
        merged = httpx.Headers(HEADERS)
        merged.update(headers)
        return client.build_request(method, url, headers=merged, content=body, extensions={"trace": self._trace})

    async def _make_room(self, silence):
        silence.rest()
        self.room.clear()
        if not self.over:
            await self.room.wait()
        silence.wait()

    async def _trace(self, name, happened):
        if name == "connection.connect_tcp.complete":
            self.socket = happened["return_value"]
            if self.over:
                # Closing the client does not reach a connection that was still being made.
                await self.socket.aclose()
                raise Closed

    async def _hang_up(self):
        # The socket and not the client, which does not know it during a TLS handshake; the reader closes the client.
        if self.socket:
            await self.socket.aclose()

    def _over(self, error):
        if not self.over:
            self.over, self.error = True, error
        self.news.set()
        self.room.set()
