"""Bringing conversations along: an export comes back as it was, and whatever a file holds, nothing is lost."""

import io
import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chat import afterwards, handout, importing, review, runner
from chat.importing import staging
from chat.importing.checking import TOO_MUCH
from chat.importing.reading import pieces
from chat.models import Conversation, Entry, Import, Message, Part, Rating, Request, Transcript
from chat.models.forgetting import forget_deleted

from .cast import person
from .talk import again, asked, ended

pytestmark = pytest.mark.django_db

IDS = ("id", "parent", "continues", "shown", "left_out")


@pytest.fixture(autouse=True)
def nothing_runs(monkeypatch):
    monkeypatch.setattr(runner, "afterwards_soon", lambda: None)


def file(value, name="conversations.json"):
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return SimpleUploadedFile(name, body, "application/json")


def staged(who, value):
    return importing.stage(who, uuid.uuid4(), file(value), "conversations.json")


def brought(who, value):
    """The conversations of a file, taken."""
    found = staged(who, value)
    found.take()
    return list(Conversation.objects.visible_to(who).filter(imported=found).order_by("created_at"))


def exported(client, place=None):
    path = f"{place.get_absolute_url()}export.json" if place else "/export/everything.json"
    return json.loads(b"".join(client.get(path)))


def numbered(told):
    """A conversation with its messages' keys counted from one, and nothing of whence it came."""
    places = {message["id"]: at for at, message in enumerate(told["messages"], 1)}
    shape = places.get
    about = {name: value for name, value in told.items() if name != "id"} | {"shown": shape(told["shown"])}
    return about | {"messages": [counted(message, shape) for message in told["messages"]]}


def counted(message, shape):
    about = {name: value for name, value in message.items() if name != "imported"}
    about |= {name: shape(message[name]) for name in IDS if name in message}
    if message.get("request", {}) and "left_out" in message.get("request", {}):
        about["request"] = message["request"] | {"left_out": [shape(key) for key in message["request"]["left_out"]]}
    return about


def full(who):
    """A conversation with branches, states, thoughts, an error, a continuation, a rating, parameters and a request."""
    reply = asked(who, "What is a harbour?", "harbour-7b")
    place = reply.conversation
    ended(reply, text="A place for **ships** 港.", prompt_tokens=7, completion_tokens=11, reasoning_tokens=3)
    Part.of(reply.pk, "reasoning", "Ships need one.").save(force_insert=True)
    Part.of(reply.pk, "steps", '{"kind": "step"}\n').save(force_insert=True)
    Request.objects.create(reply=reply, system="Be brief.", parameters={"temperature": 0.5, "stop": ["a"]}, left_out=[])
    Rating.objects.create(reply=reply, is_good=False, words="Too short")
    failed = again(reply, "tides-2")
    ended(failed, "failed", "A pl", error_kind="cut", error_message="The answer broke off.")
    longer = again(reply)
    Message.objects.filter(pk=longer.pk).update(continues=failed.pk)
    ended(longer, "stopped", "A place", answered_by="harbour-7b-0613", finish_reason="stop", finish_raw="eos")
    below = asked(who, "And a tide?", conversation=place, parent=reply.pk)
    ended(below, text="Water.")
    Request.objects.create(reply=below, left_out=[reply.parent_id, reply.pk])
    place.tune("Be brief.", {"temperature": 0.5, "stop": ["a", "b"], "response_format": {"type": "json_object"}})
    place.rename('Ships "and" tides')
    place.mark("pinned", True)
    return place


def test_an_export_comes_back_as_it_was_but_for_keys_and_the_mark_of_an_import(client):
    alice, bob = person("alice"), person("bob")
    client.force_login(alice)
    before = exported(client, full(alice))

    [place] = brought(bob, before)
    client.force_login(bob)
    after = exported(client, place)

    assert numbered(after) == numbered(before)
    assert {message["imported"] for message in after["messages"]} == {True}
    assert {message["imported"] for message in before["messages"]} == {False}
    assert not Import.objects.get().lines


def test_everything_comes_back_at_once(client):
    alice, bob = person("alice"), person("bob")
    client.force_login(alice)
    full(alice), full(alice)
    before = exported(client)

    brought(bob, before)
    client.force_login(bob)
    after = exported(client)

    assert [numbered(one) for one in after["conversations"]] == [numbered(one) for one in before["conversations"]]


def test_more_than_a_bite_keeps_its_shape(monkeypatch):
    monkeypatch.setattr(staging, "BITE", 3)
    told = [{"id": n, "parent": n - 1 if n > 1 else None, "role": "user", "text": str(n)} for n in range(1, 11)]

    [place] = brought(person("alice"), {"title": "Long", "messages": told})

    keys = list(place.messages.order_by("pk").values_list("pk", flat=True))
    assert list(place.messages.order_by("pk").values_list("parent", flat=True)) == [None, *keys[:-1]]
    assert place.leaf_id == keys[-1]


