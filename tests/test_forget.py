"""What was deleted goes for good: all of it, and never much of it in one transaction."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chat import housework
from chat.models import Conversation, Message, forgetting

from .cast import person

LONG_AGO = timedelta(hours=1)


@pytest.fixture(autouse=True)
def small_bites(monkeypatch):
    monkeypatch.setattr(forgetting, "BITE", 5)
    monkeypatch.setattr(housework, "GATHER", 0)


def talk(length, **more):
    """A conversation of so many messages, each the answer to the one before."""
    made, last = Conversation.objects.create(owner=person("alice"), title="Long", **more), None
    for number in range(length):
        last = Message.objects.create(conversation=made, parent=last, role="assistant" if number % 2 else "user")
    return made


def rounds():
    """How many messages are left after each bite."""
    left = []
    while forgetting.forget_deleted():
        left.append(Message.objects.count())
    return left


@pytest.mark.django_db
def test_a_long_conversation_goes_a_bite_at_a_time():
    talk(12, deleted_at=timezone.now() - LONG_AGO)
    kept = talk(3), talk(2, deleted_at=timezone.now())

    assert rounds() == [12, 7]
    assert set(Conversation.objects.all()) == set(kept)
    assert Message.objects.count() == 5


@pytest.mark.django_db
def test_of_a_branch_the_newest_go_first_so_that_none_takes_more_along():
    branch = talk(13).messages.order_by("pk")[1:]
    Message.objects.filter(pk__in=[message.pk for message in branch]).update(deleted_at=timezone.now() - LONG_AGO)

    assert rounds() == [8, 3]
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_many_short_conversations_go_together_and_not_all_at_once():
    for _ in range(7):
        talk(1, deleted_at=timezone.now() - LONG_AGO)

    assert forgetting.forget_deleted()

    assert Conversation.objects.count() == 5


async def test_the_housework_goes_on_until_nothing_is_left(monkeypatch):
    async def at_once(verb):
        return verb()

    bites, others = iter([True, True, False]), []
    monkeypatch.setattr(housework, "in_db", at_once)  # Its threads have connections of other tests.
    monkeypatch.setattr(housework, "forget_deleted", lambda: next(bites))
    for name in ("forget_processes", "forget_items", "settle_vanished"):
        monkeypatch.setattr(housework, name, lambda name=name: others.append(name))

    await housework.tidy()

    assert next(bites, "eaten") == "eaten"
    assert len(others) == 3
