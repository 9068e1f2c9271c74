"""Models for tests and benchmarks: deltas that carry the time of their sending, at an exact rate.

| model | answers |
|---|---|
| `count-N-RATE` | N deltas at RATE a second (0: flat out); each is `time.monotonic_ns()` and a space |
| `count-N-RATE-cut` | the same, but the connection closes after the last |
| `quiet` | its headers and nothing more |
| `mute` | nothing, not even headers |
"""

import asyncio
import re
import time

from .http import Refused, chunk
from .reply import DONE, Stream

COUNT = re.compile(r"count-([0-9]{1,8})-([0-9]{1,5})(-cut)?", re.ASCII)
BATCH = 50  # deltas to one write when flat out
BACKLOG = 1024 * 1024  # bytes unsent at which a steady stream waits for its reader
DELTA = (
    b'data: {"id":"chatcmpl-demo","object":"chat.completion.chunk","created":1,"model":"count",'
    b'"choices":[{"index":0,"delta":{"content":"%d "},"finish_reason":null}]}\n\n'
)
END = DELTA.replace(b'{"content":"%d "},"finish_reason":null', b'{},"finish_reason":"stop"')


def measures(model: str) -> bool:
    return model in ("quiet", "mute") or COUNT.fullmatch(model) is not None


async def measure(reply: Stream) -> None:
    """The script of all measuring models."""
    if not reply.asked.stream:
        raise Refused(400, "A measuring model answers in a stream only. Ask with stream set to true.")
    model = reply.asked.model
    if model != "mute":
        await reply.open()
    if model in ("mute", "quiet"):
        await asyncio.Event().wait()
    count, rate, cut = COUNT.fullmatch(model).groups()
    await (_steadily(reply, int(count), int(rate)) if int(rate) else _flat_out(reply, int(count)))
    if not cut:
        reply.writer.write(chunk(END) + chunk(DONE) + chunk(b""))
    await reply.writer.drain()


async def _steadily(reply: Stream, count: int, rate: int) -> None:
    """One write a delta, each at its own moment counted from the first, so that being late never adds up."""
    write, transport, now = reply.writer.write, reply.writer.transport, time.monotonic
    began = now()
    for number in range(count):
        await asyncio.sleep(max(0.0, began + number / rate - now()))
        write(chunk(DELTA % time.monotonic_ns()))
        if transport.get_write_buffer_size() > BACKLOG:
            await reply.writer.drain()


async def _flat_out(reply: Stream, count: int) -> None:
    for first in range(0, count, BATCH):
        size = min(BATCH, count - first)
        reply.writer.write(b"".join([chunk(DELTA % time.monotonic_ns()) for _ in range(size)]))
        await reply.writer.drain()
        # drain() does not yield while the socket takes everything: give others, and a leaving, their turn.
        await asyncio.sleep(0)
