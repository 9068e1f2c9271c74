"""The demo upstream, asked over real sockets: what each word does, who leaves when, and what it refuses."""

import asyncio
import json
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.demo import WORDS, Demo, listed
from chat.demo.asked import Asked
from chat.demo.http import BODY_LIMIT, HEAD_LIMIT
from chat.demo.measuring import measure
from chat.demo.pages import PAGES
from chat.demo.reply import PACE, Stream, pieces
from chat.demo.showpiece import showpiece
from chat.demo.words import found

ROOT = Path(__file__).parent.parent
MARKS = {
    "heading": r"^## ",
    "list in a list in a list": r"^ {4,}- ",
    "numbered list": r"^1\. ",
    "task done": r"^- \[x\] ",
    "task open": r"^- \[ \] ",
    "centred column": r":-:\|",
    "right column": r"--:\|",
    "inline code": r"(?<!`)`\w+`(?!`)",
    "Python": r"^```python$",
    "JavaScript": r"^```js$",
    "block quote": r"^> ",
    "bold": r"\*\*[\w ]+\*\*",
    "italic": r"(?<!\*)\*[\w ]+\*(?!\*)",
    "strike": r"~~[\w ]+~~",
    "link": r"\[[^]]+\]\(https://",
    "inline maths": r"[^$]\$[^$\n]+\$[^$]",
    "inline maths in brackets": r"\\\([^)]+\\\)",
    "display maths": r"^\$\$\n[^$]+\n\$\$$",
    "Arabic, Hebrew or Hindi": r"[\u0590-\u06ff\u0900-\u097f]",
    "Chinese, Japanese or Korean": r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]",
    "emoji": r"[\u2728\U0001f300-\U0001faff]",
}
COMMAND = """
import sys
import django.conf, django.core.management
django.conf.settings.configure()
from chat.management.commands.demo import Command
Command().run_from_argv(["manage.py", "demo", *sys.argv[1:]])
"""


@pytest.fixture
async def demo():
    demo = Demo(pace=0.0)
    await demo.start()
    yield demo
    await demo.stop()


@pytest.fixture
async def http(demo):
    async with httpx.AsyncClient(base_url=demo.base_url, timeout=5) as client:
        yield client


def wanted(text="hello", model="demo", stream=True, **more):
    messages = [{"role": "system", "content": "be kind"}, {"role": "user", "content": text}]
    return {"model": model, "messages": messages, "stream": stream, **more}


async def streamed(http, *asked, **more):
    """The data of all events of a streamed reply, unread."""
    answer = await http.post("/chat/completions", json=wanted(*asked, **more))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")
    *events, rest = answer.content.split(b"\n\n")
    assert rest == b""
    assert all(event.startswith(b"data: ") for event in events)
    return [event.removeprefix(b"data: ") for event in events]


def joined(events, part="content"):
    chunks = [json.loads(event) for event in events if event != b"[DONE]"]
    return "".join(choice["delta"].get(part) or "" for chunk in chunks for choice in chunk["choices"])


def reasons(events):
    chunks = [json.loads(event) for event in events if event != b"[DONE]"]
    return [choice["finish_reason"] for chunk in chunks for choice in chunk["choices"] if choice["finish_reason"]]


@asynccontextmanager
async def connected(demo):
    """A bare connection, for what no HTTP client would send or see."""
    reader, writer = await asyncio.open_connection("127.0.0.1", httpx.URL(demo.base_url).port)
    yield reader, writer
    writer.close()


def request(asked):
    body = json.dumps(asked).encode()
    return b"POST /v1/chat/completions HTTP/1.1\r\nHost: demo\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


async def bare(demo, sent):
    """Everything the demo answers to these bytes, until it closes."""
    async with connected(demo) as (reader, writer):
        writer.write(sent)
        return await asyncio.wait_for(reader.read(), 5)


async def until(condition, seconds=5.0):
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.001)


# The two doors


async def test_it_lists_one_model_with_a_name_for_people(http):
    answer = await http.get("/models")

    assert answer.status_code == 200
    assert [(model["id"], model["name"]) for model in answer.json()["data"]] == [("demo", "Demo (no AI)")]


