"""What a dialect makes of events: the same parts however they were cut, text that every database stores."""

import gzip
import json
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.upstream import Endpoint, Failed, chat_completions, jsons, responses, twelvelabs
from chat.upstream.body import Body
from chat.upstream.clean import Cleaner, clean
from chat.upstream.counts import usage
from chat.upstream.inflate import STEP, Inflate
from chat.upstream.items import Items
from chat.upstream.parts import Citation, Piece, ToolCall, Usage
from chat.upstream.sse import TRIES, Events
from chat.upstream.thinking import Thinking
from chat.upstream.tools import Tools

from .cases.case import c, chunk, data
from .cases.chunks import CHUNKS
from .cases.framing import BREAKS, FRAMING, POLISH
from .cases.responses import COMPLETED, CREATED, PLACED, RESPONSES, delta, r, response
from .cases.strange import BARE, FRAMES, TOOLS
from .cases.strange import CHUNKS as STRANGE_CHUNKS
from .told import Told, question

DIALECTS = {"chat_completions": chat_completions, "responses": responses, "twelvelabs": twelvelabs}


def read(pieces, dialect="chat_completions", **facts):
    """The parts that a body's pieces hold, and the words of the failure at its end."""
    body, reading, found, failure = Body(), DIALECTS[dialect].Reading(Endpoint("x", "http://x", **facts)), [], ""
    try:
        for piece in pieces:
            for event in (one for step in body.feed(piece) for one in step):
                reading.hear(*event)
            found += reading.take()
        for event in body.end():
            reading.hear_last(*event)
    except Failed as failed:
        failure = failed.message
    reading.end()
    return found + reading.take(), failure


def told(parts):
    told = Told()
    for part in parts:
        told.add(part)
    return told


STREAMS = [
    (one.id, b"".join(step for step in one.replies[0].steps if isinstance(step, bytes)), one.endpoint)
    for one in [*FRAMING, *CHUNKS, *RESPONSES, *FRAMES, *BARE, *STRANGE_CHUNKS, *TOOLS]
    if "content-encoding" not in one.replies[0].headers and not one.id.startswith(("S-31", "S-32", "C-50"))
]


@settings(deadline=None)
@given(st.data())
def test_any_split_of_a_stream_tells_the_same(choose):
    _, stream, facts = choose.draw(st.sampled_from(STREAMS))
    cuts = sorted(choose.draw(st.lists(st.integers(0, len(stream)), max_size=30)))
    pieces = [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]

    (parts, failure), (whole, same) = read(filter(None, pieces), **facts), read([stream], **facts)

    assert (told(parts), failure) == (told(whole), same)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_it(stream):
    for dialect in DIALECTS:
        read([stream], dialect)


NAMES = st.sampled_from(
    [
        "choices",
        "delta",
        "content",
        "index",
        "finish_reason",
        "tool_calls",
        "function",
        "name",
        "arguments",
        "id",
        "usage",
        "error",
        "message",
        "code",
        "type",
        "text",
        "reasoning",
        "reasoning_details",
        "refusal",
        "annotations",
        "model",
        "citations",
        "prompt_tokens",
        "x_groq",
        "item",
        "response",
        "output",
        "part",
        "item_id",
        "output_index",
        "content_index",
        "status",
        "incomplete_details",
        "summary",
        "phase",
        "call_id",
        "session_id",
        "detail",
        "loc",
    ]
)
JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | NAMES, inner, max_size=4),
    max_leaves=12,
)
KINDS = st.sampled_from(
    [
        "response.completed",
        "response.output_item.added",
        "response.output_item.done",
        "response.output_text.delta",
        "error",
        "response.content_part.done",
        "response.function_call_arguments.done",
        "response.failed",
        "response.refusal.delta",
    ]
)


@settings(deadline=None)
@given(
    st.lists(
        JSONS | st.fixed_dictionaries({"type": KINDS, "response": JSONS, "item": JSONS, "part": JSONS}), max_size=4
    )
)
def test_no_json_breaks_it(values):
    stream = b"".join(data(value) for value in values)

    for dialect in DIALECTS:
        read([stream], dialect)


