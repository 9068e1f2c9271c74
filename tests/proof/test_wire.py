"""Answers stopped at random moments, with no server around them: nothing stays open at the model's server, or here."""

import asyncio
import time

import pytest

from chat.upstream import Answer
from chat.upstream.wire import Call
from tests.upstream.cases.case import STOP, c, fin
from tests.upstream.server import HANG, Reply, Sleep, Upstream
from tests.upstream.told import endpoint, hear, question

from .record import Record, ms, percentile
from .sizes import Size

AT_ONCE = 20  # answers under way
WITHIN = 1.0  # seconds to the last closed connection
STUCK = 5.0  # seconds after which whoever takes an answer will not be told its end any more
CLOCKS = dict.fromkeys(("connect", "silence", "thought", "patience", "pause", "grace"), 30)

REPLIES = [
    Reply((HANG,), status=None),
    Reply((HANG,)),
    Reply((c("A"), Sleep(0.001)) * 2000),
    Reply((c("A"), c("B")[:20], HANG)),
    Reply((c("A"), fin("stop"), HANG)),
    Reply((c("A"), STOP)),
    Reply((b'{"error": ', HANG), status=500),
    Reply((b"{}",), status=503, headers={"retry-after": "20"}),
    Reply((b": %s\n" % (b"x" * 65536),) * 2000),
]


async def test_wire(size):
    record = Record(size, "none")
    await stopped(size.runs, size.chance(), record)
    record.keep()


async def left_alone(call):
    """Close a call, and not its socket."""


async def kept(call, name, happened):
    """Take a connection that was made, also when the call was closed meanwhile."""
    if name == "connection.connect_tcp.complete":
        call.socket = happened["return_value"]


@pytest.mark.parametrize(("broken", "by"), [("_hang_up", left_alone), ("_trace", kept)])
async def test_wire_notices_a_call_that_only_says_it_is_closed(monkeypatch, broken, by):
    monkeypatch.setattr(Call, broken, by)
    size = Size("wire", "small")
    record = Record(size, "none")

    await stopped(size.runs, size.chance(), record)

    assert any("are open" in sentence for sentence in record.violations)


async def stopped(runs, chance, record):
    """Stop so many answers, some of them twice, and look for what is left of them a second later."""
    gate, took = asyncio.Semaphore(AT_ONCE), []
    async with Upstream(*chance.choices(REPLIES, k=runs)) as upstream:

        async def one():
            async with gate:
                took.append(await stop_one(upstream.base_url, chance, record))

        await asyncio.gather(*(one() for _ in range(runs)))
        deadline = time.monotonic() + WITHIN
        while (upstream.open or readers()) and time.monotonic() < deadline:
            await asyncio.sleep(0.005)
        for left, what in ((upstream.open, "connections are open"), (len(readers()), "readers are at work")):
            if left:
                record.violations.append(f"{left} {what} a second after the last Stop.")
        record.figures |= {"told p50/p95/max": "/".join(ms(percentile(took, of)) for of in (50, 95, 100))}
        record.figures["connections"] = upstream.connections
        for reader in readers():
            reader.cancel()


async def stop_one(base_url, chance, record):
    """Ask, stop at some moment in some way, and return the seconds until whoever took the answer knew its end."""
    answer = Answer(endpoint(base_url, CLOCKS), question())
    hearing = asyncio.create_task(hear(answer))
    await moment(chance)
    began = time.monotonic()
    await chance.choice(WAYS)(answer, hearing, chance)
    record.runs += 1
    done, _ = await asyncio.wait([hearing], timeout=STUCK)
    if not done:
        hearing.cancel()
        record.violations.append("Whoever took an answer was not told of its end.")
    elif not hearing.cancelled() and hearing.result().outcome not in ("stopped", "complete"):
        record.violations.append(f"A stopped answer ended as {hearing.result()}.")
    return time.monotonic() - began


async def moment(chance):
    """Some turns of the loop, in which a connection is made, or some time, in which something is said."""
    if chance.random() < 0.5:
        for _ in range(chance.randrange(40)):
            await asyncio.sleep(0)
    else:
        await asyncio.sleep(chance.uniform(0, 0.15))


async def close(answer, hearing, chance):
    await answer.close()


async def close_twice(answer, hearing, chance):
    await asyncio.gather(answer.close(), answer.close())


async def close_and_be_cancelled(answer, hearing, chance):
    """The one who stops goes away in the middle of stopping."""
    closing = asyncio.create_task(answer.close())
    for _ in range(chance.randrange(1, 4)):
        await asyncio.sleep(0)
    closing.cancel()
    await asyncio.wait([closing])


async def cancel_twice(answer, hearing, chance):
    """The one who takes the answer goes away, and is told so once more."""
    hearing.cancel()
    for _ in range(chance.randrange(4)):
        await asyncio.sleep(0)
    hearing.cancel()


async def cancel_and_close(answer, hearing, chance):
    hearing.cancel()
    await answer.close()


WAYS = [close, close_twice, close_and_be_cancelled, cancel_twice, cancel_and_close]


def readers():
    """The tasks in this loop that read from an upstream, or close one."""
    return [task for task in asyncio.all_tasks() if "Call._" in repr(task.get_coro())]
