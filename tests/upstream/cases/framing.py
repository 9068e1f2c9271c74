"""S: how events are framed, cut, packed and labelled."""

import json
import zlib

from .case import DONE, HI, HI_BYTES, HI_TOLD, JSON, PLAIN, STOP, A, c, case, chunk, data, fin

POLISH = "za\u017c\u00f3\u0142\u0107 \U0001f642 \u65e5\u672c"
BREAKS = "a\u2028b\u2029c\u0085d\x0be\x0cf"


def bytewise(stream):
    return tuple(bytes([one]) for one in stream)


def torn(stream):
    """Pieces that end inside every character of more than one byte."""
    cuts = [at for at in range(1, len(stream)) if stream[at] & 0xC0 == 0x80]
    return tuple(stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True))


def spread(value):
    """An event whose JSON is broken over lines at its spaces."""
    return b"".join(b"data: %s\n" % line for line in json.dumps(value).encode().split(b" ")[:]) + b"\n"


def gzipped(*events):
    packer = zlib.compressobj(wbits=31)
    pieces = [packer.compress(event) + packer.flush(zlib.Z_SYNC_FLUSH) for event in events]
    return (*pieces, packer.flush())


SEED = b"".join(piece.replace(b"\n\n", b"\n") for piece in (c("A"), c("B"), fin("stop"), DONE))

FRAMING = [
    case("S-01 plain", *HI, **HI_TOLD),
    case("S-02 one byte per write", *bytewise(HI_BYTES), **HI_TOLD),
    case("S-03 all in one write", HI_BYTES, **HI_TOLD),
    case("S-04 CRLF", *(piece.replace(b"\n", b"\r\n") for piece in HI), **HI_TOLD),
    case("S-05 CR", *(piece.replace(b"\n", b"\r") for piece in HI), **HI_TOLD),
    case("S-07 BOM", b"\xef\xbb", b"\xbf" + HI[0], *HI[1:], **HI_TOLD),
    case("S-09 no space", data(chunk({"content": "A"})).replace(b"data: ", b"data:"), b"data:[DONE]\n\n", text="A"),
    case("S-10 two spaces", c(" A").replace(b"data: ", b"data:  "), fin("stop"), DONE, text=" A", raw="stop"),
    case("S-11 comments", *[b": PROCESSING\n\n"] * 3, c("A"), b":\n", b": ping\n\n", fin("stop"), DONE, **A),
    case("S-13 empty data", c("A"), b"data:\n\n", b"data: \n\n", c("B"), fin("stop"), DONE, text="AB", raw="stop"),
    case("S-14 multi-line data", spread(chunk({"content": "A"})), fin("stop"), DONE, **A),
    case("S-15 unknown fields", b"retry: 10\nfoo: bar\nnonsense\n" + c("A"), fin("stop"), DONE, **A),
    case("S-16 event name", b"event: message\n" + c("A"), b"event: completion.chunk\n" + fin("stop"), DONE, **A),
    case("S-16 pings of any kind", c("A"), b"event: ping\ndata: hello\n\n", b"event: end\ndata: {}\n\n", STOP, **A),
    case("S-17 no blank lines", SEED, text="AB", raw="stop"),
    case("S-19 last event unterminated", c("A"), fin("stop"), b"data: [DONE]", **A),
    case("S-20 last chunk unterminated", c("A"), fin("stop").rstrip(), **A),
    case("S-22 DONE padded", c("A"), fin("stop"), b"data: [DONE]  \r\n\r\n", **A),
    case("S-23 events after DONE", c("A"), fin("stop"), DONE, c("B"), **A),
    case("S-24 UTF-8 split", *torn(c(POLISH) + fin("stop") + DONE), text=POLISH, raw="stop"),
    case(
        "S-25 line breaks that are none",
        c(BREAKS).replace(b"\\u000b", b"\x0b").replace(b"\\f", b"\x0c"),
        fin("stop"),
        DONE,
        text=BREAKS,
        raw="stop",
    ),
    case("S-26 invalid UTF-8", c("aXb").replace(b"X", b"\xff"), fin("stop"), DONE, text="a\ufffdb", raw="stop"),
    case("S-28 NUL in content", c("a\0b"), fin("stop"), DONE, text="a\ufffdb", raw="stop"),
    case(
        "S-29 wrong charset",
        c(POLISH),
        fin("stop"),
        DONE,
        headers={"content-type": "text/event-stream; charset=windows-1252"},
        text=POLISH,
        raw="stop",
    ),
    case("S-30 text/plain", *HI, headers={"content-type": "text/plain"}, **HI_TOLD),
    case("S-30 application/json", *HI, headers=JSON, **HI_TOLD),
    case("S-30 no type", *HI, headers={}, **HI_TOLD),
    case("S-31 8 MB line", data(chunk({"content": ""}, image="QUJD" * 2**21)), c("A"), fin("stop"), DONE, **A),
    case("S-32 endless line", c("A"), *[b"x" * 2**20] * 64, text="A", outcome="failed", kind="too_large"),
    case(
        "S-33 bad JSON in the middle",
        c("A"),
        b"data: {oops\n\n",
        c("B"),
        fin("stop"),
        DONE,
        text="AB",
        raw="stop",
        unreadable=1,
    ),
    case(
        "S-34 only bad JSON",
        b"data: hello\n\n",
        b"data: world\n\n",
        outcome="failed",
        kind="unreadable",
        unreadable=2,
        model="",
    ),
    case("S-35 gzip", *gzipped(*HI), headers=PLAIN | {"content-encoding": "gzip"}, **HI_TOLD),
    case(
        "S-37 false gzip",
        *HI,
        headers=PLAIN | {"content-encoding": "gzip"},
        outcome="failed",
        kind="encoding",
        calls=3,
        model="",
    ),
    case("S-38 empty 200", outcome="failed", kind="empty", calls=3, model=""),
    case("S-39 DONE only", DONE, empty=True, model=""),
]