@settings(deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries({"choices": st.lists(st.dictionaries(NAMES, JSONS, max_size=5), max_size=2)}), max_size=3
    )
)
def test_no_choices_break_it(values):
    read([b"".join(data(value) for value in values)])


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "9" * 10_000, '{"choices":' + "[" * 50_000])
def test_json_made_to_break_parsers_is_unreadable_and_no_more(text):
    parts, failure = read([b"data: " + text.encode() + b"\n\n", c("A")])

    assert (told(parts).text, told(parts).unreadable, failure) == ("A", 1, "")


def test_an_event_made_to_be_read_again_and_again_is_read_a_few_times(monkeypatch):
    calls = []
    monkeypatch.setattr(jsons, "value", calls.append)
    Events().feed(b'data: {"a":"}\n' * 20_000)

    assert len(calls) == TRIES
    assert len(jsons.values("x\n" * 20_000)) == jsons.FAILURES


@pytest.mark.parametrize("dialect", DIALECTS)
def test_values_as_deep_as_can_be_read_break_nothing(dialect):
    for depth in range(700, 1000, 9):
        deep = b"[" * depth + b"]" * depth
        read([b'data: {"model":%s,"type":%s,"error":%s}\n\n' % (deep, deep, deep)] * 2, dialect)
        read(
            [b'data: {"model":%s,"choices":[{"finish_reason":%s,"delta":{"content":%s}}]}\n\n' % (deep, deep, deep)] * 2
        )


@pytest.mark.parametrize("piece", ["\ud83d", "\ude42"])
def test_half_a_character_becomes_a_mark(piece):
    half = b'data: {"choices":[{"delta":{"content":%s}}]}\n\n' % json.dumps(piece).encode()

    assert told(read([c("a"), half, c("b")])[0]).text == "a\ufffdb"
    assert told(read([c("a"), half])[0]).text == "a\ufffd"


def test_a_character_cut_in_two_is_joined():
    halves = [b'{"content":"\\ud83d"}', b'{"content":"\\ude42"}']
    events = [b'data: {"choices":[{"delta":%s}]}\n\n' % half for half in halves]

    assert told(read(events)[0]).text == "\U0001f642"
    assert told(read([b"".join(events)])[0]).text == "\U0001f642"


def test_halves_of_the_text_and_of_the_reasoning_do_not_meet():
    halves = [(name, half) for half in (b"d83d", b"de42") for name in (b"content", b"reasoning")]
    events = [b'data: {"choices":[{"delta":{"%s":"\\u%s"}}]}\n\n' % half for half in halves]

    found = told(read(events)[0])

    assert (found.text, found.reasoning) == ("\U0001f642", "\U0001f642")


@settings(deadline=None)
@given(
    st.lists(st.text(st.characters(codec=None), max_size=4) | st.sampled_from(["\ud83d", "\ude42", "\0"]), max_size=8)
)
def test_clean_text_can_be_stored_and_is_the_same_however_it_comes(pieces):
    cleaner = Cleaner()
    cleaned = "".join(map(cleaner.feed, pieces)) + cleaner.end()

    assert cleaned == clean("".join(pieces))
    assert "\0" not in cleaned.encode().decode()


@pytest.mark.parametrize("text", [POLISH, BREAKS, "", "\U0001f468\u200d\U0001f469", "e\u0301", "\u202e", "\r\n\t"])
def test_text_without_fault_stays_as_it_is(text):
    assert clean(text) == text


@settings(deadline=None)
@given(st.data())
def test_tags_are_found_however_they_are_cut(choose):
    text = "".join(
        choose.draw(st.lists(st.sampled_from(["<think>", "</think>", "a", "<", " ", "<th", "\n"]), max_size=12))
    )
    cuts = sorted(choose.draw(st.lists(st.integers(0, len(text)), max_size=8)))

    def split(pieces):
        thinking, parts = Thinking(), {"text": "", "reasoning": ""}
        for part, stretch in [pair for piece in pieces for pair in thinking.feed(piece)] + thinking.end():
            parts[part] += stretch
        return parts

    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert split(pieces) == split([text])


