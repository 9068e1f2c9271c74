"""Exports for review: for a reason, once, on record before the first letter leaves, and safe to open."""

import csv
import hashlib
import io
import json
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from chat import handout as handouts
from chat.handout import FIELDS, Handout
from chat.models import AuditEntry, Export, Transcript, audit, export

from .cast import person
from .talk import asked, ended

pytestmark = pytest.mark.django_db

MAIL = "secret.person@example.org"
WHY = {"reason": "Request of the works council", "form": "jsonl"}


@pytest.fixture
def erin(db):
    account = person("erin")
    account.role_grants.create(role="exporter")
    return account


def prepared(who, form="jsonl", is_masked=True, found=None):
    token = export.prepare(who, Transcript.objects.all() if found is None else found, "A reason", {}, form, is_masked)
    return export.behind(who, token)


def taken(found):
    """The whole file, and the handout that made it."""
    assert found.begin()
    found.refresh_from_db()
    handout, pieces = Handout(found), []
    while piece := handout.piece():
        pieces.append(piece)
    handout.end()
    return b"".join(pieces), handout


# The file


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_a_file_has_every_message_once_with_what_is_known_of_it(erin, form, monkeypatch):
    monkeypatch.setattr(handouts, "BITE", 7)  # so that one ends within a conversation
    for number in range(30):
        ended(asked(person("alice"), f"prompt {number}"), text=f"reply {number}\nand more", prompt_tokens=3)

    file, handout = taken(prepared(erin, form))

    text = file.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text))) if form == "csv" else [json.loads(row) for row in text.splitlines()]
    assert len(rows) == handout.messages == 60
    assert {row["text"] for row in rows} == {f"prompt {n}" for n in range(30)} | {
        f"reply {n}\nand more" for n in range(30)
    }
    assert all(list(row) == list(FIELDS) for row in rows)
    assert {row["person"] for row in rows} == {"alice"}
    assert rows[0]["export"].startswith(f"{Export.objects.get().pk}, erin, ")


def test_the_log_says_who_took_what_how_much_and_with_which_digest(erin):
    talks = [ended(asked(person(who))).conversation_id for who in ("alice", "bob")]

    file, _ = taken(prepared(erin))

    whole, *each, last = AuditEntry.objects.all()
    assert (whole.action, json.loads(whole.details)["messages"], whole.reason) == ("exported", 4, "A reason")
    assert {(row.action, row.conversation, row.person_name) for row in each} == {
        ("exported", talks[0], "alice"),
        ("exported", talks[1], "bob"),
    }
    said = json.loads(last.details)
    assert (last.action, said["messages"], said["bytes"]) == ("delivered", 4, len(file))
    assert said["sha256"] == hashlib.sha256(file).hexdigest() == Export.objects.get().sha256


@pytest.mark.parametrize("is_masked", [True, False])
def test_identifiers_are_masked_unless_that_was_left_out_on_record(erin, is_masked):
    ended(asked(person("alice"), f"write to {MAIL}"), "failed", text=MAIL, error_kind="cut", error_message=MAIL)

    file, _ = taken(prepared(erin, is_masked=is_masked))

    assert (MAIL in file.decode()) is not is_masked
    assert json.loads(AuditEntry.objects.first().details)["masked"] is is_masked


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_of_a_table_is_a_formula(erin, start):
    ended(asked(person("alice"), f"{start}cmd|' /C calc'!A0"), text=f'{start}HYPERLINK("http://evil.example")')

    file, _ = taken(prepared(erin, "csv"))

    cells = [cell for row in csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    assert sum(cell.startswith("'") for cell in cells) >= 1


def test_what_was_deleted_meanwhile_is_not_in_it(erin):
    kept, gone = (ended(asked(person("alice"), text)).conversation for text in ("kept", "gone"))
    found = prepared(erin)

    gone.mark("deleted", True)
    file, _ = taken(found)

    assert {json.loads(row)["conversation"] for row in file.splitlines()} == {str(kept.pk)}
    assert {row.conversation for row in AuditEntry.objects.all()} == {None, kept.pk}


def test_a_file_is_made_in_pieces_that_stay_small(erin):
    for _ in range(120):
        ended(asked(person("alice"), "x" * 2000), text="y" * 2000)
    found = prepared(erin)
    assert found.begin()
    found.refresh_from_db()
    handout, sizes = Handout(found), []

    while piece := handout.piece():
        sizes.append(len(piece))

    assert len(sizes) >= 2
    assert max(sizes) < 110 * 3000


# The link


def test_a_link_leads_to_its_file_once(erin):
    ended(asked(person("alice")))
    found = prepared(erin)

    begun = [found.begin(), found.begin()]

    assert begun == [True, False]
    assert AuditEntry.objects.count() == 2


def test_a_link_runs_out(erin):
    ended(asked(person("alice")))
    found = prepared(erin)
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert not found.begin()
    assert not AuditEntry.objects.exists()


def test_a_link_is_not_in_the_database_and_leads_nobody_else_anywhere(erin):
    ended(asked(person("alice")))
    token = export.prepare(erin, Transcript.objects.all(), "A reason", {}, "csv", True)

    assert token not in str(Export.objects.values())
    assert export.behind(person("rita"), token) is None
    assert export.behind(erin, token[:-1]) is None


def test_an_export_is_bounded(erin, monkeypatch):
    monkeypatch.setattr(export, "MOST", 1)
    for _ in range(2):
        ended(asked(person("alice")))

    with pytest.raises(export.TooMany):
        prepared(erin)
    assert not Export.objects.exists()


def test_what_nobody_takes_away_is_forgotten(erin):
    ended(asked(person("alice")))
    found = prepared(erin)
    Export.objects.update(expires_at=timezone.now() - timedelta(hours=2))

    export.forget_items()

    assert not found.items.exists()


# The doors


@pytest.mark.parametrize("who", ["alice", "rita", "otto", "ada"])
def test_who_may_not_export_finds_no_door(client, erin, who):
    ended(asked(person("alice")))
    token = export.prepare(erin, Transcript.objects.all(), "A reason", {}, "csv", True)
    client.force_login(person(who))

    answers = [client.get(reverse("exports")), client.post(reverse("prepare_export"), WHY)]
    answers += [client.get(reverse("handout", args=[token])), client.post(reverse("take_export", args=[token]))]

    assert {answer.status_code for answer in answers} == {404}
    assert Export.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reason": "because"}, "what the export is for"),
        ({"form": "exe"}, "Choose a form"),
        ({"person": "nobody"}, "nothing to export"),
        ({"turns": "x"}, "field"),
    ],
)
def test_a_form_that_cannot_be_taken_says_why(client, erin, change, sentence):
    ended(asked(person("alice")))
    client.force_login(erin)

    answer = client.post(reverse("prepare_export"), WHY | change)

    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not Export.objects.exists()


@pytest.mark.parametrize("place", [(audit.AuditEntry.objects, "bulk_create"), (audit.chain, "keep")])
def test_when_the_log_cannot_be_written_nothing_leaves(client, erin, monkeypatch, place):
    talk = ended(asked(person("alice"), "canary-words")).conversation
    audit.reading(erin, "opened", conversation=talk, reason="before")
    token = export.prepare(erin, Transcript.objects.all(), "A reason", {}, "csv", True)
    client.force_login(erin)

    def fail(*args, **kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr(*place, fail)
    answers = [client.post(reverse("take_export", args=[token]), follow=True) for _ in range(3)]

    assert not any(answer.streaming or b"canary-words" in answer.content for answer in answers)
    assert "could not be recorded" in answers[0].content.decode()
