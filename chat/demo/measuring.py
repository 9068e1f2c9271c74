"""Models for tests and benchmarks: deltas that carry the time of their sending, at an exact rate.

| model | answers |
|---|---|
| `count-N-RATE` | N deltas at RATE a second (0: flat out); each is `time.monotonic_ns()` and a space |
| `markdown-N-RATE` | N deltas of the demo's pages, a few letters each, over and over |
| `count-N-RATE-cut` | the same, but the connection closes after the last; so for `markdown` |
| `quiet` | its headers and nothing more |
| `mute` | nothing, not even headers |
"""

import asyncio
import itertools
import json
import re
import time
from collections.abc import Iterator
from functools import cache

from .http import Refused, chunk
from .pages import PAGES
from .reply import DONE, Stream, pieces

MEASURE = re.compile(r"(count|markdown)-([0-9]{1,8})-([0-9]{1,5})(-cut)?", re.ASCII)
BATCH = 50  # deltas to one write when flat out
BACKLOG = 1024 * 1024  # bytes unsent at which a steady stream waits for its reader
DELTA = (
    b'data: {"id":"chatcmpl-demo","object":"chat.completion.chunk","created":1,"model":"count",'
    b'"choices":[{"index":0,"delta":{"content":%b},"finish_reason":null}]}\n\n'
)
END = DELTA.replace(b'{"content":%b},"finish_reason":null', b'{},"finish_reason":"stop"')


def measures(model: str) -> bool:
    return model in ("quiet", "mute") or MEASURE.fullmatch(model) is not None


async def measure(reply: Stream) -> None:
    """The script of all measuring models."""
    if not reply.asked.stream:
        raise Refused(400, "A measuring model answers in a stream only. Ask with stream set to true.")
    model = reply.asked.model
    if model != "mute":
        await reply.open()
    if model in ("mute", "quiet"):
        await asyncio.Event().wait()
    kind, count, rate, cut = MEASURE.fullmatch(model).groups()
    deltas = DELTAS[kind]()
    await (_steadily(reply, deltas, int(count), int(rate)) if int(rate) else _flat_out(reply, deltas, int(count)))
    if not cut:
        reply.writer.write(chunk(END) + chunk(DONE) + chunk(b""))
    await reply.writer.drain()


async def _steadily(reply: Stream, deltas: Iterator[bytes], count: int, rate: int) -> None:
    """One write a delta, each at its own moment counted from the first, so that being late never adds up."""
    write, transport, now = reply.writer.write, reply.writer.transport, time.monotonic
    began = now()
    for number in range(count):
        await asyncio.sleep(max(0.0, began + number / rate - now()))
        write(next(deltas))
        if transport.get_write_buffer_size() > BACKLOG:
            await reply.writer.drain()


async def _flat_out(reply: Stream, deltas: Iterator[bytes], count: int) -> None:
    for first in range(0, count, BATCH):
        reply.writer.write(b"".join(itertools.islice(deltas, min(BATCH, count - first))))
        await reply.writer.drain()
        # drain() does not yield while the socket takes everything: give others, and a leaving, their turn.
        await asyncio.sleep(0)


def _times() -> Iterator[bytes]:
    """Without end, each made when it is asked for."""
    while True:
        yield chunk(DELTA % (b'"%d "' % time.monotonic_ns()))


def _markdown() -> Iterator[bytes]:
    return itertools.cycle(_pages())


@cache
def _pages() -> list[bytes]:
    text = "\n\n".join([page.strip() for page in PAGES.values()]) + "\n\n"
    return [chunk(DELTA % json.dumps(piece).encode()) for piece in pieces(text)]


DELTAS = {"count": _times, "markdown": _markdown}