async def test_it_answers_an_ordinary_prompt_in_a_stream(http):
    events = await streamed(http, "Tell me about rivers", stream_options={"include_usage": True})

    chunks = [json.loads(event) for event in events[:-1]]
    assert events[-1] == b"[DONE]"
    assert joined(events) == showpiece("Tell me about rivers", listed())
    assert reasons(events) == ["stop"]
    assert chunks[0]["choices"][0]["delta"]["role"] == "assistant"
    assert {(chunk["object"], chunk["model"]) for chunk in chunks} == {("chat.completion.chunk", "demo")}
    assert len({chunk["id"] for chunk in chunks}) == 1
    said = len(joined(events).split())
    assert chunks[-1]["choices"] == []
    assert chunks[-1]["usage"] == {"prompt_tokens": 6, "completion_tokens": said, "total_tokens": 6 + said}


async def test_it_tells_usage_only_when_asked(http):
    events = await streamed(http, "echo once")

    assert not any(b"usage" in event for event in events)


async def test_it_answers_whole_when_no_stream_is_wanted(http):
    answer = await http.post("/chat/completions", json=wanted("Echo, please!", stream=False))

    reply = answer.json()
    assert reply["object"] == "chat.completion"
    assert reply["choices"][0]["message"] == {"role": "assistant", "content": "Echo, please!"}
    assert reply["choices"][0]["finish_reason"] == "stop"
    assert reply["usage"] == {"prompt_tokens": 4, "completion_tokens": 2, "total_tokens": 6}


async def test_every_delta_is_a_chunk_of_its_own(demo):
    got = await bare(demo, request(wanted(model="count-20-500")))

    head, body = got.split(b"\r\n\r\n", 1)
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"\r\nTransfer-Encoding: chunked" in head
    sizes = []
    while body:
        size, body = body.split(b"\r\n", 1)
        chunk, end, body = body[: int(size, 16)], body[int(size, 16) :][:2], body[int(size, 16) + 2 :]
        assert end == b"\r\n"
        sizes.append((len(chunk), chunk.count(b"data: ")))
    assert [events for _, events in sizes] == [1] * 22 + [0]
    assert sizes[-1] == (0, 0)


async def test_the_content_may_be_a_list_of_parts(http):
    parts = [{"type": "text", "text": "echo"}, {"type": "image_url", "image_url": {"url": "x"}}, {"text": "twice"}]

    assert joined(await streamed(http, parts)) == "echo\ntwice"


async def test_the_last_prompt_of_the_person_counts(http):
    asked = wanted("slow")
    asked["messages"] += [{"role": "assistant", "content": "cut"}, {"role": "user", "content": "echo me"}]
    asked["messages"] += [{"role": "assistant", "content": "error"}]

    answer = await http.post("/chat/completions", json=asked | {"stream": False})

    assert answer.json()["choices"][0]["message"]["content"] == "echo me"


# The show-piece


@given(st.text(max_size=2000))
def test_the_showpiece_keeps_its_bounds_for_any_prompt(prompt):
    text = showpiece(prompt, listed())

    assert text == showpiece(prompt, listed())
    assert 1800 <= len(text) <= 3000
    assert "".join(pieces(text)) == text
    assert len(pieces(text)) / PACE < 10


@pytest.mark.parametrize("prompt", ["x " * 500, "a\nb\n" * 100, "長" * 500, "\n" * 500])
def test_a_long_prompt_is_quoted_in_part(prompt):
    assert len(pieces(showpiece(prompt, listed()))) / PACE < 10


async def test_the_same_prompt_has_the_same_answer_and_others_have_others(http):
    prompts = [f"Prompt number {number}" for number in range(12)]

    first = [joined(await streamed(http, prompt)) for prompt in prompts]
    again = [joined(await streamed(http, prompt)) for prompt in prompts]

    assert first == again
    assert len({text.split("\n")[0] for text in first}) >= 3
    assert all("demo: no AI" in text[:100] for text in first)
    assert all(f"> {prompt}\n" in text for prompt, text in zip(prompts, first, strict=True))
    assert all(f"`{word}`" in text for word in WORDS for text in first)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_every_page_shows_whatever_a_reply_can_contain(page):
    assert [name for name, mark in MARKS.items() if not re.search(mark, page, re.MULTILINE)] == []


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_the_python_of_a_page_runs(page, capsys):
    exec(re.search(r"```python\n(.*?)```", page, re.DOTALL)[1], {})

    assert capsys.readouterr().out


# The words


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("echo", "echo"),
        ("Please ECHO!", "echo"),
        ("“reset”, now", "reset"),
        ("(cut)", "cut"),
        ("_stall_", "stall"),
        ("an error: what now?", "error"),
        ("$500.", "500"),
        ("429", "429"),
        ("429\n Forever!", "429 forever"),
        ("slow, then echo", "slow"),
        ("error 500", "error"),
        ("", None),
        ("errors and echoes", None),
        ("re-think", None),
        ("1,500 or 3.429", None),
        ("unthinkable", None),
        ("429th", None),
    ],
)
def test_a_word_is_found_whole_in_any_case_between_punctuation(text, word):
    assert found(text) == word


