"""Leaving and coming back: refresh, reconnect, second tab and another process are one path."""

import asyncio
import json
import random

import pytest

from .stage.person import Person

pytestmark = pytest.mark.db


async def test_a_tab_that_comes_back_again_and_again_has_no_gap(alice):
    reply = (await alice.ask("long")).json()["reply"]
    tab, back = None, 0

    while not (tab and tab.closed):
        async with alice.tab(reply, after=tab) as tab:
            try:
                await asyncio.wait_for(tab.until(lambda tab: tab.closed, 60), random.uniform(0.05, 1))
            except TimeoutError:
                back += 1

    async with alice.tab(reply) as fresh:
        assert await fresh.until_closed(30) == "done"
    assert (tab.text, tab.healed, tab.asked) == (fresh.text, 0, 0)
    assert back > 3


async def test_a_second_process_shows_it_live_and_whole(serve):
    here = serve()
    there = here.another()
    async with Person(here, "alice") as alice, Person(there, "alice") as alice_there:
        reply = (await alice.ask("an ordinary prompt")).json()["reply"]
        async with alice.tab(reply) as near, alice_there.tab(reply) as far:
            await far.until(lambda tab: len(tab.text.get("text", "")) > 200)
            assert near.closed is None
            assert await near.until_closed(30) == await far.until_closed(30) == "done"

    assert near.text == far.text
    assert near.asked == far.asked == near.healed == far.healed == 0


async def test_the_reply_goes_on_when_every_tab_has_left(alice):
    asked = (await alice.ask("reason about tides")).json()
    async with alice.tab(asked["reply"]) as tab:
        await tab.until(lambda tab: tab.text)

    await asyncio.sleep(1)
    async with alice.tab(asked["reply"]) as fresh:
        assert await fresh.until_closed(20) == "done"

    assert fresh.text["text"].startswith(tab.text.get("text", ""))
    assert fresh.text["reasoning"].startswith(tab.text.get("reasoning", ""))


async def test_a_tab_that_acknowledges_nothing_is_held_at_its_window(serve, upstream):
    server = serve(OPENAI_BASE_URL=upstream.base_url, OPENAI_MODELS="count-30000-0")
    async with Person(server, "alice") as alice:
        reply = (await alice.ask("count")).json()["reply"]
        async with alice.tab(reply, acknowledges=False) as lazy, alice.tab(reply) as eager:
            assert await eager.until_closed(30) == "done"
            held = len(lazy.text["text"])
            assert 65536 <= held < 3 * 65536
            assert lazy.closed is None

            await lazy.say("ack", reply=reply, part="text", to=lazy.at["text"])
            await lazy.until(lambda tab: len(tab.text["text"]) > held)

        assert eager.text["text"].startswith(lazy.text["text"])


HOSTILE = [
    "",
    "null",
    "[]",
    "{}",
    "{",
    "NaN",
    '{"type":"watch"}',
    '{"type":"watch","reply":"1","at":{}}',
    '{"type":"watch","reply":true,"at":{}}',
    '{"type":"watch","reply":-1,"at":{}}',
    '{"type":"watch","reply":1e3,"at":{}}',
    '{"type":"watch","reply":' + "9" * 40 + ',"at":{}}',
    '{"type":"watch","reply":' + "9" * 9999 + ',"at":{}}',
    '{"type":"watch","reply":999999999,"at":{"text":-1}}',
    '{"type":"watch","reply":999999999,"at":{"text":NaN}}',
    '{"type":"watch","reply":999999999,"at":[]}',
    '{"type":"watch","reply":999999999,"at":{"text":' + "9" * 40 + "}}",
    '{"type":"ack","reply":999999999,"part":"text","to":5}',
    '{"type":"ack","reply":999999999,"part":7,"to":5}',
    '{"type":"stop"}',
    '{"type":"stop","reply":null}',
    '{"type":"send","text":"x"}',
    '{"type":"websocket.close"}',
    '{"type":"watch","reply":999999999,"at":{}}' + " " * 100_000,
    "[" * 100_000,
    '{"a":' * 30_000,
    json.dumps("\ud800"),
    b"\x00\xff",
]


async def test_hostile_frames_cost_the_tab_nothing(alice, server):
    reply = (await alice.ask("slow")).json()["reply"]

    async with alice.tab(reply) as tab:
        for frame in HOSTILE:
            await tab.socket.send(frame)
        await tab.say("ping")
        await tab.until(lambda tab: any(event["type"] == "pong" for event in tab.events), 5)
        assert tab.code is None
        await tab.stop()
        assert await tab.until_closed() == "stopped"

    assert "Traceback" not in server.log()


async def test_a_flood_closes_the_one_who_sends_it(alice, bob):
    reply = (await bob.ask("echo calm")).json()["reply"]

    async with alice.tab(1) as offender, bob.tab(reply) as other:
        for _ in range(5000):
            await offender.say("ping")
        await offender.until(lambda tab: tab.code)
        # What is still under way meets a closed socket, and the answer to that may overtake our last word (1006).
        assert offender.code in (4429, 1006)
        assert await other.until_closed() == "done"


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", "http://127.0.0.1", "http://127.0.0.1:1"])
async def test_a_socket_from_another_origin_is_refused(alice, server, origin):
    import websockets

    headers = {"Cookie": alice.cookies}
    with pytest.raises(websockets.InvalidStatus) as refused:
        await websockets.connect(
            f"ws://127.0.0.1:{server.port}/ws/", origin=origin, additional_headers=headers, proxy=None
        )

    assert refused.value.response.status_code == 403


async def test_a_stranger_s_socket_is_closed_with_a_reason(alice):
    alice.http.cookies.delete("session")

    async with alice.tab(1) as tab:
        await tab.until(lambda tab: tab.code)

    assert (tab.code, tab.events) == (4401, [])


async def test_logging_out_closes_the_open_tabs(alice):
    reply = (await alice.ask("endless")).json()["reply"]
    async with alice.tab(reply) as tab:
        await tab.until(lambda tab: tab.text)
        await alice.post("/accounts/logout/")
        await tab.until(lambda tab: tab.code, 5)

    assert tab.code == 4401