def test_nothing_is_seen_before_the_word_and_nothing_stays_of_what_is_dropped(client):
    alice = person("alice")
    client.force_login(alice)
    found = staged(alice, {"title": "Quay", "messages": [{"role": "user", "text": "hello"}]})
    page = f"/import/{found.pk}/"

    preview = client.get(page).content.decode()
    assert "Quay" in preview
    assert "1 conversation with 1 message" in preview
    assert not Conversation.objects.visible_to(alice).exists()
    client.post(f"{page}drop/")
    forget_deleted()

    assert "Nothing of this file was taken" in client.get(page).content.decode()
    assert not Conversation.objects.filter(owner=alice).exists()
    client.post(f"{page}take/")
    assert Import.objects.get().state == "dropped"


def test_a_file_goes_from_the_form_to_the_list(client):
    alice, key = person("alice"), uuid.uuid4()
    client.force_login(alice)
    value = {"title": "Quay", "messages": [{"role": "user", "text": "hello"}, {"role": "assistant", "text": "x"}]}

    answer = client.post("/import/", {"id": str(key), "file": file(value)})
    assert answer.headers["Location"] == f"/import/{key}/"
    assert client.get(answer.headers["Location"], headers={"Accept": "application/json"}).json()["state"] == "waiting"
    for _ in range(2):
        answer = client.post(f"/import/{key}/take/", follow=True)

    assert "1 conversation with 2 messages" in answer.content.decode()
    assert [one.title for one in Conversation.objects.visible_to(alice)] == ["Quay"]
    again = client.post("/import/", {"id": str(key), "file": file(value)})
    assert (again.status_code, Conversation.objects.count()) == (409, 1)


def test_what_is_imported_is_found_costs_nothing_and_says_to_reviewers_what_it_is(client):
    alice = person("alice")
    told = [{"id": 1, "role": "user", "text": "marmalade"}]
    told.append(
        {"id": 2, "parent": 1, "role": "assistant", "text": "toast", "model": "gpt-9", "usage": {"prompt_tokens": 9}}
    )
    [place] = brought(alice, {"title": "Breakfast", "messages": told})
    while afterwards.some():
        pass
    client.force_login(alice)

    hits = client.get("/search/", {"q": "marmalade"}, headers={"Accept": "application/json"}).json()["hits"]

    assert len(hits) == 1
    assert "gpt-9 (imported)" in client.get(place.get_absolute_url()).content.decode()
    assert not Entry.objects.exists()
    reply = place.messages.get(role="assistant")
    assert ("Source", review.FROM_A_FILE) in review.facts(reply, None, None)
    assert handout.said_by(reply) == "gpt-9 (imported)"
    transcript = Transcript.objects.get(conversation=place)
    assert (transcript.model, transcript.tokens) == ("gpt-9 (imported)", 0)
    assert [voice.model for voice in transcript.voices.all()] == ["gpt-9 (imported)"]


HOSTILE = {
    "no object": 5,
    "none": None,
    "a role of its own": {"role": "root", "text": "kept"},
    "a parent from elsewhere": {"role": "user", "text": "kept", "parent": 4711},
    "itself as parent": {"id": 9, "parent": 9, "role": "user", "text": "kept"},
    "letters that are none": {"role": "user", "text": "kept \ud800 \0"},
    "a text that is a list": {"role": "user", "text": ["a"], "reasoning": "kept"},
    "a number beyond all": {"role": "assistant", "text": "kept", "usage": {"prompt_tokens": 10**30}, "first_ms": -1},
    "truth as a number": {"role": "assistant", "text": "kept", "usage": {"prompt_tokens": True}},
    "the year 9999": {"role": "user", "text": "kept", "created": "9999-12-31T23:59:59+00:00"},
    "a time that is none": {"role": "assistant", "text": "kept", "created": "soon", "ended": [], "began": {}},
    "a state of its own": {"role": "assistant", "text": "kept", "state": "holy"},
    "still being written": {"role": "assistant", "text": "kept", "state": "writing"},
    "names that are too long": {"role": "assistant", "text": "kept", "model": "m" * 10_000, "finish_reason": "f" * 99},
    "settings that are none": {"role": "assistant", "text": "kept", "request": {"parameters": {"a\0": ["\ud800"]}}},
    "too many settings": {"role": "assistant", "text": "kept", "request": {"parameters": {"a": "b" * 200_000}}},
}
SILENT = {"letters that are none", "settings that are none", "time"}


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_a_message_is_its_text_is_kept_and_the_rest_is_said(name):
    alice, good = person("alice"), {"id": 1, "role": "user", "text": "before"}

    found = staged(alice, {"title": name, "messages": [good, HOSTILE[name], {"role": "user", "text": "after"}]})
    found.take()

    [place] = Conversation.objects.visible_to(alice)
    texts = [message.text for message in Message.objects.filter(conversation=place).with_parts().order_by("pk")]
    assert (texts[0], texts[-1]) == ("before", "after")
    assert bool(found.lines) == (name not in SILENT)
    assert all("message 2" in line for line in found.lines)
    if isinstance(HOSTILE[name], dict) and isinstance(HOSTILE[name]["text"], str):
        assert texts[1].startswith("kept")


