"""Every case of the conformance list through the whole product: what is stored at the end, and in which state."""

import asyncio
import contextlib
import json

import pytest

from .stage.person import Person
from .stage.plugin import CLUSTER
from .stage.server import Server
from .upstream.cases import CASES
from .upstream.server import Upstream
from .upstream.told import KEY, OUTCOMES, QUICK

pytestmark = [pytest.mark.db, pytest.mark.seconds(240)]

AT_ONCE = 12  # cases asked together, so that their clocks stay true on a small machine
PATIENT = {"silence": 30, "thought": 30}  # for what must not end by a clock, however busy the machine
REASONS = {outcome: reason for reason, outcome in OUTCOMES.items()}


@pytest.fixture(scope="module")
def stored(request, static_files):
    """What the product stored for each case: `{id: the reply as the owner's export has it}`."""
    with Server(request.config.stash.get(CLUSTER, None)) as server:
        yield asyncio.run(asked(server))


async def asked(server):
    async with contextlib.AsyncExitStack() as running:
        upstreams = [await running.enter_async_context(Upstream(*case.replies)) for case in CASES]
        rows = [row(case, upstream) for case, upstream in zip(CASES, upstreams, strict=True)]
        keys = json.loads(server.place.run("-m", "tests.stage.provide", said=json.dumps(rows)))
        await asyncio.sleep(1.2)  # The catalogue believes what it read for a second.
        alice = await running.enter_async_context(Person(server, "alice"))
        few = asyncio.Semaphore(AT_ONCE)
        replies = await asyncio.gather(*(reply(alice, case, key, few) for case, key in zip(CASES, keys, strict=True)))
        return {case.id: reply for case, reply in zip(CASES, replies, strict=True)}


def row(case, upstream):
    """The provider of a case, as the database has it."""
    about = {"name": case.id, "base_url": upstream.base_url, "key": case.endpoint.get("key", KEY)}
    about |= {"dialect": case.endpoint.get("dialect", "chat_completions")}
    about |= {"thinks_first": case.endpoint.get("thinks_first", False)}
    clocks = QUICK if case.kind == "timeout" else QUICK | PATIENT
    return about | {"template": case.request.get("parameters", {})} | clocks | case.timeouts


async def reply(person, case, key, few):
    async with few:
        answer = (await person.ask("hello", model=str(key))).json()
        async with person.tab(answer["reply"]) as tab:
            await tab.until_closed(60)
        exported = await settled(person, answer["conversation"], bool(case.usage))
        return exported | {"shown": tab.text, "notice": tab.closed["notice"]}


async def settled(person, conversation, is_counted):
    """The reply as it is exported, with its counts, which may come after its end."""
    async with asyncio.timeout(10):
        while True:
            reply = (await person.get(f"/c/{conversation}/export.json")).json()["messages"][1]
            if not is_counted or reply["usage"]["completion_tokens"] is not None:
                return reply
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_it_stores_what_the_case_demands(stored, case):
    reply = stored[case.id]

    assert (reply["text"], reply["reasoning"]) == (case.text, case.reasoning)
    assert reply["shown"].get("text", "") == case.text
    if case.outcome in REASONS:
        assert (reply["state"], reply["finish_reason"]) == ("done", REASONS[case.outcome])
        assert (reply["notice"] is not None) == (case.outcome != "complete" or case.unreadable > 0 or not case.text)
    else:
        assert (reply["state"], reply["error"]["kind"]) == ("failed", case.kind)
        assert reply["notice"]["message"] == reply["error"]["message"]
        assert not any(words in reply["error"]["message"] for words in case.never)
    used = reply["usage"]["prompt_tokens"], reply["usage"]["completion_tokens"]
    assert used == (case.usage or (None, None))


async def test_a_conversation_goes_on_in_the_session_that_the_provider_keeps(serve):
    case = next(case for case in CASES if case.id.startswith("R-01"))
    server = await asyncio.to_thread(serve)
    async with Upstream(*case.replies) as upstream:
        (key,) = json.loads(server.place.run("-m", "tests.stage.provide", said=json.dumps([row(case, upstream)])))
        await asyncio.sleep(1.2)
        async with Person(server, "alice") as alice:
            first = (await alice.ask("What are the goals?", model=str(key))).json()
            async with alice.tab(first["reply"]) as tab:
                await tab.until_closed()
            second = (await alice.ask("And the last one?", first["conversation"], model=str(key))).json()
            async with alice.tab(second["reply"]) as tab:
                await tab.until_closed()

    assert "session_id" not in upstream.asked[0].json
    assert upstream.asked[1].json["session_id"] == "sess_1"
    assert [turn["content"] for turn in upstream.asked[1].json["input"]] == ["And the last one?"]
