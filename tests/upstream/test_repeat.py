"""Calls that are made again by themselves: when, how often, how changed, and when not."""

import asyncio
import datetime
import json
import socket
import ssl
import time
from email.utils import format_datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chat.upstream import Answer, Endpoint, Failed, Waiting

from .cases.case import GOOD, JSON, chunk, data
from .cases.errors import BUSY, MISTRAL, openai
from .server import RST, Reply, Upstream
from .told import KEY, endpoint, hear, question


def refusal(status, body, **headers):
    return Reply(
        (json.dumps(body).encode(),), status, JSON | {name.replace("_", "-"): value for name, value in headers.items()}
    )


async def heard(upstream, timeouts=None, *, request=None, **facts):
    return await hear(Answer(endpoint(upstream.base_url, timeouts, **facts), question(**(request or {}))))


async def test_the_request_says_no_more_than_needed():
    async with Upstream(GOOD) as upstream:
        await heard(upstream, request={"parameters": {"temperature": 0.5, "n": 3, "stream": False}})

        (asked,) = upstream.asked
        assert (asked.method, asked.path) == ("POST", "/v1/chat/completions")
        assert asked.json == {
            "model": "m",
            "messages": [{"role": "user", "content": "hello"}],
            "stream": True,
            "stream_options": {"include_usage": True},
            "temperature": 0.5,
        }
        assert asked.headers["authorization"] == f"Bearer {KEY}"
        assert asked.headers["accept-encoding"] == "identity"
        assert "text/event-stream" in asked.headers["accept"]


@pytest.mark.parametrize("base", ["/v1", "/v1/", "/v1/chat/completions", "/v1?api-version=3"])
async def test_the_address_is_put_together_however_the_base_is_written(base):
    async with Upstream(GOOD) as upstream:
        place = endpoint(upstream.base_url.removesuffix("/v1") + base)

        assert (await hear(Answer(place, question()))).outcome == "complete"
        assert upstream.asked[0].path == "/v1/chat/completions" + base[base.find("?") :] * ("?" in base)


async def test_no_key_sends_no_authorization_and_own_headers_win():
    async with Upstream(GOOD) as upstream:
        await heard(upstream, key="", headers={"X-Team": "sea", "accept": "text/plain"})

        assert "authorization" not in upstream.asked[0].headers
        named = [line for line in upstream.asked[0].lines if line.lower().startswith(("accept:", "x-team:"))]
        assert sorted(named) == ["X-Team: sea", "accept: text/plain"]


async def test_a_proxy_of_the_environment_is_not_used(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    async with Upstream(GOOD) as upstream:
        assert (await heard(upstream)).outcome == "complete"


@pytest.mark.parametrize("body", [MISTRAL, {"error": {"message": "Unknown parameter: 'stream_options'."}}])
async def test_it_asks_without_stream_options_where_they_are_refused_and_remembers(body):
    async with Upstream(refusal(422, body), GOOD) as upstream:
        first, second = await heard(upstream), await heard(upstream)

        assert (first.text, second.text, first.usage) == ("Hi you", "Hi you", (5, 2))
        assert ["stream_options" in asked.json for asked in upstream.asked] == [True, False, False]
        assert [wait.seconds for wait in first.waits] == [0]


@pytest.mark.parametrize(
    ("given", "wanted"), [("max_tokens", "max_completion_tokens"), ("max_completion_tokens", "max_tokens")]
)
async def test_it_renames_the_token_limit_where_it_is_refused_and_remembers(given, wanted):
    body = openai(f"Unsupported parameter: '{given}'.", param=given, code="unsupported_parameter")
    async with Upstream(refusal(400, body), GOOD) as upstream:
        request = {"parameters": {given: 9}}
        await heard(upstream, request=request)
        await heard(upstream, request=request)

        assert [(asked.json.get(given), asked.json.get(wanted)) for asked in upstream.asked] == [
            (9, None),
            (None, 9),
            (None, 9),
        ]


async def test_it_gives_up_where_every_name_is_refused():
    bodies = [
        openai("unsupported: stream_options"),
        *(openai(f"unsupported: {name}") for name in ("max_tokens", "max_completion_tokens")),
    ]
    async with Upstream(*(refusal(400, body) for body in bodies)) as upstream:
        told = await heard(upstream, request={"parameters": {"max_tokens": 9}})

        assert (told.outcome, told.kind, upstream.connections) == ("failed", "refused", 3)


@pytest.mark.parametrize("name", ["temperature", "top_p", "stop", "seed", "reasoning_effort"])
async def test_it_asks_without_a_wish_that_is_refused(name):
    body = openai(f"Unsupported value: '{name}' does not support 1 with this model.", param=name)
    async with Upstream(refusal(400, body), GOOD) as upstream:
        told = await heard(upstream, request={"parameters": {name: 1, "top_k": 5}})

        assert told.outcome == "complete"
        assert [asked.json.get(name) for asked in upstream.asked] == [1, None]
        assert upstream.asked[1].json["top_k"] == 5
        assert name in told.waits[0].why


@pytest.mark.parametrize("words", ["'temperature' has to be at most 1.", "unsupported: please stop asking"])
async def test_a_wish_is_not_given_up_for_words_that_are_not_about_it(words):
    async with Upstream(refusal(400, openai(words))) as upstream:
        told = await heard(upstream, request={"parameters": {"temperature": 2, "stop": ["END"]}})

        assert (told.outcome, upstream.connections) == ("failed", 1)


async def test_a_limit_that_is_too_high_is_no_reason_to_rename_it():
    async with Upstream(refusal(400, openai("max_tokens is too large: 9"))) as upstream:
        told = await heard(upstream, request={"parameters": {"max_tokens": 9}})

        assert (told.kind, upstream.connections) == ("refused", 1)


@pytest.mark.parametrize("headers", [{"retry_after": "0.3"}, {"retry_after_ms": "300"}])
async def test_it_waits_as_long_as_the_server_wants_and_says_so(headers):
    async with Upstream(refusal(429, openai("slow down"), **headers), GOOD) as upstream:
        began = time.monotonic()
        told = await heard(upstream)

        assert told.text == "Hi you"
        assert told.waits == [Waiting(2, 0.3, "The model's server gets too many requests from here.")]
        assert upstream.asked[1].at - began >= 0.3


async def test_it_reads_a_date_to_wait_for():
    soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=2)
    async with Upstream(refusal(503, {}, retry_after=format_datetime(soon))) as upstream:
        told = await heard(upstream)

        assert upstream.connections == 1
        assert 7100 < told.failure.retry_after < 7300
        assert "It asks to wait 2 hours." in told.message