@pytest.mark.parametrize(
    "head",
    [
        {"title": ""},
        {"title": 5},
        {"title": "t" * 10_000},
        {"title": "a\0b\ud800"},
        {"created": "1066-10-14"},
        {"system": "s" * 50_000},
        {"system": ["x"], "parameters": {"temperature": "hot", "stop": 5}},
        {"parameters": {"response_format": {"type": "json_schema"}}},
        {"parameters": {"stop": [[1]], "seed": 10**40}},
        {"shown": {"a": 1}, "pinned": "yes", "created": 10**20},
        {"deep": [[[[1]]]], "id": None},
    ],
)
def test_whatever_a_conversation_is_called_its_messages_are_kept(head):
    found = staged(person("alice"), head | {"messages": [{"role": "user", "text": "the first words"}]})
    found.take()

    [place] = Conversation.objects.visible_to(person("alice"))
    assert place.title
    assert len(place.title) <= 200
    assert place.messages.count() == 1


DEEP = b'{"messages": [{"role": "user", "text": "kept", "request": ' + b"[" * 10_000 + b"]" * 10_000 + b"}]}"


def test_what_is_ten_thousand_deep_is_left_out():
    found = staged(person("alice"), DEEP)
    assert (found.messages, found.lines) == (1, [f"Conversation 1, message 1: {TOO_MUCH.format('request')}."])
    whole = b'{"messages": [' + b"[" * 10_000 + b"]" * 10_000 + b', {"role": "user", "text": "x"}]}'
    found = staged(person("alice"), whole)
    assert (found.messages, len(found.lines)) == (1, 1)


@pytest.mark.parametrize("body", [b"", b"garbage", b"\xff\xfe\0", b"[]", b"{}", b"5", b"[5, {}]", b"PK\3\4" * 1000])
def test_garbage_is_a_sentence_with_a_next_step(client, body):
    client.force_login(person("alice"))

    answer = client.post("/import/", {"id": str(uuid.uuid4()), "file": file(body)}, follow=True)

    assert "Choose a JSON file" in answer.content.decode() or "There is no file yet" in answer.content.decode()
    assert not Conversation.objects.exists()


def test_a_file_that_breaks_off_gives_what_came_before():
    whole = json.dumps({"title": "x", "messages": [{"role": "user", "text": str(n)} for n in range(9)]}).encode()

    found = staged(person("alice"), whole[:-60])

    assert found.state == "waiting"
    assert 0 < found.messages < 9
    assert "cannot be read beyond this place" in found.lines[-1]


def test_a_file_beyond_the_limit_is_not_read(client, settings):
    settings.LONGEST_IMPORT = 2_000_000
    client.force_login(person("alice"))

    answer = client.post("/import/", {"id": str(uuid.uuid4()), "file": file(b"x" * 2_000_001)})

    assert answer.status_code == 413
    assert not Import.objects.exists()
    assert "2 MB at most" in client.get("/import/").content.decode()


def test_what_another_program_exported_keeps_its_branches():
    node = lambda key, parent, role, text: {  # noqa: E731
        "id": key,
        "parent": parent,
        "message": role and {"author": {"role": role}, "content": {"parts": [text]}, "create_time": 1.7e9},
    }
    nodes = [node("root", None, None, ""), node("q", "root", "user", "Q"), node("b", "q", "assistant", "B")]
    nodes += [node("tool", "q", "tool", "{}"), node("a", "tool", "assistant", "A"), node("c", "c", "user", "circle")]
    chatgpt = {
        "title": "Foreign",
        "create_time": 1.7e9,
        "mapping": {one["id"]: one for one in nodes},
        "current_node": "b",
    }
    history = {
        "messages": {"1": {"id": "1", "role": "user", "content": "Hi", "parentId": None, "timestamp": 1700000000}}
    }
    history["messages"]["2"] = {"id": "2", "role": "assistant", "content": "Ho", "parentId": "1", "model": "qwen"}
    openwebui = {"title": "Open", "chat": {"history": history | {"currentId": "2"}}}

    first, second = sorted(brought(person("alice"), [chatgpt, openwebui]), key=lambda one: one.title)

    texts = {message.pk: message.text for message in first.messages.all()}
    shape = {(texts[message.pk], texts.get(message.parent_id)) for message in first.messages.all()}
    assert shape == {("Q", None), ("A", "Q"), ("B", "Q"), ("circle", None)}
    assert texts[first.leaf_id] == "B"
    assert [message.model for message in second.messages.order_by("pk")] == ["", "qwen"]


def test_the_words_of_a_long_text_are_read_once():
    body = io.BytesIO(json.dumps([{"a": "x" * 3_000_000}]).encode())

    assert [kind for kind, _ in pieces(body)] == ["end"]
