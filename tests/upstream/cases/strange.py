"""X: what servers do that no list foresaw. `raw` replies go out byte for byte as they stand here, head and all."""

import gzip
import json
import zlib

from ..server import Reply, Sleep
from .case import DONE, JSON, PLAIN, STOP, A, Case, c, case, chunk, d, data, fin, use
from .framing import gzipped

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
CLOSED = HEAD + b"Connection: close\r\n\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
BOM = b"\xef\xbb\xbf"
WHOLE = json.dumps({"model": "m", "choices": [{"index": 0, "message": {"content": "A"}, "finish_reason": "stop"}]})
CALLED = {"outcome": "tool", "raw": "tool_calls", "empty": True}


def raw(id_, *steps, then=(), **expected):
    """A case whose reply is all in its steps, head and framing too."""
    return Case(id_, (Reply(steps, status=None, framing="close"), *then), **expected)


def size(data, written=b"%x"):
    """A chunk of a chunked body, its size written in this way."""
    return written % len(data) + b"\r\n" + data + b"\r\n"


def line(event):
    """An event's JSON on a line of its own."""
    return event.removeprefix(b"data: ").rstrip() + b"\n"


def packed(coding, body, **expected):
    return case(f"X coding {coding}", body, headers=PLAIN | {"content-encoding": coding}, **(A | expected))


def refused(id_, body, **expected):
    """A refusal whose words must be found."""
    expected = {"outcome": "failed", "kind": "refused", "says": ("bad thing",), "status": 400, "model": ""} | expected
    return case(id_, body, answers=400, headers=JSON, **expected)


def tools(id_, *pieces, **expected):
    calls = [d({"tool_calls": [piece]}) for piece in pieces]
    return case(id_, *calls, fin("tool_calls"), DONE, **CALLED | expected)


def piece(name=None, arguments=None, **more):
    function = {"name": name, "arguments": arguments}
    return {"function": {key: value for key, value in function.items() if value is not None}} | more


def deflated(body):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


CONNECTIONS = [
    raw("X HTTP/1.0", b"HTTP/1.0 200 OK\r\n\r\n" + c("A") + STOP, **A),
    raw("X HTTP/1.0 cut", b"HTTP/1.0 200 OK\r\n\r\n" + c("A"), text="A", outcome="cut", kind="cut"),
    raw("X no reason phrase", b"HTTP/1.1 200\r\n\r\n" + c("A") + STOP, **A),
    raw("X lines of the head end in LF", b"HTTP/1.1 200 OK\nConnection: close\n\n" + c("A") + STOP, **A),
    raw(
        "X informational heads first",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n",
        b"HTTP/1.1 102 Processing\r\n\r\n" * 3,
        CLOSED + c("A") + STOP,
        **A,
    ),
    raw("X trailers", CHUNKED + size(c("A")) + size(STOP) + b"0\r\nX-Cost: 1\r\nX-More: 2\r\n\r\n", **A),
    raw("X chunk extensions", CHUNKED + size(c("A"), b"%x;a=1") + size(STOP, b"%08X") + b"0\r\n\r\n", **A),
    raw("X chunk of no size", CHUNKED + size(c("A")) + b"zz\r\n", text="A", outcome="cut", kind="cut"),
    raw(
        "X shorter than it said",
        HEAD + b"Content-Length: 99999\r\n\r\n" + c("A"),
        text="A",
        outcome="cut",
        kind="cut",
    ),
    raw("X shorter than it said, but finished", HEAD + b"Content-Length: 99999\r\n\r\n" + c("A") + fin("stop"), **A),
    raw("X 201", b"HTTP/1.1 201 Created\r\n\r\n" + c("A") + STOP, **A),
]

CODINGS = [
    packed("GZIP", gzip.compress(c("A") + STOP)),
    packed("x-gzip", gzip.compress(c("A")) + gzip.compress(STOP)),
    packed("gzip, identity", gzip.compress(c("A") + STOP)),
    packed("deflate", zlib.compress(c("A") + STOP)),
    packed("Deflate", deflated(c("A") + STOP)),
    packed("utf-8", c("A") + STOP),
    packed("none", c("A") + STOP),
    packed(
        "br",
        b"\x8b\x02\x80ABC",
        text="",
        raw="",
        outcome="failed",
        kind="encoding",
        says=("unknown way",),
        calls=3,
        model="",
    ),
    case(
        "X gzip cut short",
        *gzipped(c("A"))[:-1],
        headers=PLAIN | {"content-encoding": "gzip"},
        text="A",
        outcome="cut",
        kind="cut",
    ),
]

