"""The audit log taken along, as a sheet or as lines of JSON, and that this is on record as well."""

import csv
import io
import json

import pytest
from django.db import transaction

from chat.models import Action, AuditEntry, Conversation, audit
from chat.views import audit as doors

from .cast import person
from .stage.person import Person

pytestmark = [
    pytest.mark.db,
    # Only in tests is the answer read by something that waits for it.
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume asynchronous iterators"),
]

FORMULA = '=HYPERLINK("http://evil.example")'


@pytest.fixture
def otto(client, db):
    client.force_login(person("otto"))
    return client


def read(owner="alice", reason="A complaint", **details):
    about = Conversation.objects.create(owner=person(owner), title="Secret plans")
    with transaction.atomic():
        return audit.record(person("rita"), Action.OPENED, conversation=about, reason=reason, **details)


def taken(client, **form):
    answer = client.post("/audit/download/", form)
    return answer, b"".join(answer).decode()


def test_a_sheet_holds_every_row_and_no_formula(otto, monkeypatch):
    monkeypatch.setattr(doors, "CHUNK", 2)
    for reason in (FORMULA, "+1", "-1", "@x", "plain, with a comma"):
        read(reason=reason)

    answer, text = taken(otto, form="csv")

    head, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert answer["Content-Type"].startswith("text/csv")
    assert "attachment" in answer["Content-Disposition"]
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5"]
    assert [row[head.index("reason")] for row in rows] == [f"'{FORMULA}", "'+1", "'-1", "'@x", "plain, with a comma"]
    assert "Secret plans" not in text


def test_lines_of_json_hold_what_is_recorded_letter_by_letter(otto):
    entry = read(reason=FORMULA, category="complaint")

    _, text = taken(otto, form="jsonl")

    (row,) = [json.loads(line) for line in text.splitlines()]
    assert (row["sequence"], row["reason"], row["details"]) == (1, FORMULA, {"category": "complaint"})
    assert (row["conversation"], row["seal"]) == (str(entry.conversation), entry.mac)


def test_taking_it_along_is_itself_on_record_with_its_filter(otto):
    read()
    read(owner="bob")

    _, text = taken(otto, form="jsonl", about="bob")

    entry = AuditEntry.objects.order_by("-sequence").first()
    assert len(text.splitlines()) == 1
    assert (entry.actor_name, entry.action) == ("otto", "downloaded")
    assert json.loads(entry.details) == {"form": "jsonl", "filter": {"about": "bob"}, "rows": 1}


def test_nothing_is_taken_along_that_cannot_be_recorded(otto, settings):
    read()
    settings.AUDIT_KEY_FILE.unlink()

    answer = otto.post("/audit/download/", {"form": "csv"})

    assert answer.status_code == 302
    assert b"Nothing was downloaded." in otto.get("/audit/").content


async def test_it_comes_from_a_real_server_too(server):
    server.place.run("-m", "tests.stage.readings", "3")

    async with Person(server, "otto") as otto:
        answer = await otto.post("/audit/download/", data={"form": "jsonl", "by": "rita"})
        page = await otto.get("/audit/")

    assert [json.loads(line)["action"] for line in answer.text.splitlines()] == ["opened"] * 3
    assert answer.headers["Content-Disposition"].endswith('.jsonl"')
    assert "downloaded the audit log" in page.text
