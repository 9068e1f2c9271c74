"""What people see of who read theirs: who, which, when and why, and only what is about them."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from chat.models import Action, Conversation, audit, entry
from chat.views import readings

from .cast import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client):
    client.force_login(person("alice"))
    return client


def read(owner="alice", by="rita", action=Action.OPENED, title="Tides", reason="A complaint"):
    about = Conversation.objects.create(owner=person(owner), title=title)
    with transaction.atomic():
        audit.record(person(by), action, conversation=about, reason=reason)
    return about


def test_a_person_sees_who_read_which_when_and_why(alice):
    about = read()

    page = alice.get("/readings/").content.decode()

    for word in ("rita", "opened a conversation", "Tides", about.get_absolute_url(), "A complaint"):
        assert word in page


@pytest.mark.parametrize("action", [Action.OPENED, Action.REVEALED, Action.FOUND, Action.EXPORTED])
def test_every_kind_of_reading_is_told(alice, action):
    read(action=action)

    assert action.label in alice.get("/readings/").content.decode()


def test_nobody_sees_readings_of_others_or_what_else_is_on_record(alice):
    read(owner="bob", reason="About Bob")
    read(by="alice", reason="My own")
    with transaction.atomic():
        audit.record(person("ada"), Action.GRANTED, person=person("alice"), reason="A role")

    page = alice.get("/readings/").content.decode()

    assert not any(word in page for word in ("About Bob", "My own", "A role"))
    assert "Nobody opened a conversation of yours" in page


def test_a_password_set_by_somebody_else_is_told(alice):
    with transaction.atomic():
        audit.record(person("ada"), Action.PASSWORD, person=person("alice"))

    assert "set a new password" in alice.get("/readings/").content.decode()


def test_a_deleted_conversation_is_told_without_its_title(alice):
    read().mark("deleted", True)
    read(title="Gone for good").delete()

    page = alice.get("/readings/").content.decode()

    assert page.count("deleted since") == 2
    assert "Tides" not in page
    assert "Gone for good" not in page


def test_a_delay_holds_readings_back_and_is_said(alice, settings, monkeypatch):
    settings.REVIEW_NOTICE_DELAY_DAYS = 7
    read()

    early = alice.get("/readings/").content.decode()
    later = timezone.now() + timedelta(days=7, seconds=1)
    monkeypatch.setattr(entry.timezone, "now", lambda: later)
    late = alice.get("/readings/").content.decode()

    assert "A reading appears here 7 days after it" in early
    assert "Tides" not in early
    assert "Tides" in late


def test_it_is_read_page_by_page(alice, monkeypatch):
    monkeypatch.setattr(readings, "PAGE", 2)
    for number in range(3):
        read(title=f"Number {number}")

    first, second = (alice.get(f"/readings/{query}").content.decode() for query in ("", "?before=2"))

    assert ("Number 2" in first, "Number 0" in first, "Number 0" in second) == (True, False, True)
    assert "?before=2" in first
