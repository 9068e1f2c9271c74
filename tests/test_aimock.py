"""The product in front of a second server that nobody here wrote: aimock, which plays out what aimock.json says."""

import asyncio
import contextlib
import json
import subprocess

import httpx
import pytest

from .stage.node import node
from .stage.person import Person
from .stage.place import ROOT
from .stage.plugin import CLUSTER
from .stage.server import PATIENCE, Server, free_port
from .stage.witness import Witness
from .upstream.told import KEY, QUICK

pytestmark = pytest.mark.db

PROGRAM = ROOT / "node_modules/@copilotkit/aimock/dist/cli.js"
SCRIPT = ROOT / "tests/aimock.json"
DIALECTS = ["chat_completions", "responses"]
SAID = {
    fixture["match"]["userMessage"]: fixture["response"]
    for fixture in json.loads(SCRIPT.read_text())["fixtures"]
    if "error" not in fixture["response"]
}


@pytest.fixture(scope="module")
def aimock():
    """Its address."""
    url = f"http://127.0.0.1:{free_port()}"
    command = [*node(), str(PROGRAM), "--port", url.rpartition(":")[2], "--fixtures", str(SCRIPT), "--strict"]
    process = subprocess.Popen([*command, "--log-level", "silent"], stdout=subprocess.DEVNULL)
    try:
        wait_for(f"{url}/health")
        yield url
    finally:
        process.kill()
        process.wait()


def wait_for(url):
    with httpx.Client(transport=httpx.HTTPTransport(retries=10), trust_env=False, timeout=PATIENCE) as client:
        assert client.get(url).status_code == 200


@pytest.fixture(scope="module")
def house(request, static_files, aimock):
    """A server that offers aimock in each dialect: (server, {dialect: model's key})."""
    with Server(request.config.stash.get(CLUSTER, None)) as server:
        yield server, dict(zip(DIALECTS, offer(server, aimock, *DIALECTS), strict=True))


def offer(server, url, *dialects):
    """The keys of a model that speaks each of these dialects at an address."""
    clocks = QUICK | {"silence": 30, "thought": 30}
    rows = [{"name": f"{url} {one}", "base_url": f"{url}/v1", "key": KEY, "dialect": one} | clocks for one in dialects]
    return json.loads(server.place.run("-m", "tests.stage.provide", said=json.dumps(rows)))


@pytest.fixture
async def person(house):
    async with Person(house[0], "alice") as alice:
        yield alice


@pytest.fixture(params=DIALECTS)
def model(request, house):
    return str(house[1][request.param])


@contextlib.asynccontextmanager
async def asking(person, prompt, model):
    """A tab that watches the reply to a prompt; `exported()` is the reply as its owner takes it away."""
    asked = (await person.ask(prompt, model=model)).json()

    async def exported():
        return (await person.get(f"/c/{asked['conversation']}/export.json")).json()["messages"][1]

    async with person.tab(asked["reply"]) as tab:
        tab.exported = exported
        yield tab


async def heard(person, prompt, model):
    """What came of a prompt: (the tab that saw it end, the reply as it is exported)."""
    async with asking(person, prompt, model) as tab:
        await tab.until_closed()
        return tab, await tab.exported()


def lines(tab, part):
    return [json.loads(line) for line in tab.text.get(part, "").splitlines()]


async def test_thoughts_come_apart_from_the_answer_and_both_are_whole(person, model):
    tab, reply = await heard(person, "think first", model)

    said = SAID["think first"]
    assert (reply["text"], reply["reasoning"]) == (said["content"], said["reasoning"])
    assert (tab.text["text"], tab.text["reasoning"]) == (said["content"], said["reasoning"])
    assert (reply["state"], reply["finish_reason"]) == ("done", "stop")
    assert reply["usage"]["completion_tokens"] is not None


