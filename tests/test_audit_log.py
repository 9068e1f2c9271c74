"""The auditors' page: who did what, when and why, found by filters, and not there for anybody else."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chat.models import Action, AuditEntry, Conversation, User, audit
from chat.views import audit as doors

from .cast import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def otto(client):
    client.force_login(person("otto"))
    return client


def read(owner="alice", action=Action.OPENED, reason="A complaint", **details):
    about = Conversation.objects.create(owner=person(owner), title="Secret plans")
    with transaction.atomic():
        return audit.record(person("rita"), action, conversation=about, reason=reason, **details)


def listed(answer):
    return [row.sequence for row in answer.context["rows"]]


def test_it_says_who_what_whose_and_why_and_no_title(otto):
    entry = read(category="complaint")

    page = otto.get("/audit/").content.decode()

    for word in (
        "rita",
        "opened a conversation",
        "alice",
        str(entry.conversation),
        "A complaint",
        "category complaint",
    ):
        assert word in page
    assert "Secret plans" not in page


def test_it_gives_the_end_of_the_log_to_be_kept_elsewhere(otto):
    entry = read()

    assert f"{entry.sequence}:{entry.mac}" in otto.get("/audit/").content.decode()


@pytest.mark.parametrize("name", ["alice", "rita", "ada"])
@pytest.mark.parametrize("door", ["/audit/", "/audit/download/"])
def test_nobody_but_an_auditor_finds_it(client, name, door):
    read()
    client.force_login(person(name))

    assert client.get("/audit/").status_code == 404
    assert client.post(door, {"form": "csv"}).status_code in (404, 405)
    assert AuditEntry.objects.count() == 1


def test_a_superuser_without_the_role_does_not_find_it(client):
    client.force_login(User.objects.create(username="root", is_superuser=True))

    assert client.get("/audit/").status_code == 404


def test_it_is_read_page_by_page_from_place_to_place(otto, monkeypatch):
    monkeypatch.setattr(doors, "PAGE", 2)
    for _ in range(5):
        read()

    pages = [listed(otto.get(f"/audit/{query}")) for query in ("", "?before=4", "?before=2")]

    assert pages == [[5, 4], [3, 2], [1]]
    assert "before=4" in otto.get("/audit/?by=rita").content.decode()


def test_what_is_found_by_days_is_read_page_by_page_too_whatever_clocks_say(otto, monkeypatch):
    monkeypatch.setattr(doors, "PAGE", 2)
    now = timezone.now()
    for minutes in 0, 0, 1, 0, -1:
        monkeypatch.setattr(audit.timezone, "now", lambda moment=now + timedelta(minutes=minutes): moment)
        read()
    monkeypatch.undo()
    monkeypatch.setattr(doors, "PAGE", 2)
    days = f"since={timezone.localdate(now) - timedelta(days=1)}"

    pages = [listed(otto.get(f"/audit/?{days}{place}")) for place in ("", "&before=4", "&before=1")]

    assert pages == [[3, 4], [2, 1], [5]]


@pytest.mark.sqlite
def test_days_are_found_by_their_index_and_not_sorted():
    found = AuditEntry.objects.filter(at__gte=timezone.now(), at__lt=timezone.now()).before_by_day(None)[:51]

    assert "TEMP B-TREE FOR ORDER BY" not in found.explain()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("by=rita", [4, 3, 2, 1]),
        ("by=alice", []),
        ("about=bob", [2]),
        ("action=revealed", [3]),
        ("by=rita&about=alice&action=opened", [4, 1]),
        ("since={today}", [4, 3, 2, 1]),
        ("since={tomorrow}", []),
        ("until={today}", [4, 3, 2, 1]),
        ("until={yesterday}", []),
        ("since={yesterday}&until={tomorrow}", [4, 3, 2, 1]),
        ("since=nonsense", []),
        ("action=nonsense", []),
        ("by=%00", []),
        ("before=nonsense", [4, 3, 2, 1]),
        ("before=99999999999999999999999", [4, 3, 2, 1]),
    ],
)
def test_filters_find_what_they_say(otto, query, found):
    read()
    read(owner="bob")
    read(action=Action.REVEALED)
    read(reason="Another")
    today = timezone.localdate()
    days = {"today": today, "yesterday": today - timedelta(days=1), "tomorrow": today + timedelta(days=1)}

    assert listed(otto.get(f"/audit/?{query.format(**days)}")) == found


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "Nothing was recorded yet."),
        ("by=nobody", "Take something out of the filter."),
        ("since=nonsense", "Nothing is looked for as long as a field above is wrong."),
        ("before=1", "There is nothing older."),
    ],
)
def test_an_empty_list_says_why(otto, query, sentence):
    assert sentence in otto.get(f"/audit/?{query}").content.decode()


def test_what_somebody_wrote_as_a_reason_stays_text(otto):
    read(reason="<script>alert(1)</script>")

    assert b"<script>alert" not in otto.get("/audit/").content


def test_a_page_is_one_question_to_the_log_however_long_it_is(otto):
    for _ in range(60):
        read()

    with CaptureQueriesContext(connection) as queries:
        otto.get("/audit/?by=rita")

    assert len([query for query in queries if "chat_auditentry" in query["sql"]]) == 1
