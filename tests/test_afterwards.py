"""What nobody waits for is done for every message, whatever one of them holds."""

import pytest
from django.db import OperationalError

from chat import afterwards
from chat.models import Entry, Message, Passage, Transcript
from chat.search import index

from .cast import person
from .talk import asked, ended

pytestmark = pytest.mark.django_db


@pytest.fixture
def poison(monkeypatch):
    """A text that holds this word cannot be cut into words."""

    def words_in(text):
        if "poison" in text:
            raise ValueError("poison")
        return whole(text)

    whole = index.words_in
    monkeypatch.setattr(index, "words_in", words_in)


def test_a_message_that_cannot_be_indexed_holds_up_none_and_is_billed(poison, monkeypatch, caplog):
    monkeypatch.setattr(afterwards, "BITE", 3)
    alice = person("alice")
    before = asked(alice, "a good one")
    bad = asked(alice, "poison")
    last = asked(alice, "another one")

    for reply, text in (last, ""), (bad, "and its reply"), (before, ""):
        ended(reply, text=text)
    while afterwards.some():
        pass

    found = set(Passage.objects.values_list("message", flat=True))
    assert not Message.objects.due().exists()
    assert found == {before.parent_id, bad.pk, last.parent_id}
    assert Entry.objects.filter(reply=bad.pk).exists()
    assert Transcript.objects.filter(conversation=bad.conversation).exists()
    assert "poison" not in caplog.text
    assert f"message={bad.parent_id}" in caplog.text


def test_what_a_database_that_is_away_left_undone_stays_due(monkeypatch):
    def away(pks):
        raise OperationalError("the server closed the connection")

    reply = asked(person("alice"))
    monkeypatch.setattr(afterwards, "index", away)

    with pytest.raises(OperationalError):
        ended(reply)

    assert Message.objects.due().filter(pk=reply.pk).exists()