@pytest.mark.parametrize("value", ["soon", "-5", "nan", "", "9" * 400, "1e999", "Mon, 99 Foo 2026"])
async def test_a_senseless_wish_is_no_wish(value):
    async with Upstream(refusal(503, {}, retry_after=value, retry_after_ms=value), GOOD) as upstream:
        told = await heard(upstream)

        assert told.outcome == "complete"
        assert told.waits[0].seconds < 1


async def test_it_never_has_two_calls_at_once():
    async with Upstream(*[refusal(500, {})] * 2, GOOD) as upstream:
        told = await heard(upstream)

        assert (told.text, upstream.connections, upstream.most) == ("Hi you", 3, 1)


async def test_nothing_is_repeated_after_the_first_character():
    for end in (RST, BUSY):
        async with Upstream(Reply((data(chunk({"reasoning": "h"})), end)), GOOD) as upstream:
            told = await heard(upstream)

            assert (told.reasoning, upstream.connections) == ("h", 1)


async def test_a_role_is_not_a_character():
    async with Upstream(Reply((data(chunk({"role": "assistant", "content": ""})), RST)), GOOD) as upstream:
        told = await heard(upstream)

        assert (told.text, told.outcome, upstream.connections) == ("Hi you", "complete", 2)


async def test_a_host_that_is_not_there_is_asked_three_times():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        told = await hear(Answer(endpoint(f"http://127.0.0.1:{unused.getsockname()[1]}/v1"), question()))

    assert (told.kind, len(told.waits)) == ("network", 2)
    assert told.message == "The model's server cannot be reached. Please try again in a moment."


async def test_a_name_that_nobody_has_cannot_be_reached():
    told = await hear(Answer(endpoint("http://nowhere.invalid/v1", {"connect": 3}), question()))

    assert told.kind == "network"


@pytest.mark.parametrize("base_url", ["", "nonsense", "ftp://127.0.0.1/v1", "http://", "http://[::1/v1"])
async def test_an_address_that_is_none_fails_without_a_repeat(base_url):
    told = await hear(Answer(endpoint(base_url), question()))

    assert (told.kind, told.waits) == ("setup", [])


@pytest.mark.parametrize("key", ["sk-line\nbreak", "sk-\u017c\u00f3\u0142w", "sk-nul\0"])
async def test_a_key_that_no_header_can_hold_fails_without_being_shown(key):
    async with Upstream(GOOD) as upstream:
        told = await heard(upstream, key=key)

        assert (told.kind, upstream.asked) == ("setup", [])
        assert key not in told.message


def certificate(tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now + datetime.timedelta(1)
    )
    pem = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "both.pem").write_bytes(pem + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "both.pem")
    return context


async def test_a_certificate_of_nobody_is_refused_at_once(tmp_path):
    async with Upstream(GOOD, tls=certificate(tmp_path)) as upstream:
        told = await heard(upstream)

        assert (told.kind, told.waits, upstream.asked) == ("tls", [], [])
        assert "certificate" in told.message


async def test_an_answer_comes_over_tls_from_a_server_that_is_trusted(tmp_path, monkeypatch):
    context = certificate(tmp_path)
    trust = ssl.create_default_context(cafile=tmp_path / "both.pem")
    trust.check_hostname = False
    monkeypatch.setattr("chat.upstream.wire.trust", lambda: trust)

    async with Upstream(GOOD, tls=context) as upstream:
        told = await heard(upstream)

        assert (told.outcome, told.text) == ("complete", "Hi you")


async def test_a_server_without_tls_is_not_asked_in_the_clear():
    async def refuse(_, writer):
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        told = await hear(Answer(endpoint(f"https://127.0.0.1:{port}/v1"), question()))

    assert (told.kind, told.waits) == ("tls", [])


async def test_the_endpoint_shows_no_secret():
    shown = repr(Endpoint("Sea", "http://x/v1", KEY, headers={"x-api-key": "another-secret"}))

    assert "Sea" in shown
    assert "secret" not in shown
    assert KEY not in shown


async def test_a_failure_is_told_once_as_an_exception_with_facts():
    async with Upstream(refusal(404, openai("no such model", code="model_not_found"))) as upstream:
        with pytest.raises(Failed) as caught:
            async for _ in Answer(endpoint(upstream.base_url), question()).parts():
                pass

    assert (caught.value.kind, caught.value.status, caught.value.code) == ("not_found", 404, "model_not_found")
    assert str(caught.value) == caught.value.message
