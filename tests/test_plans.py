"""No question goes through every message, however many there are: what is asked often has an index to be asked by."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chat import afterwards
from chat.models import Conversation, Message, Process, export, forgetting, life, pruning
from chat.models.charging import settle_vanished

from .cast import person
from .stage.plans import whole_tables
from .talk import asked, ended

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(days=2)


@pytest.fixture
def talk(client):
    """A prompt of Alice with its reply, a later one that is being written, and a process that is long gone."""
    alice = person("alice")
    client.force_login(alice)
    reply = asked(alice, "tide tables")
    ended(reply, text="The harbour knows.")
    asked(alice, "and now", conversation=reply.conversation, parent=reply.pk)
    Process.objects.create(name="gone", renewed_at=timezone.now() - LONG_AGO)
    return reply.conversation


@pytest.mark.parametrize(
    "verb",
    [
        lambda: life.abandoned(timezone.now()),
        life.forget_processes,
        forgetting.forget_deleted,
        export.forget_items,
        settle_vanished,
        afterwards.some,
    ],
    ids=["sweep", "processes", "deleted", "items", "vanished", "afterwards"],
)
def test_the_housework_looks_only_at_what_is_to_be_done(talk, verb):
    with whole_tables() as found:
        verb()

    assert found == []


def test_forgetting_a_process_leaves_what_it_wrote_alone(talk):
    Message.objects.update(state="done")
    written = list(Message.objects.order_by("pk").values_list("writer", flat=True))
    Process.objects.update(renewed_at=timezone.now() - LONG_AGO)

    life.forget_processes()

    assert not Process.objects.exists()
    assert list(Message.objects.order_by("pk").values_list("writer", flat=True)) == written


@pytest.mark.parametrize("path", ["/", "/list.json", "{here}", "{here}export.json", "/search/?q=tide", "/search/?q=ti"])
def test_a_page_looks_only_at_what_it_shows(client, talk, path):
    with whole_tables() as found:
        answer = client.get(path.format(here=talk.get_absolute_url()), headers={"Accept": "application/json"})

    assert (answer.status_code, found) == (200, [])


@pytest.mark.parametrize(
    "query", ["", "state=failed", "person=alice", "model=harbour-7b", "until=2030-01-01", "tokens=5", "group=1"]
)
def test_a_list_of_transcripts_looks_only_at_what_may_match(client, talk, query):
    client.force_login(person("rita"))

    with whole_tables() as found:
        assert client.get(f"/review/?{query}").status_code == 200

    assert found == []


def test_deleting_for_good_looks_only_at_what_goes(talk):
    pruning.delete(talk.messages.order_by("pk")[2])
    Message.objects.filter(deleted_at__isnull=False).update(deleted_at=timezone.now() - LONG_AGO)
    other = Conversation.objects.create(owner=talk.owner, deleted_at=timezone.now() - LONG_AGO)

    with whole_tables() as found:
        forgetting.forget_deleted()

    assert found == []
    assert not Conversation.objects.filter(pk=other.pk).exists()
