"""Looking for words under review: every hit is on record before it is listed, and no text is shown."""

import json

import pytest
from django.db import DatabaseError
from django.urls import reverse

from chat.models import AuditEntry, audit

from .cast import person
from .talk import asked, ended

pytestmark = pytest.mark.django_db


@pytest.fixture
def rita(client):
    client.force_login(person("rita"))
    return client


def look(rita, **form):
    wanted = {"person": "alice", "words": "tide", "reason": "Question of the harbour board"} | form
    return rita.post(reverse("find_words"), wanted)


def talk(who, text, answer="nothing"):
    return ended(asked(person(who), text), text=answer)


def test_every_hit_is_a_reading_of_its_own(rita):
    hits = [talk("alice", "canary tide one"), talk("alice", "canary two", "the tide is high")]
    talk("alice", "canary of something else")
    talk("bob", "canary tide of Bob's")

    answer = look(rita)

    page = answer.content.decode()
    assert all(f"/review/{hit.conversation_id}/" in page for hit in hits)
    assert page.count("data-row") == 2
    assert "canary" not in page
    searched, *found = AuditEntry.objects.all()
    assert (searched.action, searched.person_name, json.loads(searched.details)) == (
        "searched",
        "alice",
        {"hits": 2, "words": "tide"},
    )
    assert {(row.action, row.conversation) for row in found} == {("found", hit.conversation_id) for hit in hits}


def test_a_hit_opens_nothing(rita):
    hit = talk("alice", "canary tide")
    look(rita)

    assert "canary" not in rita.get(reverse("transcript", args=[hit.conversation_id])).content.decode()


def test_looking_in_vain_is_on_record_too(rita):
    person("alice")

    answer = look(rita, words="nowhere to be found")

    assert "That you looked is on record." in answer.content.decode()
    assert [row.action for row in AuditEntry.objects.all()] == ["searched"]


@pytest.mark.parametrize(
    "form", [{"person": "nobody"}, {"words": "  "}, {"words": "\0"}, {"reason": "because"}, {"person": ""}]
)
def test_without_a_person_words_and_a_reason_nothing_is_looked_for(rita, form):
    talk("alice", "canary tide")

    answer = look(rita, **form)

    assert answer.status_code in (200, 400)
    assert "data-row" not in answer.content.decode()
    assert not [row for row in AuditEntry.objects.all() if row.action == "found"]


@pytest.mark.parametrize("place", [(audit.AuditEntry.objects, "bulk_create"), (audit.chain, "keep")])
def test_when_the_log_cannot_be_written_no_hit_is_listed(rita, monkeypatch, place):
    hit = talk("alice", "canary tide")
    audit.reading(person("rita"), "opened", conversation=hit.conversation, reason="before")

    def fail(*args, **kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr(*place, fail)
    answer = look(rita)

    assert answer.status_code == 503
    assert str(hit.conversation_id) not in answer.content.decode()


@pytest.mark.parametrize("words", ['"', "*", "a OR b", "NEAR(", "x" * 10_000, "'; DROP TABLE", "🌊", "潮"])
def test_nothing_that_is_typed_breaks_it(rita, words):
    person("alice")

    assert look(rita, words=words, before="9" * 30).status_code in (200, 400)


@pytest.mark.parametrize("who", ["alice", "otto", "ada"])
def test_it_is_there_for_reviewers_alone(client, who):
    client.force_login(person(who))

    assert {client.get(reverse("words")).status_code, look(client).status_code} == {404}
