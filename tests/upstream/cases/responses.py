"""R: the Responses dialect, at TwelveLabs and elsewhere."""

import json

from ..server import FIN, HANG
from .case import DONE, JSON, case, data
from .errors import before


def r(type_, value=None, number=0):
    """An event of the Responses dialect."""
    return f"event: {type_}\n".encode() + data({"type": type_, "sequence_number": number} | (value or {}))


def response(status="completed", text="Two goals [1].", annotations=(), **more):
    content = [{"type": "output_text", "text": text, "annotations": list(annotations)}]
    output = [{"type": "message", "id": "msg_1", "status": "completed", "role": "assistant", "content": content}]
    named = {"id": "resp_1", "type": "response", "session_id": "sess_1", "knowledge_store_id": "ks_1"}
    usage = {"input_tokens": 90, "output_tokens": 7}
    return {"response": named | {"status": status, "output": output if text else [], "usage": usage} | more}


def item(id_="msg_1", place=0, type_="message", phase="final_answer", **more):
    about = {"type": type_, "id": id_, "status": "in_progress", "role": "assistant", "phase": phase, "content": []}
    return {"output_index": place, "item": about | more}


def delta(text, id_="msg_1", place=0):
    return r("response.output_text.delta", {"item_id": id_, "output_index": place, "content_index": 0, "delta": text})


CREATED = r("response.created", response("in_progress", text="", usage=None))
ADDED = r("response.output_item.added", item())
COMPLETED = r("response.completed", response(incomplete_details=None))
HAPPY = (CREATED, ADDED, delta("Two goals"), delta(" [1]."), COMPLETED, DONE)
PLACED = {
    "type": "video_citation",
    "start_index": 2,
    "end_index": 4,
    "item_id": "ksi_1",
    "start_sec": 3,
    "end_sec": 9.5,
    "title": "Tide",
}
STORE = {"dialect": "twelvelabs"}
ANSWERED = {"text": "Two goals [1].", "raw": "completed", "usage": (90, 7), "model": "", "endpoint": STORE}
OPEN_AI = {"endpoint": {"dialect": "responses"}, "model": ""}
SMAI = {
    "id": "r1",
    "object": "response",
    "status": "completed",
    "model": "o9",
    "output": [{"type": "message", "content": "Hi you"}],
    "usage": {"input_tokens": 5, "output_tokens": 2},
}

SECOND = {
    "model": "",
    "messages": [{"role": role, "content": role} for role in ("system", "user", "assistant", "user")],
    "parameters": {"knowledge_store_id": "ks_1", "session_id": "sess_1"},
}
SECOND_SENT = {
    "input": [{"type": "message", "role": "user", "content": "user"}],
    "instructions": "system",
    "session_id": "sess_1",
    "knowledge_store_id": "ks_1",
    "model": None,
    "messages": None,
}
AS_TOOL = {
    "model": "jockey1.0",
    "parameters": {"tools": [{"type": "knowledge_store", "knowledge_store_id": "ks_1"}]},
}

