"""C: what the chunks of /chat/completions may look like."""

import json

from ..server import FIN, HANG, Sleep
from .case import DONE, HI_TOLD, JSON, STOP, A, c, case, chunk, d, data, fin, use
from .framing import bytewise

THINK = {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}
TOOL = {"text": "", "outcome": "tool", "raw": "tool_calls", "empty": True}


def call(index=None, id_=None, name=None, arguments=None):
    """One piece of one tool call."""
    function = {"name": name, "arguments": arguments}
    piece = {
        "index": index,
        "id": id_,
        "function": {key: value for key, value in function.items() if value is not None},
    }
    return {key: value for key, value in piece.items() if value is not None}


def calls(*pieces):
    return d({"tool_calls": list(pieces)})


WHOLE = {
    "id": "c1",
    "object": "chat.completion",
    "created": 1,
    "model": "m",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hi you"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7},
}
PERPLEXITY = [
    data(
        chunk({"content": piece})
        | {
            "choices": [
                {
                    "index": 0,
                    "finish_reason": reason,
                    "delta": {"role": "assistant", "content": piece},
                    "message": {"role": "assistant", "content": so_far},
                }
            ],
            "citations": ["https://a.example/"],
        }
    )
    for piece, so_far, reason in (("A", "A", None), ("B", "AB", None), ("", "AB", "stop"))
]
INJECTION = "<img src=x onerror=alert(1)> data: [DONE]\n\ndata: [DONE]\n\n"

