"""What an upstream cannot do: fill the memory, keep us for ever, or keep others from their turn."""

import asyncio
import gzip
import time

from chat.upstream import Answer
from chat.upstream.body import Body

from .cases.case import DONE, GOOD, JSON, c, chunk, data, fin
from .server import Reply, Sleep, Upstream
from .told import endpoint, hear, question


async def heard(upstream, timeouts=None, **facts):
    return await hear(Answer(endpoint(upstream.base_url, timeouts, **facts), question()))


async def test_an_error_of_fifty_megabytes_is_not_read():
    huge = Reply((b'{"error": {"message": "' + b"x" * 2**20,) + (b"x" * 2**20,) * 50, 400, JSON)
    async with Upstream(huge) as upstream:
        began = time.monotonic()
        told = await heard(upstream)
        async with asyncio.timeout(1):
            await upstream.quiet()

        assert (told.kind, told.failure.status) == ("refused", 400)
        assert len(told.message) < 500
        assert time.monotonic() - began < 2


async def test_a_whole_answer_has_a_longest():
    async with Upstream(Reply((b'{"a":"',) + (b"x" * 2**20,) * 40, headers=JSON)) as upstream:
        told = await heard(upstream)

        assert (told.kind, upstream.connections) == ("too_large", 1)


def test_white_space_without_end_is_not_gathered():
    body = Body()
    for _ in range(100):
        list(body.feed(b" \n" * 1000))

    assert len(body.head) < 5000


async def test_an_answer_has_a_longest():
    async with Upstream(Reply((c("x" * 1000),) * 50)) as upstream:
        told = await heard(upstream, longest=10_000)

        assert (told.outcome, told.kind) == ("failed", "too_large")
        assert 10_000 < len(told.text) <= 50_000


async def test_an_answer_has_a_last_moment():
    async with Upstream(Reply((c("x"), *([c("x")] * 5)), framing="close"), GOOD) as upstream:
        assert (await heard(upstream, {"total": 5})).kind == "cut"
    async with Upstream(Reply((c("x"), *(step for _ in range(100) for step in (c("x"), Sleep(0.02)))))) as upstream:
        told = await heard(upstream, {"total": 0.3})

        assert (told.kind, told.waits) == ("timeout", [])
        assert told.text.startswith("xx")


async def test_an_answer_may_be_slow_as_long_as_it_goes_on():
    steps = [step for _ in range(6) for step in (Sleep(0.15), c("A"))]
    async with Upstream(Reply((*steps, fin("stop")))) as upstream:
        told = await heard(upstream, {"thought": 0.5, "silence": 0.5})

        assert (told.outcome, told.text) == ("complete", "A" * 6)


async def test_the_grace_begins_anew_when_a_reason_was_not_the_end():
    every = data(chunk({"content": "A"}, "stop"))
    async with Upstream(Reply((every, Sleep(0.3)) * 4 + (DONE,))) as upstream:
        told = await hear(Answer(endpoint(upstream.base_url, {"grace": 0.9, "silence": 8, "thought": 8}), question()))

    assert (told.outcome, told.text) == ("complete", "AAAA")


async def test_the_time_of_a_slow_taker_is_not_the_upstreams():
    async with Upstream(Reply((c("A"), Sleep(0.05), c("B"), fin("stop"), DONE))) as upstream:
        answer = Answer(endpoint(upstream.base_url, {"thought": 0.3, "silence": 0.3}), question())

        lists = 0
        async for _ in answer.parts():
            lists += 1
            await asyncio.sleep(0.4)

        assert lists > 1


async def test_a_slow_taker_makes_the_upstream_wait():
    wrote = 0
    steps = tuple(c("x" * 60_000) for _ in range(1000))
    async with Upstream(Reply(steps)) as upstream:
        answer = Answer(endpoint(upstream.base_url, {"silence": 0.2, "thought": 0.2}, longest=10**9), question())
        async for _ in answer.parts():
            await asyncio.sleep(0.5)
            wrote = upstream.wrote
            break
        await answer.close()

    assert 0 < wrote < 30_000_000


async def test_a_packed_flood_lets_others_have_their_turn():
    flood = gzip.compress(b"data: {}\n\n" * 100_000)
    headers = {"content-type": "text/event-stream", "content-encoding": "gzip"}
    async with Upstream(Reply((flood,), headers=headers)) as upstream:
        hearing = asyncio.create_task(heard(upstream, {"patience": 0}))
        turns = 0
        while not hearing.done():
            await asyncio.sleep(0)
            turns += bool(upstream.wrote)

        assert (await hearing).outcome == "cut"
        assert turns > 10


async def test_a_packed_flood_can_be_stopped():
    flood = gzip.compress(b"data: {}\n\n" * 1_000_000)
    headers = {"content-type": "text/event-stream", "content-encoding": "gzip"}
    async with Upstream(Reply((flood,), headers=headers)) as upstream:
        answer = Answer(endpoint(upstream.base_url), question())
        hearing = asyncio.create_task(hear(answer))
        while not upstream.wrote:
            await asyncio.sleep(0)
        await asyncio.sleep(0.02)

        began = time.monotonic()
        await answer.close()

        assert (await hearing).outcome == "stopped"
        assert time.monotonic() - began < 1
