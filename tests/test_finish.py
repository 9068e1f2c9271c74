"""The last word ends a reply at once; what its provider counts afterwards is added."""

import asyncio
import time

import pytest

from chat.farewell import Farewell, late
from chat.models.notices import TEXT_CAME_LATE

on_both = pytest.mark.db


async def exported(person, asked):
    return (await person.get(f"/c/{asked['conversation']}/export.json")).json()["messages"]


@on_both
async def test_it_closes_with_the_last_word_and_takes_the_counts_later(alice):
    asked = (await alice.ask("late count")).json()
    async with alice.tab(asked["reply"]) as tab:
        await tab.until(lambda tab: tab.text.get("text", "").endswith("last word."))
        began = time.monotonic()
        assert await tab.until_closed() == "done"
        assert time.monotonic() - began < 1.5

    reply = (await exported(alice, asked))[1]
    assert (reply["finish_reason"], reply["usage"]["completion_tokens"]) == ("stop", None)
    async with asyncio.timeout(10):
        while not (reply := (await exported(alice, asked))[1])["usage"]["completion_tokens"]:
            await asyncio.sleep(0.1)
    assert (reply["state"], reply["text"]) == ("done", tab.text["text"])


@on_both
async def test_the_next_prompt_is_taken_while_the_counts_are_awaited(alice):
    first = (await alice.ask("late count")).json()
    async with alice.tab(first["reply"]) as tab:
        await tab.until_closed()

    answer = await alice.ask("echo next", first["conversation"])

    assert answer.status_code == 201
    async with alice.tab(answer.json()["reply"]) as tab:
        assert await tab.until_closed() == "done"


@on_both
async def test_text_behind_the_last_word_is_never_missed_in_silence(alice):
    asked = (await alice.ask("late text")).json()
    async with alice.tab(asked["reply"]) as tab:
        assert await tab.until_closed() == "done"

    assert (await exported(alice, asked))[1]["error"] is None
    async with asyncio.timeout(10):
        while not (reply := (await exported(alice, asked))[1])["error"]:
            await asyncio.sleep(0.1)

    assert (reply["state"], reply["error"]["kind"], reply["error"]["message"]) == ("done", "late", TEXT_CAME_LATE)
    assert reply["text"] == tab.text["text"]
    assert reply["text"].endswith("last word.")


def test_white_space_and_thoughts_behind_the_end_are_not_missed_text():
    farewell = Farewell(lambda: None)

    farewell.miss([("text", "\n "), ("reasoning", "hm")])

    assert not farewell.missed.strip()


def test_what_is_missed_is_bounded():
    farewell = Farewell(lambda: None)

    for _ in range(4):
        farewell.miss([("text", "x" * 9000)])

    assert len(farewell.missed) == 10_000


async def test_a_farewell_that_was_not_due_says_nothing():
    said = []
    farewell = Farewell(lambda: said.append("closed"))

    assert not await farewell.end()

    assert said == []


async def test_an_answer_that_ends_at_once_is_closed_in_the_usual_way(monkeypatch):
    monkeypatch.setattr("chat.farewell.SOON", 0.01)
    said = []
    farewell = Farewell(lambda: said.append("closed"))
    farewell.due()

    assert not await farewell.end()

    await asyncio.sleep(0.05)
    assert said == []


async def test_a_farewell_is_put_off_by_what_is_said_after_the_last_word(monkeypatch):
    monkeypatch.setattr("chat.farewell.SOON", 0.2)
    said = asyncio.Event()
    farewell, began = Farewell(close_by(said)), time.monotonic()
    farewell.put_off()  # Nothing is due yet.
    farewell.due()
    for _ in range(4):
        await asyncio.sleep(0.1)
        farewell.put_off()

    await asyncio.wait_for(said.wait(), 5)

    assert time.monotonic() - began >= 0.59
    assert await farewell.end()


def close_by(event):
    async def close():
        event.set()

    return close


def test_only_counts_change_after_the_end():
    before = {"finish_reason": "stop", "prompt_tokens": 3}
    facts = before | {"completion_tokens": 4, "error_kind": "network", "finish_reason": "length"}

    assert late(before, facts) == {"completion_tokens": 4}