FRAMES = [
    case("X CRLF cut in two", c("A")[:-2] + b"\r", b"\n\r", b"\n" + STOP.replace(b"\n", b"\r\n"), **A),
    case(
        "X line ends of all kinds",
        c("A")[:-1] + b"\r\n",
        c("B")[:-2] + b"\n\r\n",
        c("C")[:-2] + b"\r\r",
        STOP,
        text="ABC",
        raw="stop",
    ),
    case("X white space keeps the line alive", *[b" \n"] * 900, c("A"), STOP, **A),
    case("X BOM after white space", b"\n\n", BOM[:1], BOM[1:] + c("A"), STOP, **A),
    case("X wrapped by two relays", b"data: " + c("A"), b"data: " + STOP, **A),
    case("X two objects in a row", c("A").rstrip() + line(c("B")) + b"\n", STOP, text="AB", raw="stop"),
    case("X a list of chunks", data([chunk({"content": "A"}), chunk({"content": "B"})]), STOP, text="AB", raw="stop"),
    case("X garbage after the end", c("A"), fin("stop"), b"\x00\xff\xfe garbage", **A),
    case("X garbage instead of an end", c("A"), b"\x00\xff\xfe", text="A", outcome="cut", kind="cut"),
    case("X comments, then an object", b": busy\n\n" * 3, WHOLE.encode(), **A | {"model": "m"}),
    case(
        "X comments, then an error",
        b": busy\n\n",
        b'{"error": {"message": "no credit", "code": 402}}\n',
        outcome="failed",
        kind="balance",
        says=("no credit",),
        status=402,
        model="",
    ),
    case("X words without a frame", b"Service unavailable\n", outcome="failed", kind="unreadable", model=""),
    case("X NaN and Infinity", d({"content": "A"}, p=float("nan"), q=float("-inf")), STOP, **A),
]

BARE = [
    case("X bare lines", line(c("A")), Sleep(0.05), line(c("B")), line(fin("stop")), text="AB", raw="stop"),
    case("X bare lines and the sentinel", line(c("A")) + line(c("B")) + b"[DONE]\n", text="AB"),
    case("X bare lines cut", line(c("A")), line(c("B")), text="AB", outcome="cut", kind="cut"),
    case(
        "X bare lines and an error",
        line(c("A")),
        b'{"error": {"message": "boom"}}\n',
        text="A",
        outcome="failed",
        kind="server",
        says=("boom",),
    ),
    case(
        "X a list over lines",
        b"[" + line(c("A")) + b"," + line(c("B")) + b"," + line(fin("stop")) + b"]",
        **A | {"text": "AB"},
    ),
    case("X one object on a line", WHOLE.encode() + b"\n", **A),
    case("X one object over lines", json.dumps(json.loads(WHOLE), indent=2).encode() + b"\n", **A),
    case("X one object and the sentinel", WHOLE.encode() + b"\n\ndata: [DONE]\n\n", **A),
    case("X one object after much white space", *[b" " * 400] * 20, WHOLE.encode(), **A),
    case("X one object after lines", b"\n", Sleep(0.02), b"\n\r\n", WHOLE.encode(), headers=JSON, **A),
]