def test_every_word_says_in_a_sentence_what_it_does():
    assert all(re.fullmatch(r"[A-Z].+\.", entry.does) for entry in WORDS.values())
    assert all(f"`{word}`" in listed() for word in WORDS)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
async def test_an_echo_is_the_prompt_and_nothing_else(text):
    demo = Demo(pace=0.0)
    async with httpx.AsyncClient(base_url=await demo.start()) as http:
        assert joined(await streamed(http, f"echo {text}")) == f"echo {text}"
    await demo.stop()


async def test_a_lone_surrogate_does_not_break_an_echo(http):
    sent = json.dumps(wanted("echo ")).replace('"echo "', '"echo \\ud800"')

    answer = await http.post("/chat/completions", content=sent)

    assert joined(answer.content.replace(b"data: ", b"").strip().split(b"\n\n")) == "echo ?"


@pytest.mark.parametrize("word", ["reason", "think"])
async def test_reasoning_comes_apart_and_first(http, word):
    events = await streamed(http, word)

    parts = [next(iter(json.loads(event)["choices"][0]["delta"]), None) for event in events[1:-2]]
    changes = [part for part, after in pairwise([*parts, None]) if part != after]
    assert changes == ["reasoning_content", "content"]
    assert joined(events)
    assert joined(events, "reasoning_content")


async def test_a_long_reply_has_3000_tokens(http):
    events = await streamed(http, "long", stream_options={"include_usage": True})

    assert len(joined(events).split()) == 3000
    assert json.loads(events[-2])["usage"]["completion_tokens"] == 3000
    assert len(events) == 3000 + 4  # role, finish, usage, [DONE]


