"""Stop means stopped: the upstream's connection is closed, what arrived is kept, and the page says so."""

import asyncio
import re
import time

import pytest

from .stage.person import Person

pytestmark = pytest.mark.db


async def begun(tab):
    return await tab.until(lambda tab: tab.text.get("text"))


async def test_it_ends_the_reply_and_keeps_what_arrived(alice):
    reply = (await alice.ask("endless")).json()["reply"]

    async with alice.tab(reply) as tab:
        await begun(tab)
        await tab.stop()
        assert await tab.until_closed(1) == "stopped"

    async with alice.tab(reply) as fresh:
        assert await fresh.until_closed() == "stopped"
    assert fresh.text == tab.text
    assert fresh.closed["notice"]["kind"] == "stopped"


@pytest.mark.parametrize("words", ["endless", "silent", "slow", "mute"])
async def test_the_model_s_server_sees_the_close_within_a_second(serve, upstream, words):
    server = serve(OPENAI_BASE_URL=upstream.base_url, OPENAI_MODELS="demo,mute")
    async with Person(server, "alice") as alice:
        asked = await alice.ask(words, model="mute" if words == "mute" else "demo")
        async with alice.tab(asked.json()["reply"]) as tab:
            await until(lambda: upstream.open)
            await tab.stop()
            await until(lambda: not upstream.open, 1)
            assert await tab.until_closed(1) == "stopped"


async def test_stopping_twice_or_too_late_changes_nothing(alice):
    reply = (await alice.ask("echo short")).json()["reply"]
    async with alice.tab(reply) as tab:
        assert await tab.until_closed() == "done"
        await tab.stop()
        await tab.stop()
        await tab.say("ping")
        await tab.until(lambda tab: tab.events[-1]["type"] == "pong")

    async with alice.tab(reply) as fresh:
        assert await fresh.until_closed() == "done"


async def test_nobody_hears_or_stops_another_person_s_reply(alice, bob):
    reply = (await alice.ask("long")).json()["reply"]

    async with alice.tab(reply) as hers:
        await begun(hers)
        for _ in range(20):
            async with bob.tab(reply) as his:
                await his.until(lambda tab: tab.gone)
                await his.stop()
            assert [event["type"] for event in his.events[:2]] == ["hello", "gone"]
            assert his.text == {}
        assert hers.closed is None
        await hers.stop()
        assert await hers.until_closed() == "stopped"


async def test_a_foreign_and_a_made_up_reply_sound_the_same(alice, bob):
    reply = (await alice.ask("echo private")).json()["reply"]

    heard = []
    for number in reply, 2**62, 10**9:
        async with bob.tab(number) as tab:
            await tab.until(lambda tab: tab.gone)
            heard.append([event["type"] for event in tab.events])

    assert heard[0] == heard[1] == heard[2]


async def test_it_works_from_another_process(serve, request):
    here = serve()
    there = here.another()
    async with Person(here, "alice") as alice, Person(there, "alice") as alice_there:
        reply = (await alice.ask("endless")).json()["reply"]
        async with alice.tab(reply) as near, alice_there.tab(reply) as far:
            await begun(near)
            await begun(far)
            began = time.monotonic()
            await far.stop()
            assert await near.until_closed(2) == await far.until_closed(2) == "stopped"

        assert time.monotonic() - began < 1
        assert near.text == far.text


@pytest.mark.parametrize("process", ["the writer's", "another"])
async def test_the_page_says_when_the_connection_was_closed(serve, process):
    here = serve()
    there = here if process == "the writer's" else here.another()
    async with Person(here, "alice") as alice, Person(there, "alice") as elsewhere:
        asked = (await alice.ask("endless")).json()
        async with elsewhere.tab(asked["reply"]) as tab:
            await begun(tab)
            heard = len(tab.events)
            await tab.stop()
            await tab.until_closed(2)

            notice = tab.closed["notice"]["message"]
            if process == "another":
                await tab.until(lambda tab: "changed" in [event["type"] for event in tab.events[heard:]])
                notice = await stopped_notice(elsewhere, asked, "provider connection closed")

    assert 0 <= int(re.search(r"^Stopped; provider connection closed after (\d+) ms\.", notice)[1]) < 1000


async def stopped_notice(person, asked, words):
    """The notice of a stopped reply, once it says these words."""
    async with asyncio.timeout(5):
        while True:
            turns = (await person.get(f"/c/{asked['conversation']}/turns.json")).json()["turns"]
            if words in turns[-1]["notice"]["message"]:
                return turns[-1]["notice"]["message"]
            await asyncio.sleep(0.05)


async def until(claim, seconds=10):
    async with asyncio.timeout(seconds):
        while not claim():
            await asyncio.sleep(0.01)


async def test_a_reply_stopped_before_it_began_asks_nobody(serve, upstream):
    server = serve(OPENAI_BASE_URL=upstream.base_url, OPENAI_MODELS="demo")
    async with Person(server, "alice") as alice:
        replies = [(await alice.ask("endless")).json()["reply"] for _ in range(5)]
        for reply in replies:
            async with alice.tab(reply) as tab:
                await tab.stop()
                assert await tab.until_closed() == "stopped"
        await until(lambda: not upstream.open, 1)