async def test_two_tools_are_two_calls(person, model):
    tab, reply = await heard(person, "call two tools", model)

    blocks = SAID["call two tools"]["blocks"]
    assert reply["text"] == blocks[0]["text"]
    assert [(step["name"], json.loads(step["arguments"])) for step in lines(tab, "steps")] == [
        (block["name"], block["arguments"]) for block in blocks[1:]
    ]
    assert (reply["state"], reply["finish_reason"]) == ("done", "tool_calls")


@pytest.mark.parametrize("prompt", ["cut after some chunks", "disconnect by time"])
async def test_what_came_before_a_cut_is_kept_and_the_cut_is_said(person, model, prompt):
    tab, reply = await heard(person, prompt, model)

    assert (reply["state"], reply["error"]["kind"]) == ("failed", "cut")
    assert reply["text"] == tab.text["text"]
    assert 0 < len(reply["text"]) < len(SAID[prompt]["content"])
    assert SAID[prompt]["content"].startswith(reply["text"])
    assert lines(tab, "attempts") == []


async def test_a_cut_before_anything_was_said_is_tried_twice_more(person, model):
    tab, reply = await heard(person, "cut before anything", model)

    assert (reply["state"], reply["text"]) == ("failed", "")
    assert [attempt["attempt"] for attempt in lines(tab, "attempts")] == [2, 3]


async def test_a_busy_server_is_asked_again_when_it_said(person, house, aimock):
    tab, reply = await heard(person, "busy at first", str(house[1]["chat_completions"]))

    (attempt,) = lines(tab, "attempts")
    assert attempt["seconds"] == 1
    assert (reply["state"], reply["text"]) == ("done", "Now there is time.")


async def test_a_refused_key_is_said_and_not_tried_again(person, model):
    tab, reply = await heard(person, "refuse the key", model)

    assert (reply["state"], reply["error"]["kind"]) == ("failed", "key")
    assert lines(tab, "attempts") == []


async def test_the_limit_of_a_reply_its_counts_and_its_model_are_kept(person, model):
    tab, reply = await heard(person, "reach the limit", model)

    assert (reply["state"], reply["finish_reason"]) == ("done", "length")
    assert reply["usage"] == {"prompt_tokens": 11, "completion_tokens": 22}
    assert tab.closed["notice"]


async def test_a_reply_that_hesitates_is_waited_for(person, model):
    _, reply = await heard(person, "hesitate", model)

    assert (reply["state"], reply["text"]) == ("done", SAID["hesitate"]["content"])


@pytest.mark.parametrize("prompt", ["hesitate", "go on for long"])
@pytest.mark.parametrize("dialect", DIALECTS)
async def test_stop_closes_its_connection_within_a_second(person, house, aimock, dialect, prompt):
    async with Witness(int(aimock.rpartition(":")[2])) as witness:
        (key,) = await asyncio.to_thread(offer, house[0], f"http://127.0.0.1:{witness.port}", dialect)
        await asyncio.sleep(1.2)  # The catalogue believes what it read for a second.
        async with asking(person, prompt, str(key)) as tab:
            async with asyncio.timeout(10):
                while not witness.open:  # No tab hears of it.
                    await asyncio.sleep(0.01)
            if prompt != "hesitate":
                await tab.until(lambda tab: tab.text.get("text"))
            await tab.stop()
            async with asyncio.timeout(1):
                while witness.open:
                    await asyncio.sleep(0.01)
            assert await tab.until_closed() == "stopped"
            reply = await tab.exported()

    assert reply["text"] == tab.text.get("text", "")
    assert SAID[prompt]["content"].startswith(reply["text"])
    assert len(witness.heard) == 1
    assert b"[DONE]" not in witness.heard[0]
    assert b"response.completed" not in witness.heard[0]


async def test_a_prompt_that_it_has_no_answer_to_is_refused_with_its_words(person, model):
    _, reply = await heard(person, "something else", model)

    assert (reply["state"], reply["text"]) == ("failed", "")
    assert "no fixture" in reply["error"]["message"].lower()
