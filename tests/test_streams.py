"""The recorded sequences of events: the page's script plays them in node, the server's side is held to them here."""

import json
from pathlib import Path

import pytest

from chat import events
from chat.models import Part

from .stage.tab import Tab, heard

STREAMS = sorted((Path(__file__).parent / "streams").glob("*.json"))


class Played(Tab):
    """A tab without a socket, that begins where a sequence says."""

    def __init__(self, stream):
        super().__init__(person=None, reply=stream["reply"])
        self.at = {part: begun["to"] for part, begun in stream["start"].items()}
        self.text = {part: begun["text"] for part, begun in stream["start"].items()}

    async def say(self, kind, **more):
        pass


def built(event):
    """The frame that the server builds for the same facts."""
    match event:
        case {"type": "hello", "process": process, "changes": changes}:
            return events.hello(process, changes)
        case {"type": "state", "reply": reply, "state": state}:
            return events.state(reply, state)
        case {"type": "delta", "reply": reply, "part": part, "from": start, "text": text}:
            return events.delta(reply, part, start, text)
        case {"type": "closed", "reply": reply}:
            about = event["finish_reason"] or "", event["notice"], event["parts"]
            return events.closed(reply, event["state"], *about)
        case {"type": "gone", "reply": reply}:
            return events.gone(reply)
        case {"type": "pong"}:
            return events.PONG
        case {"type": "error", "kind": kind, "message": message}:
            return events.error(kind, message)


@pytest.mark.parametrize("path", STREAMS, ids=lambda path: path.stem)
def test_the_server_builds_the_very_frames_of_the_sequence(path):
    for event in json.loads(path.read_text())["events"]:
        if event["type"] == "delta" and event["to"] - event["from"] != len(event["text"]):
            continue  # A damaged frame, which no server of ours sends.
        assert heard(built(event)) == event


def is_honest(path):
    """Whether some end of the sequence states the length and digest of what is stored, or none is needed."""
    stream = json.loads(path.read_text())
    parts = {name: Part.of(6, name, text) for name, text in stream["stored"].items()}
    true = {name: [part.length, part.digest] for name, part in parts.items()}
    ends = [event["parts"] for event in stream["events"] if event["type"] == "closed"]
    return not ends or stream["end"]["open"] or true in ends


HONEST = [path for path in STREAMS if is_honest(path)]


def test_all_sequences_but_the_one_about_doubt_state_what_is_stored():
    assert [path.stem for path in STREAMS if path not in HONEST] == ["doubt"]


@pytest.mark.parametrize("path", HONEST, ids=lambda path: path.stem)
async def test_a_tab_ends_with_what_the_page_ends_with(path):
    stream = json.loads(path.read_text())
    tab = Played(stream)

    for event in stream["events"]:
        if not tab.closed and not tab.gone:
            await tab.hear(event)

    shown = {part: {"to": tab.at.get(part, 0), "text": tab.text.get(part, "")} for part in stream["end"]["parts"]}
    assert shown == stream["end"]["parts"]