@settings(deadline=None)
@given(st.lists(st.text("ab<>/think ", max_size=6), max_size=8))
def test_nothing_but_tags_is_left_out(pieces):
    thinking = Thinking()
    stretches = [pair for piece in pieces for pair in thinking.feed(piece)] + thinking.end()

    def bare(text):
        return text.replace("<think>", "").replace("</think>", "")

    assert bare("".join(text for _, text in stretches)) == bare("".join(pieces)) or "<" in "".join(pieces)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.text("{}:a", max_size=3)), max_size=12))
def test_pieces_of_tool_calls_are_all_kept(pieces):
    tools = Tools()
    for index, arguments in pieces:
        tools.feed({"index": index, "id": f"x{index}", "function": {"name": "f", "arguments": arguments}})

    assert sorted("".join(call.arguments for call in tools.take())) == sorted("".join(text for _, text in pieces))


def test_a_late_id_and_a_late_name_find_their_call():
    tools = Tools()
    for piece in (
        {"index": 0, "function": {"arguments": "{"}},
        {"index": 0, "id": "x", "function": {"name": "f", "arguments": "}"}},
    ):
        tools.feed(piece)

    assert tools.take() == [ToolCall("x", "f", "{}")]


def test_calls_without_end_become_part_of_the_last():
    tools = Tools()
    for number in range(100_000):
        tools.feed({"id": f"x{number}", "function": {"name": "f", "arguments": "1"}})

    calls = tools.take()
    assert len(calls) == 128
    assert sum(len(call.arguments) for call in calls) == 100_000


@pytest.mark.parametrize("packed", [gzip.compress, zlib.compress, lambda plain: zlib.compress(plain, wbits=-15)])
def test_a_packed_body_is_unpacked_in_small_steps(packed):
    plain = b"x" * (20 * STEP + 5)
    unpacker = Inflate("gzip" if packed is gzip.compress else "deflate")
    body = packed(plain)

    steps = [step for piece in (body[:10], body[10:]) for step in unpacker.feed(piece)]

    assert b"".join(steps) == plain
    assert max(map(len, steps)) <= STEP


def test_two_packed_members_are_one_body():
    body = gzip.compress(b"one") + gzip.compress(b"two") + b"\0\0"

    assert b"".join(Inflate("gzip").feed(body)) == b"onetwo"


def test_a_line_of_bare_json_is_told_as_soon_as_it_is_whole():
    first, second = (one.removeprefix(b"data: ").rstrip() for one in (c("A"), c("B")))
    body = Body()

    heard = [[data for step in body.feed(piece) for _, data in step] for piece in (first, b"\n" + second, b"\n")]

    assert [len(events) for events in heard] == [0, 1, 1]
    assert not body.whole


def test_white_space_before_an_answer_takes_no_memory():
    body = Body()

    for _ in range(1000):
        assert [*body.feed(b" \n" * 1000)] == [[]]

    assert len(body.head) == 0


def test_an_unknown_packing_fails_in_words():
    with pytest.raises(Failed, match="unknown way"):
        Body("br")


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        ({"prompt_tokens": 1, "completion_tokens": 2}, (1, 2)),
        ({"input_tokens": 1, "output_tokens": 2.0}, (1, 2)),
        ({"prompt_tokens": 1}, (1, None)),
        ({"prompt_tokens": True, "completion_tokens": "2"}, None),
        ({"prompt_tokens": -1, "completion_tokens": float("nan")}, None),
        ({"completion_tokens": 10**30}, None),
        ({}, None),
        ([], None),
        (7, None),
    ],
)
def test_usage_is_whole_numbers_or_nothing(said, counted):
    found = usage(said)

    assert (found and (found.prompt, found.completion)) == counted