async def test_a_slow_reply_waits_and_then_says_two_words_a_second():
    demo = Demo(pace=0.1)
    async with httpx.AsyncClient(base_url=await demo.start()) as http:
        began = time.monotonic()
        times = []
        async with http.stream("POST", "/chat/completions", json=wanted("slow")) as answer:
            headers = time.monotonic() - began
            async for _ in answer.aiter_raw():
                times.append(time.monotonic() - began)
    await demo.stop()

    assert headers < 0.15
    assert 0.19 < times[0] < 0.4
    gaps = sorted(later - earlier for earlier, later in pairwise(times))
    assert 0.04 < gaps[len(gaps) // 2] < 0.08


async def test_an_ordinary_reply_keeps_the_pace_of_a_reader():
    demo = Demo(pace=0.1)
    async with httpx.AsyncClient(base_url=await demo.start()) as http:
        began = time.monotonic()
        events = await streamed(http, "hello")
    await demo.stop()

    assert 0.9 < (time.monotonic() - began) * 10 * PACE / len(events) < 1.5


async def test_the_length_limit_is_told(http):
    assert reasons(await streamed(http, "length")) == ["length"]


async def test_a_tool_call_comes_in_pieces(http):
    events = await streamed(http, "use a tool")

    calls = [json.loads(event)["choices"][0]["delta"].get("tool_calls") for event in events[:-1]]
    first, *more = [one[0] for one in calls if one]
    assert (first["id"], first["function"]["name"]) == ("call_demo", "weather")
    assert len(more) > 2
    assert json.loads("".join(one["function"]["arguments"] for one in more))["place"] == "Łódź"
    assert reasons(events) == ["tool_calls"]


async def test_a_tool_call_can_be_asked_for_whole(http):
    answer = await http.post("/chat/completions", json=wanted("tool", stream=False))

    call = answer.json()["choices"][0]["message"]["tool_calls"][0]
    assert (call["id"], call["function"]["name"]) == ("call_demo", "weather")
    assert json.loads(call["function"]["arguments"])["unit"] == "celsius"


async def test_a_refusal_is_no_content(http):
    events = await streamed(http, "refuse")

    assert joined(events) == ""
    assert joined(events, "refusal").endswith("So I do.")
    assert reasons(events) == ["stop"]


async def test_an_empty_reply_only_finishes(http):
    events = await streamed(http, "empty")

    assert (joined(events), reasons(events), events[-1]) == ("", ["stop"], b"[DONE]")


# The faults


@pytest.mark.parametrize(("word", "begins"), [("silent", False), ("stall", True)])
async def test_a_reply_that_falls_silent_stays_open(demo, word, begins):
    async with connected(demo) as (reader, writer):
        writer.write(request(wanted(word)))
        await reader.readuntil(b"\r\n\r\n")
        got = b""
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                while more := await reader.read(65536):
                    got += more

        assert (b"demo" in got) == begins
        assert b"[DONE]" not in got
        assert len(demo.open) == 1


@pytest.mark.parametrize("asked", [wanted("cut"), wanted(model="count-5-0-cut"), wanted(model="count-5-900-cut")])
async def test_a_cut_closes_without_an_end(demo, asked):
    got = await bare(demo, request(asked))

    assert got.count(b'"content"') >= 5
    assert got.endswith(b"\n\n\r\n")
    assert b"[DONE]" not in got
    assert b'"stop"' not in got
    assert not demo.calls[0].left


async def test_a_cut_is_an_error_for_an_http_client(http):
    with pytest.raises(httpx.RemoteProtocolError):
        await http.post("/chat/completions", json=wanted("cut"))


async def test_a_reset_arrives_after_the_text(demo):
    got = b""
    async with connected(demo) as (reader, writer):
        writer.write(request(wanted("reset")))
        with pytest.raises(ConnectionResetError):
            while more := await reader.read(65536):
                got += more

    assert b"middle" in got
    assert not demo.calls[0].left


async def test_it_is_busy_once_and_answers_the_repeat(http):
    refused = [await http.post("/chat/completions", json=wanted(text)) for text in ("429", "429 too")]
    answered = [await streamed(http, text) for text in ("429", "429 too")]
    again = await http.post("/chat/completions", json=wanted("429"))

    assert [answer.status_code for answer in (*refused, again)] == [429] * 3
    assert [answer.headers["retry-after"] for answer in refused] == ["1", "1"]
    assert all(reasons(events) == ["stop"] for events in answered)


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize(
    ("text", "status", "code"),
    [
        ("429 forever", 429, "insufficient_quota"),
        ("quota", 429, "insufficient_quota"),
        ("500", 500, "internal_error"),
        ("401", 401, "invalid_api_key"),
    ],
)
async def test_an_error_is_the_same_each_time(http, text, status, code, stream):
    for _ in range(2):
        answer = await http.post("/chat/completions", json=wanted(text, stream=stream))

        assert answer.status_code == status
        assert answer.json()["error"]["code"] == code
        assert "retry-after" not in answer.headers


async def test_a_bad_gateway_answers_in_html(http):
    answer = await http.post("/chat/completions", json=wanted("502"))

    assert answer.status_code == 502
    assert answer.headers["content-type"].startswith("text/html")
    assert "<h1>502 Bad Gateway</h1>" in answer.text


async def test_something_unreadable_stands_between_two_sentences(http):
    events = await streamed(http, "malformed")

    broken = [event for event in events if b"\xff" in event]
    good = [event for event in events if event not in broken]
    assert len(broken) == 1
    with pytest.raises(ValueError):
        json.loads(broken[0])
    assert 1 < events.index(broken[0]) < len(events) - 3
    assert reasons(good) == ["stop"]


async def test_an_error_in_mid_stream_comes_before_the_end(http):
    events = await streamed(http, "error")

    assert joined(events[:-2])
    assert json.loads(events[-2])["error"]["code"] == "demo_error"
    assert events[-1] == b"[DONE]"
    assert not reasons(events[:-2])


async def test_an_error_in_mid_stream_is_a_status_when_asked_for_whole(http):
    answer = await http.post("/chat/completions", json=wanted("error", stream=False))

    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "demo_error")


# Leaving


@pytest.mark.parametrize("abort", [False, True], ids=["closed", "reset"])
@pytest.mark.parametrize(
    ("asked", "reading"),
    [
        (wanted(model="mute"), False),
        (wanted(model="quiet"), True),
        (wanted(model="count-9999999-50"), True),
        (wanted(model="count-9999999-0"), False),
        (wanted("silent"), True),
        (wanted("slow"), True),
        (wanted("stall"), True),
        (wanted("endless"), True),
        (wanted("endless", stream=False), False),
        (wanted("hello"), True),
    ],
    ids=lambda value: f"{value['model']}-{value['messages'][1]['content']}" if isinstance(value, dict) else "",
)
async def test_a_leaving_is_noticed_at_once(asked, reading, abort):
    demo = Demo()
    await demo.start()
    async with connected(demo) as (reader, writer):
        writer.write(request(asked))
        await until(lambda: demo.open)
        if reading:
            await reader.read(65536)
        (call,) = demo.open
        if abort:
            writer.transport.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0"
            )
            writer.transport.abort()
        writer.close()
        left_at = time.monotonic()
        await until(lambda: call.closed)
    await demo.stop()

    assert call.left
    assert call.closed - left_at < 0.1
    assert not demo.open
    assert list(demo.calls) == [call]


