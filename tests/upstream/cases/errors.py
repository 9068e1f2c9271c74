"""E: errors before and within the stream, and connections that break."""

import json

from ..server import FIN, HANG, RST, Reply, Sleep
from .case import DONE, GOOD, HI_TOLD, JSON, A, Case, c, case, d, data, fin


def before(id_, answers, body, headers=None, **expected):
    """A case of an error before the stream."""
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    facts = {"answers": answers, "status": answers, "headers": JSON | (headers or {}), "outcome": "failed", "model": ""}
    return case(id_, body, **(facts | expected))


def openai(message, **more):
    return {"error": {"message": message, "type": "invalid_request_error"} | more}


FAILED = {"outcome": "failed"}
LOST = {"text": "A", "outcome": "cut", "kind": "cut", "says": ("was lost",)}
TWELVE = {"code": "parameter_invalid", "message": "The store is not ready.", "docs_url": "https://docs.example/"}
NGINX = b"<html>\r\n<head><title>502 Bad Gateway</title></head><body><center>nginx</center></body></html>"
FASTAPI = {"detail": [{"loc": ["body", "model"], "msg": "field required", "type": "missing"}]}
MISTRAL = {"object": "error", "message": {"detail": [{"type": "extra_forbidden", "loc": ["body", "stream_options"]}]}}
NO_STREAM_OPTIONS = openai("Unknown parameter: 'stream_options'.")
NO_MAX_TOKENS = openai("Unsupported parameter.", param="max_tokens", code="unsupported_parameter")
LIMITED = {"parameters": {"max_tokens": 9}}
RENAMED = {"max_tokens": None, "max_completion_tokens": 9}
BUSY = data({"error": {"message": "busy", "code": 503}})


def refused(answers, body, headers=None):
    return Reply((json.dumps(body).encode(),), answers, JSON | (headers or {}))


def after(id_, *refusals, **expected):
    """A case of refusals before the stream, and then an answer."""
    return Case(id_, (*refusals, GOOD), **({"calls": len(refusals) + 1} | HI_TOLD | expected))