def test_neighbouring_deltas_are_one_piece():
    parts, _ = read([c("a") + c("b") + data(chunk({"reasoning": "x"})) + c("c")])

    assert [part for part in parts if isinstance(part, Piece)] == [
        Piece("text", "ab"),
        Piece("reasoning", "x"),
        Piece("text", "c"),
    ]


def test_sources_are_told_once_and_only_addresses_of_the_web_are_links():
    sources = ["https://a.example/", "javascript:alert(1)", {"title": "B", "url": "data:x"}, "https://a.example/", 5]
    parts, _ = read(
        [data(chunk({"content": "A"}, citations=sources)), data(chunk({"content": "B"}, citations=sources))]
    )

    assert told(parts).citations == [Citation(url="https://a.example/"), Citation(title="B")]


def test_items_without_end_become_part_of_the_last():
    items = Items()
    found = {items.find({"item_id": f"m{number}", "output_index": number}) for number in range(5000)}

    assert len(found) == len(items.all()) == 500


def test_a_citation_points_at_its_marker_in_code_points():
    events = [
        CREATED,
        delta("\U0001f642 [1] yes"),
        r("response.completed", response(text="\U0001f642 [1] yes", annotations=[PLACED])),
    ]
    found = told(read(events, "twelvelabs")[0])

    (citation,) = found.citations
    assert found.text[citation.start : citation.end] == "[1]"
    assert (citation.item, citation.from_seconds, citation.to_seconds) == ("ksi_1", 3, 9.5)


def test_the_session_is_told_before_any_text():
    parts, _ = read([CREATED, delta("A"), COMPLETED], "twelvelabs")

    assert parts[0].session == "sess_1"


def test_a_turn_of_twelvelabs_is_the_new_message_and_its_session():
    messages = [
        {"role": role, "content": text}
        for role, text in (("system", "Be short."), ("user", "1"), ("assistant", "2"), ("user", "3"))
    ]
    asked = question(model="", messages=messages, parameters={"knowledge_store_id": "ks", "session_id": "s"})

    assert twelvelabs.payload(asked) == {
        "input": [{"type": "message", "role": "user", "content": "3"}],
        "instructions": "Be short.",
        "stream": True,
        "knowledge_store_id": "ks",
        "session_id": "s",
    }


def test_the_first_generation_of_twelvelabs_names_its_store_as_a_tool():
    tools = [{"type": "knowledge_store", "knowledge_store_id": "ks"}]

    sent = twelvelabs.payload(question(model="jockey1.0", parameters={"tools": tools}))

    assert (sent["tools"], sent["model"], "knowledge_store_id" in sent) == (tools, "jockey1.0", False)


def test_the_responses_dialect_sends_the_whole_conversation():
    sent = responses.payload(question(parameters={"max_tokens": 5}))

    assert sent == {
        "model": "m",
        "input": [{"role": "user", "content": "hello"}],
        "stream": True,
        "max_output_tokens": 5,
    }


def test_the_responses_dialect_spells_effort_and_form_in_its_own_way():
    schema = {"name": "reply", "schema": {"type": "object"}}
    wishes = {"reasoning_effort": "low", "response_format": {"type": "json_schema", "json_schema": schema}}

    sent = responses.payload(question(parameters=wishes | {"reasoning": {"summary": "auto"}}))

    assert sent["reasoning"] == {"summary": "auto", "effort": "low"}
    assert sent["text"] == {"format": {"type": "json_schema", **schema}}
    assert not wishes.keys() & sent.keys()


def test_keys_go_where_each_dialect_wants_them():
    place = Endpoint("x", "http://x", " tlk_key\n")

    assert twelvelabs.headers(place) == {"x-api-key": "tlk_key"}
    assert responses.headers(place) == chat_completions.headers(place) == {"Authorization": "Bearer tlk_key"}


def test_json_is_one_line():
    assert json.loads(data({"a": 1})[6:]) == {"a": 1}


def test_of_counts_that_come_at_once_the_last_is_told():
    parts, _ = read([b"".join(data({"usage": {"prompt_tokens": 1, "completion_tokens": count}}) for count in range(9))])

    assert parts == [Usage(1, 8)]
