"""The demo upstream: who may ask what at which address, and which calls are under way."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass

from . import http
from .answers import show
from .asked import Asked
from .http import Refused, Request
from .measuring import measure, measures
from .reply import Stream, Whole
from .words import WORDS, Script, found

MODEL = {"id": "demo", "object": "model", "created": 0, "owned_by": "chatsite", "name": "Demo (no AI)"}
DOORS = {"/v1/models": "GET", "/v1/chat/completions": "POST"}
REMEMBERED = 1000  # calls
WAITING = 1000  # connections the system may hold for us before they are accepted
SHOWN = 200  # characters of a prompt that a call remembers


@dataclass(eq=False)
class Call:
    """One chat completion that was asked for; its times are of `time.monotonic()`."""

    number: int
    model: str
    text: str  # the beginning of the prompt
    opened: float
    closed: float | None = None  # None while it is under way
    left: bool = False  # whether the client closed it before its end


class Demo:
    """A server of the Chat Completions dialect. `pace` multiplies every pause but those of a measuring model.

    `base_url` is set while it runs, else None. For tests: `calls` are the latest 1,000 calls, oldest first,
    and `open` are those under way.
    """

    def __init__(self, pace: float = 1.0):
        self.pace = pace
        self.base_url: str | None = None
        self.calls: deque[Call] = deque(maxlen=REMEMBERED)
        self.open: set[Call] = set()
        self._asked = 0
        self._refused: set[str] = set()
        self._connections: set[asyncio.Task] = set()
        self._starting = asyncio.Lock()

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Listen, on a free port unless one is given; the base URL. Started again, it returns the URL it has.

        Raises OSError when the port is taken.
        """
        async with self._starting:
            if self.base_url is None:
                self._server = await asyncio.start_server(
                    self._meet, host, port, limit=http.HEAD_LIMIT, backlog=WAITING
                )
                self.base_url = f"http://{host}:{self._server.sockets[0].getsockname()[1]}/v1"
        return self.base_url

    async def stop(self) -> None:
        """Close the door and every connection; calls under way end unfinished."""
        async with self._starting:
            if self.base_url is not None:
                self.base_url = None
                self._server.close()
                connections = list(self._connections)
                for connection in connections:
                    connection.cancel()
                await asyncio.gather(*connections, return_exceptions=True)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection from its request to its end."""
        self._connections.add(asyncio.current_task())
        try:
            await self._answer(reader, writer)
        except Refused as refused:
            writer.write(refused.answer())
            await http.linger(reader, writer)
        except (ConnectionError, TimeoutError, asyncio.IncompleteReadError):
            pass  # The client left, or fell silent, before it had asked.
        except asyncio.CancelledError:
            pass  # The end of this task anyway; asyncio 3.11 would log a cancelled connection as an error.
        finally:
            self._connections.discard(asyncio.current_task())
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await http.read(reader, writer)
        _admit(request)
        if request.path == "/v1/models":
            models = {"object": "list", "data": [MODEL]}
            writer.write(http.answered(200, json.dumps(models).encode()))
            await writer.drain()
        else:
            await self._complete(Asked.read(request.body), reader, writer)

    async def _complete(self, asked: Asked, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        script = _script(asked)
        self._asked += 1
        call = Call(self._asked, asked.model, asked.text[:SHOWN], time.monotonic())
        reply = (Stream if asked.stream else Whole)(asked, call.number, writer, self.pace, self._refused)
        self.calls.append(call)
        self.open.add(call)
        try:
            call.left = await _until_gone(script(reply), reader)
        finally:
            call.closed = time.monotonic()
            self.open.discard(call)


async def _until_gone(saying: Coroutine, reader: asyncio.StreamReader) -> bool:
    """Whether the client left before the script came to its end. Raises what the script raises."""
    saying, leaving = asyncio.create_task(saying), asyncio.create_task(http.gone(reader))
    try:
        await asyncio.wait({saying, leaving}, return_when=asyncio.FIRST_COMPLETED)
        left = not saying.done() or isinstance(saying.exception(), ConnectionError)
        if not left:
            saying.result()
    finally:
        saying.cancel()
        leaving.cancel()
        # The reader must be free before anybody else waits for it.
        await asyncio.wait({saying, leaving})
    return left


def _admit(request: Request) -> None:
    method = DOORS.get(request.path)
    if method is None:
        raise Refused(404, f"There is nothing at this address. Ask at one of {', '.join(DOORS)}.", code="not_found")
    if request.method != method:
        raise Refused(405, f"This address answers {method} only. Ask with {method}.", headers=(("Allow", method),))


def _script(asked: Asked) -> Script:
    if measures(asked.model):
        script = measure
    elif asked.model != MODEL["id"]:
        raise Refused(404, "The demo has no such model. Ask for the model “demo”.", code="model_not_found")
    else:
        word = found(asked.text)
        script = WORDS[word].script if word else show
    return script