async def test_an_end_of_its_own_is_no_leaving(demo, http):
    await streamed(http, "echo me")
    await until(lambda: not demo.open)

    (call,) = demo.calls
    assert (call.text, call.model, call.left) == ("echo me", "demo", False)
    assert call.opened < call.closed


async def test_leaving_before_asking_leaves_nothing_behind(demo):
    async with connected(demo) as (_, writer):
        writer.write(b"POST /v1/chat/completions HTTP/1.1\r\nHost: demo\r\nContent-Length: 100\r\n\r\n{")
        await until(lambda: demo._connections)

    await until(lambda: not demo._connections)
    assert not demo.calls


async def test_stopping_ends_every_call_and_logs_no_error(demo, caplog):
    async with connected(demo) as (reader, writer):
        writer.write(request(wanted("endless")))
        await reader.read(100)
        await demo.stop()

        await asyncio.wait_for(reader.read(), 1)
    assert not caplog.records
    assert not demo.open
    assert demo.calls[0].closed and not demo.calls[0].left
    assert demo.base_url is None
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", writer.get_extra_info("peername")[1])


async def test_starting_twice_at_once_starts_one():
    demo = Demo()
    first, second = await asyncio.gather(demo.start(), demo.start())
    await demo.stop()
    await demo.stop()

    assert first == second
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/v1", first)


# Measuring


async def test_a_counted_stream_carries_its_times_and_being_late_does_not_add_up(http):
    # The demo shares this loop, so that a moment's sleep holds it up.
    asyncio.get_running_loop().call_later(0.2, time.sleep, 0.1)

    events = await streamed(http, model="count-100-200")

    times = [int(word) for word in joined(events).split()]
    assert len(times) == 100
    assert 0.49 < (times[-1] - times[0]) / 1e9 < 0.57
    assert max(later - earlier for earlier, later in pairwise(times)) > 0.09e9
    assert reasons(events) == ["stop"]


async def test_a_counted_stream_can_be_flat_out(http):
    events = await streamed(http, model="count-5001-0")

    assert len(joined(events).split()) == 5001


async def test_a_stream_of_markdown_is_the_pages_over_and_over(http):
    events = await streamed(http, model="markdown-3000-0")

    first, _, rest = joined(events).partition("\n\n".join(page.strip() for page in PAGES.values()))
    assert first == ""
    assert rest.strip().startswith(next(iter(PAGES.values())).strip()[:200])
    assert reasons(events) == ["stop"]


async def test_a_flat_out_stream_gives_others_their_turn():
    class Taker:
        """A socket that takes everything at once."""

        def write(self, sent):
            turns.append("its")

        async def drain(self):
            pass

    async def other():
        for _ in range(20):
            turns.append("other")
            await asyncio.sleep(0)

    turns = []
    reply = Stream(Asked("count-5000-0", "", 0, True, False), 1, Taker(), 0.0, set())

    await asyncio.gather(measure(reply), other())

    assert turns.index("other") < 5
    assert len([one for one in turns[:42] if one == "other"]) == 20


async def test_the_measuring_models_are_not_listed_and_stream_only(http):
    answer = await http.post("/chat/completions", json=wanted(model="count-5-0", stream=False))

    assert answer.status_code == 400
    assert "stream" in answer.json()["error"]["message"]
    assert "count" not in (await http.get("/models")).text


# What it refuses

