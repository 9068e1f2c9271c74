"""The event stream itself: the rules of WHATWG HTML 9.2.6 by the cases of web-platform-tests, and our deviations."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.upstream.parts import Failed
from chat.upstream.sse import LONGEST, Events

BOM = b"\xef\xbb\xbf"
LONG = b":" + b"x" * 2000
RULES = {
    "format-bom": (BOM + b"data:1\n\n" + BOM + b"data:2\n\ndata:3\n\n", ["1", "3"]),
    "format-bom-2": (BOM + BOM + b"data:1\n\ndata:2\n\ndata:3\n\n", ["2", "3"]),
    "format-comments": (
        b"data:1\r:\0\n:\r\ndata:2\n" + LONG + b"\rdata:3\n:data:fail\r" + LONG + b"\ndata:4\n\n",
        ["1\n2\n3\n4"],
    ),
    "format-field-data": (b"data:\n\ndata\ndata\n\ndata:test\n\n", ["", "\n", "test"]),
    "format-field-id": (b"id:1\ndata:a\n\nid\0:2\nid: 3\ndata:b\n\n", ["a", "b"]),
    "format-field-parsing": (
        b"data:\0\ndata:  2\rData:1\ndata\0:2\ndata:1\r\0data:4\nda-ta:3\r"
        b"data_5\ndata:3\rdata:\r\n data:32\ndata:4\n\n",
        ["\0\n 2\n1\n3\n\n4"],
    ),
    "format-field-retry": (b"retry:03000\ndata:x\n\nretry:bogus\nretry\nretry:1000x\ndata:y\n\n", ["x", "y"]),
    "format-field-unknown": (
        b"data:test\n data\ndata\nfoobar:xxx\njustsometext\n:thisisacommentyay\ndata:test\n\n",
        ["test\n\ntest"],
    ),
    "format-leading-space": (b"data:\ttest\rdata: \ndata:test\n\n", ["\ttest\n\ntest"]),
    "format-newlines": (b"data:test\r\ndata\ndata:test\r\n\r", ["test\n\ntest"]),
    "format-null-character": (b"data:\0\n\n\n\n", ["\0"]),
    "format-utf-8": ("data:ok\u2026\n\n".encode(), ["ok\u2026"]),
    "only line breaks": (b"\n\r\n\r\r\n\n", []),
    "line breaks of Unicode alone": (
        "data:a\u2028b\u2029c\x85d\x0be\x0cf\n\n".encode(),
        ["a\u2028b\u2029c\x85d\x0be\x0cf"],
    ),
    "bytes that are no UTF-8": (b"data:a\xffb\xe2\x82\n\n", ["a\ufffdb\ufffd"]),
}
DEVIATIONS = {
    "an event without its blank line": (b"data:1\n\ndata:2\n", ["1", "2"]),
    "a line without its end": (b"data:1\n\ndata:2", ["1", "2"]),
    "whole JSON ends at the next": (
        b'data:{"a":1}\ndata:{"b":\ndata:2}\ndata:[3]\ndata: [DONE]\n',
        ['{"a":1}', '{"b":\n2}', "[3]", "[DONE]"],
    ),
    "JSON over lines stays one": (b'data: {"a": [{}\ndata: , {}\ndata: ]}\n\n', ['{"a": [{}\n, {}\n]}']),
    "the sentinel ends itself": (b"data: [DONE]  \ndata: {}\n", ["[DONE]  ", "{}"]),
}


def fed(pieces):
    events, found = Events(), []
    for piece in pieces:
        found += events.feed(piece)
    return found + events.end()


@pytest.mark.parametrize("name", RULES | DEVIATIONS)
def test_it_reads_what_the_rules_say(name):
    stream, expected = (RULES | DEVIATIONS)[name]

    assert [data for _, data in fed([stream])] == expected
    assert [data for _, data in fed(bytes([one]) for one in stream)] == expected


def test_a_name_holds_for_one_event():
    stream = b"event:test\ndata:a\n\ndata:b\n\nevent\ndata:c\n\nevent:lost\n\ndata:d\n\n"

    assert fed([stream]) == [("test", "a"), ("", "b"), ("", "c"), ("", "d")]


def test_names_without_blank_lines_stay_with_their_events():
    stream = b'event: one\ndata: {"a":1}\nevent: two\ndata: {"b":2}\n'

    assert fed([stream]) == [("one", '{"a":1}'), ("two", '{"b":2}')]


def test_a_stream_may_do_without_blank_lines_for_long():
    stream = b'data: {"a":1}\n' * 100

    assert [data for _, data in fed([stream])] == ['{"a":1}'] * 100


def test_an_error_field_is_an_event_only_if_it_holds_json():
    assert fed([b'error: {"message":"x"}\n\nerror: none\n\nerrors: {}\n\n']) == [("error", '{"message":"x"}')]


def test_an_event_comes_without_waiting_for_the_byte_after_its_cr():
    assert Events().feed(b"data:1\r\r") == [("", "1")]


def test_an_event_comes_before_the_next_begins():
    events = Events()

    assert events.feed(b'data: {"a":1}\n') == []
    assert events.feed(b'data: {"b":1}\n') == [("", '{"a":1}')]


@pytest.mark.parametrize("line", [b"x", b"data: ", b"data: x\n"])
def test_an_event_has_a_longest(line):
    events, fill = Events(), line * (2**20 // len(line))
    events.feed(b"data: {}\n\n" + line)

    with pytest.raises(Failed, match="without end"):
        for _ in range(2 * LONGEST // len(fill)):
            events.feed(fill)


LINES = [b"data: {}", b'data: {"a":', b"data: 1}", b"data: \xf0\x9f\x99\x82", b"data: [DONE]", b"data", b"data: [1]"]
LINES += [b"", b"", b": x", b"event: y", b"error: {}", b"id: 1", BOM, b"\xff"]


@settings(deadline=None)
@given(st.data())
def test_it_reads_the_same_however_the_bytes_are_cut(choose):
    line, end = st.sampled_from(LINES), st.sampled_from([b"\n", b"\r", b"\r\n"])
    stream = choose.draw(st.sampled_from([b"", BOM]))
    stream += b"".join(choose.draw(st.lists(st.tuples(line, end).map(b"".join), max_size=20)))
    stream += choose.draw(st.sampled_from([b"", b"data: {}", b"da", b"\xef\xbb"]))
    cuts = sorted(choose.draw(st.lists(st.integers(0, len(stream)), max_size=12)))

    assert fed(stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)) == fed([stream])


@settings(deadline=None)
@given(st.binary(max_size=200), st.integers(0, 200))
def test_no_bytes_break_it(stream, cut):
    assert fed([stream[:cut], stream[cut:]]) == fed([stream])