CHUNKS = [
    case(
        "X reason null as a word", d({"content": "A"}) + fin("null") + c("B") + fin("None"), STOP, text="AB", raw="stop"
    ),
    case("X two reasons", c("A"), fin("length"), fin("stop"), DONE, text="A", outcome="truncated", raw="length"),
    case("X delta is a string", data({"choices": [{"index": 0, "delta": "A"}], "model": "m"}), STOP, **A),
    case("X text beside a choice", data({"choices": [{"index": 0, "text": "A"}], "model": "m"}), STOP, **A),
    case("X text with a value", d({"content": [{"type": "text", "text": {"value": "A"}}]}), STOP, **A),
    case("X content of numbers", d({"content": 5}), d({"content": True}), c("A"), STOP, **A),
    case("X usage null", d({"content": "A"}, usage=None), fin("stop", usage=None), DONE, **A),
    case("X counts beyond a column", c("A"), fin("stop"), use(2**31, 10**30), DONE, **A),
    case("X counts as long as a column", c("A"), fin("stop"), use(2**31 - 1, 0), DONE, usage=(2**31 - 1, 0), **A),
    case(
        "X error within a choice",
        c("A"),
        data(
            {
                "choices": [
                    {"index": 0, "delta": {}, "finish_reason": "error", "error": {"code": 502, "message": "boom"}}
                ]
            }
        ),
        DONE,
        text="A",
        outcome="failed",
        kind="server",
        says=("boom",),
        status=502,
    ),
    case(
        "X errors",
        c("A"),
        data({"errors": [{"message": "boom"}]}),
        text="A",
        outcome="failed",
        kind="server",
        says=("boom",),
    ),
    case(
        "X half an emoji in each delta",
        c("A").replace(b"A", b"\\ud83d"),
        d({"reasoning": "hm"}),
        c("A").replace(b"A", b"\\ude00"),
        STOP,
        text="\U0001f600",
        raw="stop",
        reasoning="hm",
    ),
    case("X half an emoji for ever", c("A").replace(b"A", b"A\\ud83d"), STOP, text="A\ufffd", raw="stop"),
]

TOOLS = [
    tools(
        "X a new id for each piece",
        piece("f", '{"a"', index=0, id="x1"),
        piece(None, ": 1}", index=0, id="x2"),
        tools=(("f", '{"a": 1}'),),
    ),
    tools(
        "X one id for all calls",
        piece("f", "{}", index=0, id="x"),
        piece("g", '{"b"', index=1, id="x"),
        piece(None, ": 2}", index=1, id="x"),
        tools=(("f", "{}"), ("g", '{"b": 2}')),
    ),
    tools("X neither id nor index nor arguments", piece("f", ""), piece("g", ""), tools=(("f", ""), ("g", ""))),
    tools("X the same name in each piece", piece("f", '{"a"'), piece("f", ": 1}"), tools=(("f", '{"a": 1}'),)),
    tools("X index null", piece("f", "{", index=None, id="x"), piece(None, "}", index=None), tools=(("f", "{}"),)),
    case("X calls that are none", d({"tool_calls": [None, 5]}), d({"tool_calls": None}), c("A"), STOP, **A),
]

REFUSALS = [
    refused("X refusal in an event", b'data: {"error": {"message": "bad thing"}}\n\n'),
    refused("X refusal in an event of that name", b'event: error\ndata: {"message": "bad thing"}\n\n'),
    refused("X refusal after a BOM", BOM + b'{"error": {"message": "bad thing"}}'),
    refused("X refusal in the first of two lines", b'{"error": {"message": "bad thing"}}\n{"id": 1}'),
]


def said(kind, **fields):
    return data({"type": f"response.{kind}"} | fields)


def response(id_, *steps, **expected):
    return case(id_, *steps, endpoint={"dialect": "responses"}, **{"model": ""} | expected)


HEARD = said("output_text.delta", delta="A")
RESPONSES = [
    response("X completed without a response", HEARD, said("completed"), text="A", raw="completed"),
    response("X done", HEARD, said("done", response={"status": "completed"}), text="A", raw="completed"),
    response(
        "X failed as it was created",
        said("created", response={"status": "failed", "error": {"code": "bad_prompt", "message": "bad thing"}}),
        outcome="failed",
        kind="server",
        says=("bad thing",),
    ),
    response(
        "X names of events alone",
        b'event: response.output_text.delta\ndata: {"delta": "A"}\n\n',
        b'event: response.completed\ndata: {"response": {}}\n\n',
        text="A",
        raw="completed",
    ),
]

STRANGE = [*CONNECTIONS, *CODINGS, *FRAMES, *BARE, *CHUNKS, *TOOLS, *REFUSALS, *RESPONSES]
