"""The demo upstream, read by OpenAI's own Python client: what it calls an API is one for that client, too."""

import asyncio

import openai
import pytest

from chat.demo import Demo, listed
from chat.demo.answers import ARGUMENTS
from chat.demo.showpiece import showpiece


@pytest.fixture
async def demo():
    demo = Demo(pace=0.0)
    await demo.start()
    yield demo
    await demo.stop()


@pytest.fixture
async def client(demo):
    async with openai.AsyncOpenAI(base_url=demo.base_url, api_key="none-needed", max_retries=0, timeout=10) as client:
        yield client


def ask(client, text, **more):
    """A question with its history, as the client wants it to be written."""
    said = [("system", "be kind"), ("user", "one two"), ("assistant", "three"), ("user", text)]
    messages = [{"role": role, "content": content} for role, content in said]
    return client.chat.completions.create(**{"model": "demo", "messages": messages} | more)


async def streamed(client, text):
    stream = await ask(client, text, stream=True, stream_options={"include_usage": True})
    return [chunk async for chunk in stream]


def deltas(chunks):
    return [chunk.choices[0].delta for chunk in chunks if chunk.choices]


def text(chunks):
    return "".join(delta.content or "" for delta in deltas(chunks))


async def test_it_lists_the_model(client):
    models = [model.id async for model in client.models.list()]

    assert models == ["demo"]


async def test_it_reads_a_stream_with_its_finish_reason_and_its_counts(client):
    chunks = await streamed(client, "Tell me about rivers")

    said = showpiece("Tell me about rivers", listed())
    assert text(chunks) == said
    assert [choice.finish_reason for chunk in chunks for choice in chunk.choices if choice.finish_reason] == ["stop"]
    assert [chunk.usage for chunk in chunks[:-1] if chunk.usage] == []
    usage = chunks[-1].usage
    assert (usage.prompt_tokens, usage.completion_tokens) == (9, len(said.split()))
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens


async def test_it_reads_a_whole_answer_as_it_reads_the_stream(client):
    whole, chunks = await ask(client, "echo one two three"), await streamed(client, "echo one two three")

    choice = whole.choices[0]
    assert choice.message.role == "assistant"
    assert choice.message.content == text(chunks)
    assert choice.finish_reason == "stop"
    assert whole.usage == chunks[-1].usage


async def test_its_helper_for_streams_gathers_the_same(client):
    messages = [{"role": "user", "content": "echo zażółć 🙂"}]

    async with client.chat.completions.stream(model="demo", messages=messages) as stream:
        gathered = await stream.get_final_completion()

    assert gathered.choices[0].message.content == (await ask(client, "echo zażółć 🙂")).choices[0].message.content


@pytest.mark.parametrize("stream", [True, False])
async def test_it_puts_a_tool_call_together(client, stream):
    if stream:
        calls = [call for delta in deltas(await streamed(client, "tool")) for call in delta.tool_calls or ()]
        name, arguments = calls[0].function.name, "".join(call.function.arguments or "" for call in calls)
    else:
        (call,) = (await ask(client, "tool")).choices[0].message.tool_calls
        name, arguments = call.function.name, call.function.arguments

    assert (name, arguments) == ("weather", ARGUMENTS)


async def test_it_reads_a_refusal_and_the_limit_of_a_length(client):
    refusing, cut = await streamed(client, "refuse"), await ask(client, "length")

    assert "".join(delta.refusal or "" for delta in deltas(refusing)).startswith("I am the demo")
    assert cut.choices[0].finish_reason == "length"


@pytest.mark.parametrize(
    ("prompt", "error", "status", "code"),
    [
        ("401", openai.AuthenticationError, 401, "invalid_api_key"),
        ("quota", openai.RateLimitError, 429, "insufficient_quota"),
        ("429", openai.RateLimitError, 429, "rate_limit_exceeded"),
        ("500", openai.InternalServerError, 500, "internal_error"),
        ("502", openai.InternalServerError, 502, None),
    ],
)
@pytest.mark.parametrize("stream", [True, False])
async def test_a_refusal_is_an_error_of_its_type(client, prompt, error, status, code, stream):
    with pytest.raises(error) as raised:
        await ask(client, prompt, stream=stream)

    assert (raised.value.status_code, raised.value.code) == (status, code)


async def test_an_unknown_model_and_an_unknown_address_are_not_found(client):
    with pytest.raises(openai.NotFoundError) as raised:
        await ask(client, "hello", model="another")
    assert raised.value.code == "model_not_found"

    with pytest.raises(openai.NotFoundError, match="nothing at this address"):
        await client.responses.create(model="demo", input="hello")


async def test_a_request_that_is_none_is_a_bad_request(client):
    with pytest.raises(openai.BadRequestError, match="There are no messages"):
        await client.chat.completions.create(model="demo", messages=[])


async def test_it_is_told_when_to_come_back_and_does(demo):
    async with openai.AsyncOpenAI(base_url=demo.base_url, api_key="none-needed", max_retries=2) as patient:
        answer = await ask(patient, "429 please")

    assert answer.choices[0].message.content == showpiece("429 please", listed())
    assert len(demo.calls) == 2


async def test_an_error_in_mid_stream_is_raised_after_what_was_said(client):
    said = []

    with pytest.raises(openai.APIError, match="fails in mid-stream"):
        async for chunk in await ask(client, "error", stream=True):
            said.append(chunk)

    assert text(said)


async def test_a_cut_is_an_error_of_the_connection(client):
    said = []

    with pytest.raises(openai.APIConnectionError):
        async for chunk in await ask(client, "cut", stream=True):
            said.append(chunk)

    assert text(said)


async def test_leaving_in_mid_stream_ends_the_call(demo, client):
    async for chunk in (stream := await ask(client, "endless", stream=True)):
        if text([chunk]):
            break
    await stream.close()

    async with asyncio.timeout(5):
        while demo.open:
            await asyncio.sleep(0.005)
    assert demo.calls[-1].left
