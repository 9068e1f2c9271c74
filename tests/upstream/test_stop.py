"""Stopping an answer: at any moment, from any task, and the upstream sees the connection close."""

import asyncio
import socket
import time

import pytest

from chat.upstream import Answer, Closed

from .cases.case import GOOD, c, fin
from .server import HANG, Reply, Sleep, Upstream
from .told import endpoint, hear, question

SLOW = {"grace": 5, "silence": 30, "thought": 30, "pause": 5, "patience": 30, "connect": 30}

MOMENTS = {
    "E-40 before the head": Reply((HANG,), status=None),
    "E-40 after the head": Reply((HANG,)),
    "E-40 between deltas": Reply((c("A"), HANG)),
    "E-40 between many deltas": Reply((c("A"), Sleep(0.001)) * 5000),
    "E-40 after the finish": Reply((c("A"), fin("stop"), HANG)),
    "E-40 within an error": Reply((b'{"error": ', HANG), status=500),
    "E-40 within an event": Reply((c("A"), c("B")[:20], HANG)),
    "E-40 in a body without end": Reply((b": %s\n" % (b"x" * 65536),) * 100_000),
}


def calls():
    """The readers that are still at work in this loop."""
    return [task for task in asyncio.all_tasks() if "Call._" in repr(task.get_coro())]


async def all_calls_ended():
    async with asyncio.timeout(1):
        while calls():
            await asyncio.sleep(0.005)


@pytest.mark.parametrize("moment", MOMENTS)
async def test_the_upstream_sees_the_close_within_a_second(moment):
    async with Upstream(MOMENTS[moment]) as upstream:
        answer = Answer(endpoint(upstream.base_url, SLOW), question())
        hearing = asyncio.create_task(hear(answer))
        await asyncio.sleep(0.05)

        stopped = time.monotonic()
        await asyncio.gather(answer.close(), answer.close())
        told = await hearing

        async with asyncio.timeout(1):
            await upstream.quiet()
        assert told.outcome == "stopped"
        assert time.monotonic() - stopped < 1
        assert upstream.connections == 1
        await all_calls_ended()


async def test_an_answer_closed_before_it_began_asks_nobody():
    async with Upstream(GOOD) as upstream:
        answer = Answer(endpoint(upstream.base_url), question())

        await answer.close()

        assert (await hear(answer)).outcome == "stopped"
        assert upstream.connections == 0


async def test_closing_after_the_end_changes_nothing():
    async with Upstream(GOOD) as upstream:
        answer = Answer(endpoint(upstream.base_url), question())
        told = await hear(answer)

        await answer.close()
        await answer.close()

        assert told.outcome == "complete"


async def test_the_pause_between_two_attempts_ends_at_once():
    busy = Reply((b"{}",), status=503, headers={"retry-after": "20"})
    async with Upstream(busy, GOOD) as upstream:
        answer = Answer(endpoint(upstream.base_url, SLOW), question())
        hearing = asyncio.create_task(hear(answer))
        while not upstream.asked or upstream.open:
            await asyncio.sleep(0.01)

        stopped = time.monotonic()
        await answer.close()

        assert (await hearing).outcome == "stopped"
        assert time.monotonic() - stopped < 0.5
        assert upstream.connections == 1


async def test_a_tls_handshake_that_hangs_is_closed():
    async with Upstream(Reply((HANG,), status=None)) as upstream:
        base_url = upstream.base_url.replace("http:", "https:")
        answer = Answer(endpoint(base_url, SLOW), question())
        hearing = asyncio.create_task(hear(answer))
        while not upstream.open:
            await asyncio.sleep(0.01)

        await answer.close()

        async with asyncio.timeout(1):
            await upstream.quiet()
        assert (await hearing).outcome == "stopped"
        await all_calls_ended()


async def test_a_connection_that_comes_too_late_is_closed_unused():
    with socket.socket() as listening:
        # A backlog that is full leaves the next connection waiting, as a far or busy host does.
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        fillers = [await asyncio.to_thread(socket.create_connection, listening.getsockname(), 1)]
        answer = Answer(endpoint(f"http://127.0.0.1:{listening.getsockname()[1]}/v1", SLOW), question())
        hearing = asyncio.create_task(hear(answer))
        await asyncio.sleep(0.1)

        await answer.close()
        assert (await asyncio.wait_for(hearing, 1)).outcome == "stopped"

        received = await asyncio.to_thread(accepted, listening, 2)
        assert received[-1] == b""
        for filler in fillers:
            filler.close()


def accepted(listening, count):
    """What each of the next connections sends until it closes."""
    listening.settimeout(5)
    received = []
    for _ in range(count):
        connection, _ = listening.accept()
        connection.settimeout(1)
        with connection:
            try:
                received.append(connection.recv(1024))
            except TimeoutError:
                received.append(None)
    return received


async def test_a_taker_cancelled_twice_leaves_nothing_behind():
    async with Upstream(MOMENTS["E-40 between many deltas"]) as upstream:
        takers = [asyncio.create_task(hear(Answer(endpoint(upstream.base_url), question()))) for _ in range(10)]
        await asyncio.sleep(0.1)

        for taker in takers:
            taker.cancel()
        await asyncio.sleep(0)
        for taker in takers:
            taker.cancel()
        await asyncio.gather(*takers, return_exceptions=True)

        async with asyncio.timeout(1):
            await upstream.quiet()
        await all_calls_ended()


async def test_a_taker_that_leaves_the_loop_may_close_later():
    async with Upstream(MOMENTS["E-40 between deltas"]) as upstream:
        answer = Answer(endpoint(upstream.base_url, SLOW), question())
        async for _ in answer.parts():
            break

        await answer.close()

        async with asyncio.timeout(1):
            await upstream.quiet()


async def test_nothing_is_told_after_the_close():
    async with Upstream(MOMENTS["E-40 between many deltas"]) as upstream:
        answer = Answer(endpoint(upstream.base_url, SLOW), question())
        with pytest.raises(Closed):
            async for _ in answer.parts():
                await answer.close()
                await asyncio.sleep(0.02)
                closed = len(upstream.asked)

        assert closed == 1


async def test_one_that_fails_does_not_disturb_ninety_nine():
    replies = [Reply((c("A"), Sleep(0.01)) * 5 + (fin("stop"),)) for _ in range(99)]
    replies.insert(50, Reply((c("A"), b"data: {"), framing="close"))
    async with Upstream(*replies) as upstream:
        place = endpoint(upstream.base_url, {"silence": 8, "thought": 8})

        told = await asyncio.gather(*(hear(Answer(place, question())) for _ in range(100)))

        assert sorted(one.outcome for one in told) == ["complete"] * 99 + ["cut"]
        assert sorted(one.text for one in told) == ["A"] + ["AAAAA"] * 99
        await all_calls_ended()