CHAT = b"POST /v1/chat/completions HTTP/1.1\r\nHost: demo\r\n"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"\x16\x03\x01\x02\x00\r\n\r\n", 400),
        (b"hello\r\n\r\n", 400),
        (b"GET /v1/models HTTP/1.0\r\nHost: demo\r\n\r\n", 400),
        (b"GET /v1/models HTTP/1.1\r\n\r\n", 400),
        (b"GET http://[/ HTTP/1.1\r\nHost: demo\r\n\r\n", 400),
        (b"GET /v1/models HTTP/1.1\r\nHost: demo\r\nno colon\r\n\r\n", 400),
        (b"GET /v1/models HTTP/1.1\r\nHost: demo\r\n folded: line\r\n\r\n", 400),
        (b"GET /v1/models HTTP/1.1\r\nHost: demo\r\nX: a\nb\r\n\r\n", 400),
        (b"GET /v2/models HTTP/1.1\r\nHost: demo\r\n\r\n", 404),
        (b"DELETE /v1/models HTTP/1.1\r\nHost: demo\r\n\r\n", 405),
        (b"GET /v1/chat/completions HTTP/1.1\r\nHost: demo\r\n\r\n", 405),
        (CHAT + b"\r\n", 411),
        (CHAT + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411),
        (CHAT + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}", 411),
        (CHAT + b"Content-Length: -1\r\n\r\n", 400),
        (CHAT + b"Content-Length: 1_0\r\n\r\n", 400),
        (CHAT + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400),
        (CHAT + b"Content-Length: %d\r\n\r\n" % (BODY_LIMIT + 1), 413),
        (CHAT + b"X: %b\r\n\r\n" % (b"x" * HEAD_LIMIT), 431),
        (b"x" * HEAD_LIMIT * 3, 431),
        (CHAT + b"Content-Length: 0\r\n\r\n", 400),
        (CHAT + b"Content-Length: 1\r\n\r\n{", 400),
        (CHAT + b"Content-Length: 4\r\n\r\nnull", 400),
        (CHAT + b"Content-Length: 2\r\n\r\n\xff\xfe", 400),
        (CHAT + b"Content-Length: 200000\r\n\r\n" + b"[" * 200000, 400),
    ],
)
async def test_it_refuses_in_plain_words(demo, sent, status):
    async with connected(demo) as (reader, writer):
        writer.write(sent)
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 2)
        error = json.loads(await asyncio.wait_for(reader.read(), 2))["error"]

    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert re.fullmatch(r"[A-Z].+\. [A-Z].+\.", error["message"])
    assert error["type"] == "invalid_request_error"
    assert not demo.calls


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"model": "demo"}, 400),
        ({"model": "demo", "messages": []}, 400),
        ({"model": "demo", "messages": "hello"}, 400),
        ({"model": "demo", "messages": ["hello"]}, 400),
        ({"messages": [{"role": "user", "content": "hello"}]}, 400),
        (wanted(model="gpt-9"), 404),
        (wanted(model="count-5"), 404),
    ],
)
async def test_it_refuses_what_is_no_question(http, asked, status):
    answer = await http.post("/chat/completions", json=asked)

    assert answer.status_code == status
    assert answer.json()["error"]["message"]


async def test_a_wrong_method_is_told_the_right_one(http):
    assert (await http.get("/chat/completions")).headers["allow"] == "POST"


async def test_a_client_still_sending_a_huge_body_can_read_its_refusal(http):
    answer = await http.post("/chat/completions", content=b"x" * (BODY_LIMIT * 3))

    assert answer.status_code == 413


async def test_a_client_that_waits_to_be_told_so_may_continue(demo):
    body = json.dumps(wanted("echo", stream=False)).encode()
    async with connected(demo) as (reader, writer):
        writer.write(CHAT + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body))
        assert await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 2) == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(body)
        assert (await asyncio.wait_for(reader.read(), 2)).startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize("sent", [b"", b"POST /v1", CHAT + b"Content-Length: 10\r\n\r\n{"])
async def test_a_client_that_never_asks_is_let_go(demo, monkeypatch, sent):
    monkeypatch.setattr("chat.demo.http.PATIENCE", 0.05)

    assert await bare(demo, sent) == b""


# Alone


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_the_command_serves_in_the_foreground_until_a_signal(ending):
    with subprocess.Popen([sys.executable, "-c", COMMAND], cwd=ROOT, stdout=subprocess.PIPE, text=True) as alone:
        url = alone.stdout.readline().strip()
        models = httpx.get(f"{url}/models").json()
        alone.send_signal(ending)

        assert alone.wait(5) == 0
    assert models["data"][0]["id"] == "demo"


def test_the_command_says_when_its_port_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        tried = subprocess.run(
            [sys.executable, "-c", COMMAND, "--port", port],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )

    assert tried.returncode == 1
    assert f"Port {port} cannot be used" in tried.stderr
    assert "Traceback" not in tried.stderr


def test_it_needs_nothing_but_python():
    check = "import sys, chat.demo; sys.exit(any(name in sys.modules for name in ('django', 'httpx', 'channels')))"

    subprocess.run([sys.executable, "-c", check], cwd=ROOT, check=True)
