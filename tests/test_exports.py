"""Taking everything away: complete, streamed, and never faster than it is read."""

import asyncio
import json
import socket
import tracemalloc
from contextlib import ExitStack

import pytest
from asgiref.sync import async_to_sync

from chat.exporting import one_as_json
from chat.models import Conversation, Message, Part
from chatsite.doors import LANES

from .cast import person
from .stage.person import Person

MANY = """
from chat.models import Conversation, Message, Part, User
alice = User.objects.get(username="alice")
place = Conversation.objects.create(owner=alice, title="Long")
made = Message.objects.bulk_create(Message(conversation=place, role="user", model="demo") for _ in range(3000))
Part.objects.bulk_create(Part.of(message.pk, "text", "word " * 2000) for message in made)
"""


def said(owner, title, *texts):
    place = Conversation.objects.create(owner=owner, title=title)
    for text in texts:
        message = Message.objects.create(conversation=place, role="user", model="demo")
        Part.of(message.pk, "text", text).save(force_insert=True)
    return place


@pytest.mark.django_db
def test_everything_is_what_each_conversation_gives_alone(client):
    alice, bob = person("alice"), person("bob")
    client.force_login(alice)
    made = [said(alice, 'One "quoted"', "a", "b\nc"), said(alice, "Two 东京")]
    said(alice, "Gone", "x").mark("deleted", True)
    said(bob, "His")

    everything = json.loads(b"".join(client.get("/export/everything.json")))
    alone = [json.loads(b"".join(client.get(f"{one.get_absolute_url()}export.json"))) for one in made[:2]]

    assert everything == {"conversations": alone}
    assert [message["text"] for message in alone[0]["messages"]] == ["a", "b\nc"]


@pytest.mark.django_db
def test_everything_as_markdown_is_one_text(client):
    alice = person("alice")
    client.force_login(alice)
    said(alice, "One", "a")
    said(alice, "Two", "b")

    text = b"".join(client.get("/export/everything.md")).decode()

    assert text == "# One\n\n## You\n\na\n\n# Two\n\n## You\n\nb\n\n"


@pytest.mark.django_db
def test_an_export_longer_than_a_bite_has_every_message(client, monkeypatch):
    monkeypatch.setattr("chat.exporting.BITE", 3)
    alice = person("alice")
    client.force_login(alice)
    place = said(alice, "Long", *(str(number) for number in range(10)))

    told = json.loads(b"".join(client.get(f"{place.get_absolute_url()}export.json")))

    assert [message["text"] for message in told["messages"]] == [str(number) for number in range(10)]


@pytest.mark.django_db
def test_the_page_says_how_much_there_is(client):
    client.force_login(person("alice"))
    nothing = client.get("/export/").content.decode()
    said(person("alice"), "One", "a", "b")

    assert "nothing to take away yet" in nothing
    assert "1 conversation with 2 messages" in client.get("/export/").content.decode()


@pytest.fixture
def long(serve):
    """A server, and Alice with a conversation of 30 MB in it."""
    server = serve()
    server.place.run("-c", f"import django; django.setup()\n{MANY}", DJANGO_SETTINGS_MODULE="chatsite.settings")
    return server


@pytest.mark.django_db
def test_ten_times_the_messages_take_no_more_memory(monkeypatch):
    monkeypatch.setattr("chat.exporting.BITE", 20)
    alice = person("alice")
    short, long = [said(alice, "Long", *["word " * 4000] * many) for many in (40, 400)]

    spent(short)  # What is made once is made.

    assert spent(long) < 1.3 * spent(short)


def spent(place):
    """Bytes that an export of a conversation had at once, at most."""

    async def taken():
        return sum([len(piece) async for piece in one_as_json(place.pk)])

    tracemalloc.start()
    try:
        async_to_sync(taken)()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.sqlite
async def test_a_reader_that_stops_reading_costs_no_memory(long):
    async with Person(long, "alice") as alice:
        before = long.memory()
        with stuck(long, alice, "/export/everything.json"):
            await asyncio.sleep(4)

            assert long.memory() < before + 25


@pytest.mark.sqlite
async def test_more_stuck_readers_than_lanes_hold_up_nobody(long):
    async with Person(long, "alice") as alice:
        place = (await alice.http.get("/list.json")).json()["groups"][0]["conversations"][0]["url"]
        with ExitStack() as readers:
            for _ in range(LANES + 2):
                readers.enter_context(stuck(long, alice, f"{place}export.json"))

            assert (await alice.http.get("/settings/", timeout=5)).status_code == 200


def stuck(server, who, path):
    """A connection on which a download has begun that nobody reads on."""
    connection = socket.create_connection(("127.0.0.1", server.port))
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {server.host}\r\nCookie: {who.cookies}\r\n\r\n".encode())
    connection.recv(1000)
    return connection