RESPONSES = [
    case("R-01 TwelveLabs happy", *HAPPY, **ANSWERED),
    case("R-01 in one write", b"".join(HAPPY), **ANSWERED),
    case("R-02 data only", *(piece[piece.index(b"data:") :] for piece in HAPPY), **ANSWERED),
    case(
        "R-03 keepalive",
        CREATED,
        ADDED,
        delta("Two goals"),
        r("keepalive", number=9),
        delta(" [1]."),
        r("keepalive", number=40),
        COMPLETED,
        DONE,
        **ANSWERED,
    ),
    case(
        "R-04 unknown event",
        CREATED,
        r("response.future.thing", {"thing": [1]}),
        ADDED,
        delta("Two goals [1]."),
        COMPLETED,
        DONE,
        **ANSWERED,
    ),
    case("R-05 second turn", *HAPPY, request=SECOND, sent=SECOND_SENT, **ANSWERED),
    case(
        "R-06 cut turn",
        CREATED,
        ADDED,
        delta("Two"),
        delta(" goals"),
        FIN,
        text="Two goals",
        outcome="cut",
        kind="cut",
        model="",
        endpoint=STORE,
    ),
    case("R-06 cut before a word", CREATED, FIN, outcome="cut", kind="cut", model="", endpoint=STORE),
    case(
        "R-07 failed",
        CREATED,
        ADDED,
        delta("Two"),
        r("response.failed", {"response": {"status": "failed", "error": {"code": "x", "message": "boom"}}}),
        DONE,
        text="Two",
        outcome="failed",
        kind="server",
        says=("boom",),
        model="",
        endpoint=STORE,
    ),
    case(
        "R-08 failed, no error object",
        CREATED,
        delta("Two"),
        r("response.failed", response("failed", text="")),
        text="Two",
        usage=(90, 7),
        outcome="failed",
        kind="server",
        model="",
        endpoint=STORE,
    ),
    case(
        "R-09 completed but incomplete",
        CREATED,
        delta("Two goals [1]."),
        r("response.completed", response("incomplete", incomplete_details={"reason": "max_output_tokens"})),
        DONE,
        **(ANSWERED | {"outcome": "truncated", "raw": "max_output_tokens"}),
    ),
    case(
        "R-09 incomplete for an unknown reason",
        CREATED,
        delta("Two goals [1]."),
        r("response.completed", response("incomplete", incomplete_details={"reason": "tired"})),
        DONE,
        **(ANSWERED | {"outcome": "truncated", "raw": "tired"}),
    ),
    case(
        "R-10 response.incomplete",
        CREATED,
        delta("Two goals [1]."),
        r("response.incomplete", response("incomplete", incomplete_details={"reason": "content_filter"})),
        **(ANSWERED | {"outcome": "filtered", "raw": "content_filter"}),
    ),
    case("R-12 no delta at all", CREATED, COMPLETED, DONE, **ANSWERED),
    case(
        "R-13 text.done alone",
        CREATED,
        ADDED,
        r(
            "response.output_text.done",
            {"item_id": "msg_1", "output_index": 0, "content_index": 0, "text": "Two goals [1]."},
        ),
        COMPLETED,
        **ANSWERED,
    ),
    case("R-13 the last delta is missing", CREATED, ADDED, delta("Two goals"), COMPLETED, **ANSWERED),
    case(
        "R-14 commentary phase",
        CREATED,
        r("response.output_item.added", item("msg_0", 0, phase="commentary")),
        delta("I look.", "msg_0", 0),
        r(
            "response.output_item.done",
            item("msg_0", 0, phase="commentary", content=[{"type": "output_text", "text": "I look."}]),
        ),
        r("response.output_item.added", item("msg_1", 1)),
        delta("Two goals [1].", "msg_1", 1),
        COMPLETED,
        DONE,
        steps=(("commentary", "", "I look."),),
        **ANSWERED,
    ),
    case(
        "R-16 function_call step",
        CREATED,
        r("response.output_item.added", item("fc_1", 0, "function_call", name="search", call_id="c1")),
        r(
            "response.function_call_arguments.done",
            {"item_id": "fc_1", "output_index": 0, "arguments": '{"q": "goal"}'},
        ),
        r("response.output_item.done", item("fo_1", 1, "function_call_output", call_id="c1", output="3 found")),
        r("response.output_item.added", item("msg_1", 2)),
        delta("Two goals [1].", "msg_1", 2),
        COMPLETED,
        DONE,
        steps=(("tool", "search", '{"q": "goal"}'), ("result", "search", "3 found")),
        **ANSWERED,
    ),
    case(
        "R-16 a tool at OpenAI",
        r("response.output_item.done", item("fc_1", 0, "function_call", name="f", call_id="c1", arguments="{}")),
        r("response.completed", response(text="", session_id=None)),
        outcome="tool",
        raw="completed",
        tools=(("f", "{}"),),
        usage=(90, 7),
        empty=True,
        **OPEN_AI,
    ),
    case(
        "R-16 a tool that the server ran",
        r("response.output_item.done", item("fc_1", 0, "function_call", name="f", call_id="c1", arguments="{}")),
        r("response.output_item.done", item("fo_1", 1, "function_call_output", call_id="c1", output=[1])),
        delta("A", "msg_1", 2),
        r("response.completed", {"response": {"status": "completed"}}),
        text="A",
        raw="completed",
        tools=(("f", "{}"),),
        steps=(("result", "f", "[1]"),),
        **OPEN_AI,
    ),
    case(
        "R-17 citations",
        CREATED,
        ADDED,
        delta("\U0001f642 [1] yes"),
        r("response.completed", response(text="\U0001f642 [1] yes", annotations=[PLACED])),
        DONE,
        **(ANSWERED | {"text": "\U0001f642 [1] yes"}),
    ),
    case(
        "R-18 llama.cpp",
        *(data({"type": "response.output_text.delta", "item_id": "m1", "delta": text}) for text in ("Hi", " you")),
        data(
            {
                "type": "response.completed",
                "response": {
                    "status": "completed",
                    "model": "m",
                    "output": [
                        {"type": "message", "id": "other", "content": [{"type": "output_text", "text": "Hi you"}]}
                    ],
                    "usage": {"input_tokens": 5, "output_tokens": 2},
                },
            }
        ),
        text="Hi you",
        raw="completed",
        usage=(5, 2),
        endpoint={"dialect": "responses"},
    ),
    case(
        "R-19 reasoning apart",
        r("response.reasoning_summary_text.delta", {"item_id": "rs", "summary_index": 0, "delta": "one"}),
        r("response.reasoning_summary_text.delta", {"item_id": "rs", "summary_index": 1, "delta": "two"}),
        delta("A"),
        r("response.completed", {"response": {"status": "completed"}}),
        text="A",
        reasoning="one\n\ntwo",
        raw="completed",
        **OPEN_AI,
    ),
    case(
        "R-19 refusal",
        r("response.refusal.delta", {"item_id": "m", "delta": "No."}),
        r("response.completed", {"response": {"status": "completed"}}),
        text="No.",
        outcome="refused",
        raw="completed",
        **OPEN_AI,
    ),
    case(
        "R-20 EOF without terminal event",
        CREATED,
        delta("Two"),
        text="Two",
        outcome="cut",
        kind="cut",
        model="",
        endpoint=STORE,
    ),
    case(
        "R-21 no DONE, stays open", *HAPPY[:-1], HANG, timeouts={"grace": 30, "silence": 30, "thought": 30}, **ANSWERED
    ),
    before(
        "R-22 session and store mismatch",
        400,
        {"code": "parameter_invalid", "message": "The session belongs to another store."},
        kind="refused",
        says=("another store",),
        endpoint=STORE,
    ),
    case(
        "R-23 error, nested",
        delta("A"),
        r("error", {"error": {"type": "server_error", "code": "x", "message": "boom"}}),
        text="A",
        kind="server",
        says=("boom",),
        outcome="failed",
        **OPEN_AI,
    ),
    case(
        "R-23 error, flat",
        delta("A"),
        data({"type": "error", "code": "x", "message": "boom", "param": None}),
        text="A",
        kind="server",
        says=("boom",),
        outcome="failed",
        **OPEN_AI,
    ),
    case(
        "R-23 error, of the other dialect",
        delta("A"),
        data({"error": {"message": "boom", "code": 500}}),
        text="A",
        kind="server",
        status=500,
        says=("boom",),
        outcome="failed",
        **OPEN_AI,
    ),
    case("R-24 generation A", *HAPPY, request=AS_TOOL, sent=AS_TOOL["parameters"] | {"model": "jockey1.0"}, **ANSWERED),
    case(
        "R-25 a whole response",
        json.dumps(SMAI).encode(),
        headers=JSON,
        text="Hi you",
        raw="completed",
        usage=(5, 2),
        model="o9",
        endpoint={"dialect": "responses"},
    ),
]