CHUNKS = [
    case("C-01 null content", d({"role": "assistant", "content": None}), c("A"), STOP, **A),
    case(
        "C-02 Azure prelude",
        data({"choices": [], "prompt_filter_results": [{"index": 0}], "id": "", "created": 0, "model": ""}),
        c("A"),
        STOP,
        **A,
    ),
    case(
        "C-03 no delta",
        data({"choices": [{"index": 0, "finish_reason": None, "content_filter_offsets": {}}]}),
        c("A"),
        data({"choices": [{"index": 0, "delta": None}]}),
        data({"choices": None}),
        data({}),
        data({"choices": [None, 5, {}]}),
        c("B"),
        STOP,
        text="AB",
        raw="stop",
    ),
    case("C-04 finish with content", c("A"), data(chunk({"content": "Z"}, "stop")), DONE, text="AZ", raw="stop"),
    case("C-06 null finish and DONE", c("A"), DONE, text="A"),
    case(
        "C-06 empty finish on each chunk",
        data(chunk({"content": "A"}, "")),
        data(chunk({"content": "B"}, "")),
        DONE,
        text="AB",
    ),
    case("C-07 no finish, no DONE, chunked", c("A"), text="A", outcome="cut", kind="cut", never=("<",)),
    case("C-07 no finish, no DONE, close", c("A"), framing="close", text="A", outcome="cut", kind="cut"),
    case("C-08 finish, no DONE, EOF", c("A"), fin("stop"), **A),
    case("C-09 finish, no DONE, stays open", c("A"), fin("stop"), HANG, timeouts={"silence": 30, "thought": 30}, **A),
    case(
        "C-10 usage after finish",
        c("A"),
        fin("stop"),
        Sleep(0.3),
        use(3, 4),
        DONE,
        usage=(3, 4),
        timeouts={"grace": 1},
        **A,
    ),
    case(
        "C-11 usage in a chunk with choices",
        c("A"),
        fin("stop"),
        d({}, usage={"prompt_tokens": 3, "completion_tokens": 4}),
        DONE,
        usage=(3, 4),
        **A,
    ),
    case(
        "C-12 usage on each chunk",
        *(
            d({"content": one}, usage={"prompt_tokens": 9, "completion_tokens": count})
            for count, one in enumerate("ABC", 1)
        ),
        STOP,
        text="ABC",
        raw="stop",
        usage=(9, 3),
    ),
    case(
        "C-14 x_groq",
        c("A"),
        fin("stop", x_groq={"usage": {"prompt_tokens": 3, "completion_tokens": 4}}),
        DONE,
        usage=(3, 4),
        **A,
    ),
    case("C-15 length", c("A"), fin("length"), DONE, text="A", outcome="truncated", raw="length"),
    case(
        "C-16 content_filter after text",
        c("A"),
        fin("content_filter"),
        DONE,
        text="A",
        outcome="filtered",
        raw="content_filter",
    ),
    case("C-18 eos", c("A"), fin("eos"), DONE, text="A", raw="eos"),
    case("C-18 banana", c("A"), fin("banana"), DONE, text="A", raw="banana"),
    case("C-19 MAX_TOKENS", c("A"), fin("MAX_TOKENS"), DONE, text="A", outcome="truncated", raw="MAX_TOKENS"),
    case("C-19 SAFETY", c("A"), fin("SAFETY"), DONE, text="A", outcome="filtered", raw="SAFETY"),
    case("C-20 finish error", c("A"), fin("error"), DONE, text="A", outcome="failed", kind="server"),
    case(
        "C-20 finish error, with an error",
        c("A"),
        data(chunk({"content": ""}, "error") | {"error": {"code": 502, "message": "gone"}}),
        DONE,
        text="A",
        outcome="failed",
        kind="server",
        says=("gone",),
        status=502,
    ),
    case(
        "C-21 refusal",
        d({"refusal": "I can't"}),
        d({"refusal": " help."}),
        STOP,
        text="I can't help.",
        outcome="refused",
        raw="stop",
    ),
    case("C-22 content parts", d({"content": [THINK, {"type": "text", "text": "A"}]}), STOP, reasoning="hm", **A),
    case("C-23 reasoning_content", d({"reasoning_content": "hm"}), c("A"), fin("stop"), reasoning="hm", **A),
    case(
        "C-24 reasoning and details",
        d({"reasoning": "hm", "reasoning_details": [{"type": "reasoning.text", "text": "hm"}]}),
        c("A"),
        STOP,
        reasoning="hm",
        **A,
    ),
    case(
        "C-24 details alone",
        d(
            {
                "reasoning_details": [
                    {"type": "reasoning.text", "text": "hm"},
                    {"type": "reasoning.encrypted", "data": "x"},
                ]
            }
        ),
        c("A"),
        STOP,
        reasoning="hm",
        **A,
    ),
    case(
        "C-24 the old name and the new",
        d({"reasoning": "hm", "reasoning_content": "hm", "content": None}),
        c("A"),
        STOP,
        reasoning="hm",
        **A,
    ),
    case("C-26 think tags split", c("<th"), c("ink>hm</thi"), c("nk>A"), STOP, reasoning="hm", **A),
    case(
        "C-26 two blocks", c("<think>a</think>A<think>b</th"), c("ink>B"), STOP, reasoning="ab", text="AB", raw="stop"
    ),
    case(
        "C-26 a tag that somebody writes about",
        c("Write <think>x</think>."),
        STOP,
        text="Write <think>x</think>.",
        raw="stop",
    ),
    case(
        "C-27 think never closed",
        c("<think>hm"),
        fin("length"),
        reasoning="hm",
        outcome="truncated",
        raw="length",
        empty=True,
    ),
    case("C-27 half a tag at the end", c("<think>hm</thi"), fin("stop"), reasoning="hm</thi", raw="stop", empty=True),
    case("C-28 closing tag only", c("hm</think>A"), STOP, text="hm</think>A", raw="stop"),
    case(
        "C-28 closing tag only, by setting",
        c("hm</th"),
        c("ink>A"),
        STOP,
        reasoning="hm",
        endpoint={"thinks_first": True},
        **A,
    ),
    case(
        "C-30 tool call in pieces",
        calls(call(0, "x1", "look", "")),
        calls(call(0, arguments='{"q"')),
        calls(call(0, arguments=': "sea')),
        calls(call(0, arguments='"}')),
        fin("tool_calls"),
        DONE,
        tools=(("look", '{"q": "sea"}'),),
        **TOOL,
    ),
    case(
        "C-31 two calls interleaved",
        calls(call(0, "x1", "a", "{")),
        calls(call(1, "x2", "b", "[")),
        calls(call(0, arguments="}")),
        calls(call(1, arguments="]")),
        fin("tool_calls"),
        DONE,
        tools=(("a", "{}"), ("b", "[]")),
        **TOOL,
    ),
    case(
        "C-32 no index, new ids",
        calls(call(None, "x1", "a", "{}")),
        calls(call(None, "x2", "b", "{}")),
        fin("tool_calls"),
        DONE,
        tools=(("a", "{}"), ("b", "{}")),
        **TOOL,
    ),
    case(
        "C-33 one index for two ids",
        calls(call(0, "x1", "a", "{}"), call(0, "x2", "b", "{}")),
        fin("tool_calls"),
        DONE,
        tools=(("a", "{}"), ("b", "{}")),
        **TOOL,
    ),
    case(
        "C-34 a second object under the same index",
        calls(call(0, "x1", "a", '{"n": 1}')),
        calls(call(0, arguments='{"n": 2}')),
        fin("tool_calls"),
        DONE,
        tools=(("a", '{"n": 1}'), ("", '{"n": 2}')),
        **TOOL,
    ),
    case(
        "C-35 empty name later",
        calls(call(0, "x1", "look", "{")),
        calls(call(0, "", "", "}")),
        fin("tool_calls"),
        DONE,
        tools=(("look", "{}"),),
        **TOOL,
    ),
    case(
        "C-35 the name again with each piece",
        *(calls(call(0, "x1", "look", piece)) for piece in "{}"),
        fin("tool_calls"),
        DONE,
        tools=(("look", "{}"),),
        **TOOL,
    ),
    case(
        "C-36 arguments as an object",
        calls(call(0, "x1", "look", {"q": "sea"})),
        fin("stop"),
        DONE,
        tools=(("look", '{"q": "sea"}'),),
        **(TOOL | {"raw": "stop"}),
    ),
    case(
        "C-37 legacy function_call",
        d({"function_call": {"name": "f", "arguments": "{"}}),
        d({"function_call": {"arguments": "}"}}),
        fin("function_call"),
        DONE,
        tools=(("f", "{}"),),
        **(TOOL | {"raw": "function_call"}),
    ),
    case(
        "C-38 text and tool",
        c("Let me look. "),
        calls(call(0, "x1", "look", "{}")),
        fin("tool_calls"),
        DONE,
        tools=(("look", "{}"),),
        **(TOOL | {"text": "Let me look. ", "empty": False}),
    ),
    case(
        "C-39 cut within a tool call",
        calls(call(0, "x1", "look", '{"q')),
        FIN,
        tools=(("look", '{"q'),),
        outcome="cut",
        kind="cut",
    ),
    case(
        "C-40 n=2",
        *(
            data(chunk({}) | {"choices": [{"index": index, "delta": {"content": text}, "finish_reason": reason}]})
            for index, text, reason in ((1, "X", None), (0, "A", None), (1, "Y", "length"), (0, "B", "stop"))
        ),
        DONE,
        text="AB",
        raw="stop",
    ),
    case("C-41 message beside delta", *PERPLEXITY, DONE, text="AB", raw="stop"),
    case(
        "C-41 the whole message at the end",
        c("A"),
        c("B"),
        data({"choices": [{"index": 0, "delta": {}, "message": {"content": "AB"}, "finish_reason": "stop"}]}),
        text="AB",
        raw="stop",
    ),
    case(
        "C-41 message without delta",
        *(
            data(chunk({}) | {"choices": [{"index": 0, "message": {"content": text}, "finish_reason": None}]})
            for text in ("A", "AB", "ABC")
        ),
        DONE,
        text="ABC",
    ),
    case(
        "C-43 changing ids and models",
        *(data(chunk({"content": text}) | {"id": text, "model": f"other-{text}"}) for text in "AB"),
        STOP.replace(b'"model": "m"', b'"model": "last"'),
        text="AB",
        raw="stop",
        model="last",
    ),
    case(
        "C-44 extra fields",
        d({"content": "A"}, obfuscation="xyz", timings={"n": 1}, p="q"),
        data({"choices": [], "moderation": {"flagged": False}}),
        data(chunk({}) | {"choices": [{"index": 0, "delta": {"content": "B"}, "logprobs": {"content": []}}]}),
        STOP,
        text="AB",
        raw="stop",
    ),
    case("C-46 JSON body on 200", json.dumps(WHOLE).encode(), headers=JSON, **HI_TOLD),
    case(
        "C-46 JSON body in pieces, as events",
        *bytewise(json.dumps(WHOLE, indent=1).encode()),
        framing="close",
        **HI_TOLD,
    ),
    case(
        "C-47 JSON error on 200",
        data({"error": {"message": "no credit", "code": 402}}).removeprefix(b"data: "),
        headers=JSON,
        outcome="failed",
        kind="balance",
        status=402,
        says=("balance",),
        model="",
    ),
    case(
        "C-48 HTML on 200",
        b"<!doctype html><html><body>Please sign in</body></html>",
        headers={"content-type": "text/html"},
        outcome="failed",
        kind="not_api",
        never=("<", "sign in"),
        model="",
    ),
    case("C-50 200 tiny chunks at once", b"".join(c("x") for _ in range(200)) + STOP, text="x" * 200, raw="stop"),
    case("C-51 injection", c(INJECTION), STOP, text=INJECTION, raw="stop"),
]