ERRORS = [
    case("E-01 error first", BUSY, kind="overloaded", says=("busy",), status=503, calls=3, model="", **FAILED),
    case("E-01 error first, then well", BUSY, then=(GOOD,), calls=2, **HI_TOLD),
    case(
        "E-02 error after text",
        c("A"),
        data({"error": {"message": "boom", "type": "server_error"}}),
        DONE,
        text="A",
        kind="server",
        says=("boom",),
        **FAILED,
    ),
    case("E-03 error as a text", c("A"), data({"error": "boom"}), text="A", kind="server", says=("boom",), **FAILED),
    case(
        "E-05 event: error, flat",
        b'event: error\ndata: {"code":400,"message":"bad"}\n\n',
        DONE,
        kind="refused",
        says=("bad",),
        status=400,
        model="",
        **FAILED,
    ),
    case(
        "E-06 event: error, text",
        b"event: error\ndata: overloaded\n\n",
        kind="server",
        says=("overloaded",),
        model="",
        **FAILED,
    ),
    case(
        "E-07 error: field",
        c("A"),
        b'error: {"code":500,"message":"ctx"}\n\n',
        DONE,
        text="A",
        kind="server",
        says=("ctx",),
        status=500,
        **FAILED,
    ),
    case(
        "E-09 LiteLLM cut relay",
        c("A"),
        data({"error": {"message": "litellm: TransferEncodingError <Response [200]>", "code": "500"}}),
        text="A",
        kind="server",
        status=500,
        **FAILED,
    ),
    case("E-11 error null", d({"content": "A"}, error=None), fin("stop", error=None), DONE, **A),
    case("E-12 FIN in chunked", c("A"), FIN, **LOST),
    case("E-13 RST", c("A"), RST, **LOST),
    case("E-14 FIN after finish", c("A"), fin("stop"), FIN, **A),
    case("E-14 RST after an unterminated finish", c("A"), fin("stop").rstrip(), RST, **A),
    case("E-15 RST before the head", RST, answers=None, kind="network", calls=3, model="", **FAILED),
    case("E-15 closed before the head", FIN, answers=None, kind="network", calls=3, model="", **FAILED),
    case(
        "E-18 head never comes",
        HANG,
        answers=None,
        kind="timeout",
        calls=2,
        model="",
        timeouts={"silence": 0.2},
        **FAILED,
    ),
    case(
        "E-19 pings for ever",
        *[b": ping\n\n", Sleep(0.03)] * 100,
        kind="timeout",
        model="",
        timeouts={"thought": 0.3},
        **FAILED,
    ),
    case(
        "E-19 empty chunks for ever", *[d({}), Sleep(0.03)] * 100, kind="timeout", timeouts={"thought": 0.3}, **FAILED
    ),
    case("E-20 stall mid-text", c("A"), HANG, text="A", kind="timeout", timeouts={"silence": 0.2}, **FAILED),
    before(
        "E-21 400 OpenAI",
        400,
        openai("ctx too long", param="messages", code="context_length_exceeded"),
        kind="too_long",
        says=("ctx too long", "Shorten"),
    ),
    before(
        "E-22 401",
        401,
        openai(f"Incorrect API key provided: {'sk-test-0123456789abcdef'}", code="invalid_api_key"),
        kind="key",
        says=("refused the key",),
        never=("sk-test", "<", "Incorrect"),
    ),
    before(
        "E-22 a 400 that repeats the key",
        400,
        openai("bad key sk-test-0123456789abcdef here"),
        kind="refused",
        says=("bad key [key] here",),
    ),
    before(
        "E-22 a key of any form",
        400,
        openai("bad key my-very-own here", code="MY-very-own"),
        kind="refused",
        says=("bad key [key] here",),
        never=("own",),
        endpoint={"key": "my-very-own"},
    ),
    before(
        "E-23 402",
        402,
        {"error": {"message": "Top up.", "code": "quota_exceeded", "type": "billing"}},
        kind="balance",
        says=("Top up.",),
    ),
    before("E-24 403", 403, openai("not yours", code="permission_denied"), kind="forbidden", says=("not yours",)),
    before("E-24 404", 404, openai("no such model", code="model_not_found"), kind="not_found", says=("no such model",)),
    before("E-25 422 FastAPI", 422, FASTAPI, kind="refused", says=("model: field required",)),
    after("E-26 422 Mistral", refused(422, MISTRAL), sent={"stream_options": None}),
    after("E-27 400 stream_options", refused(400, NO_STREAM_OPTIONS), sent={"stream_options": None}),
    after("E-28 max_tokens refused", refused(400, NO_MAX_TOKENS), request=LIMITED, sent=RENAMED),
    after("E-28 beside E-26", refused(422, MISTRAL), refused(400, NO_MAX_TOKENS), request=LIMITED, sent=RENAMED),
    after("E-29 429 and Retry-After", refused(429, openai("slow down"), {"retry-after": "0.1"})),
    after("E-29 two errors of the server", *[refused(500, {})] * 2),
    before(
        "E-31 Retry-After an hour", 429, openai("slow down"), {"retry-after": "3600"}, kind="rate", says=("60 minutes",)
    ),
    before(
        "E-32 429 insufficient_quota",
        429,
        openai("no money", code="insufficient_quota"),
        kind="balance",
        says=("no money",),
    ),
    *(
        before(f"E-33 {status} JSON", status, openai("oops"), kind=kind, says=("oops",), calls=3)
        for status, kind in (
            (500, "server"),
            (502, "server"),
            (503, "overloaded"),
            (504, "timeout"),
            (529, "overloaded"),
        )
    ),
    before(
        "E-34 502 nginx HTML",
        502,
        NGINX,
        {"content-type": "text/html"},
        kind="server",
        says=("502",),
        never=("<", "nginx"),
        calls=3,
    ),
    before(
        "E-34 a text of no use",
        500,
        b"Traceback (most recent call last)",
        {"content-type": "text/plain"},
        kind="server",
        says=("500",),
        never=("Traceback",),
        calls=3,
    ),
    before("E-35 fifty megabytes", 400, b'{"error": "' + b"x" * (50 * 2**20), kind="refused", says=("400",)),
    before(
        "E-36 redirect",
        302,
        b"",
        {"location": "http://127.0.0.1:9/v1"},
        kind="redirect",
        says=("another address",),
        never=("127.0.0.1",),
    ),
    before("E-37 TwelveLabs 400", 400, TWELVE, kind="refused", says=("The store is not ready.",)),
    before("E-38 a list of errors", 400, [openai("listed")], kind="refused", says=("listed",)),
    before(
        "E-38 a message that is a page",
        400,
        openai("<html><body>secret</body></html>"),
        kind="refused",
        never=("<", "secret"),
    ),
    before("E-38 a long message", 400, openai("x" * 5000), kind="refused"),
]
