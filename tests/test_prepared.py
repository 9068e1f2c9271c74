"""A question that is put together once says what the query set would say that is made anew."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from chat.models import Conversation, Message, Part, User, people
from chat.models.conversation import texts_in
from chat.models.prepared import KEY, UUID, prepared

from .cast import person

pytestmark = pytest.mark.django_db


def conversation_of(owner, *texts):
    place = Conversation.objects.create(owner=owner, title="Tides")
    for text in texts:
        prompt = Message.objects.create(role="user", conversation=place)
        Part.of(prompt.pk, "text", text).save()
    return place


def test_each_asking_has_its_own_values():
    one, other = (conversation_of(person("alice"), *texts) for texts in (("Ebb", "Flood"), ("Spring",)))

    said = [[text for *_, text, _ in texts_in(conversation=key)] for key in (one.pk, other.pk, uuid.uuid4(), one.pk)]

    assert said == [["Ebb", "Flood"], ["Spring"], [], ["Ebb", "Flood"]]


def test_rows_are_as_django_makes_them():
    place = conversation_of(person("bob"))

    @prepared(owner=KEY, key=UUID)
    def places(owner, key):
        return Conversation.objects.visible_to(owner).select_related("owner").filter(pk=key).defer("title")

    (found,) = places(owner=person("bob").pk, key=place.pk)

    assert (found, found.owner, found.parameters) == (place, person("bob"), {})
    assert "title" in found.get_deferred_fields()
    assert places(owner=person("alice").pk, key=place.pk) == []


def test_rows_are_read_anew():
    place = conversation_of(person("alice"), "Ebb")
    texts_in(conversation=place.pk)
    place.messages.all().delete()

    assert texts_in(conversation=place.pk) == []


def test_it_is_put_together_once():
    made = []

    @prepared(pk=KEY)
    def named(pk):
        made.append(pk)
        return User.objects.filter(pk=pk).values_list("username")

    assert [named(pk=person(name).pk) for name in ("alice", "bob", "alice")] == [[("alice",)], [("bob",)], [("alice",)]]
    assert len(made) == 1


def test_each_thread_asks_on_its_own_connection():
    used = []

    @prepared(pk=KEY)
    def anybody(pk):
        return User.objects.filter(pk=pk)

    def ask():
        anybody(pk=0)
        used.append(connection.connection)
        connection.close()

    anybody(pk=0)
    with ThreadPoolExecutor(1) as thread:
        thread.submit(ask).result()

    assert used[0] is not connection.connection
    assert anybody(pk=0) == []


def test_a_stranger_is_nobody():
    assert people.active(pk=person("alice").pk)
    User.objects.filter(username="alice").update(is_active=False)

    assert people.active(pk=person("alice").pk) == []
