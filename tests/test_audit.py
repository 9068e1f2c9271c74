"""The audit log: it only grows, without gaps, and nothing is shown before it is on the disk."""

import json
import stat

import pytest
from django.db import DatabaseError, connection, transaction

from chat.models import Action, AuditEntry, AuditHead, Conversation, NotRecorded, User, audit, chain

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("fresh_database")]


def somebody(name):
    return User.objects.get(username=name)


def conversation():
    return Conversation.objects.create(owner=somebody("alice"), title="Secret plans")


def read(count=1):
    about, rita = conversation(), somebody("rita")
    for _ in range(count):
        entry = audit.reading(rita, Action.OPENED, conversation=about, reason="A complaint", category="complaint")
    return entry


def test_a_reading_says_who_what_whose_and_why_and_no_title():
    entry = AuditEntry.objects.get(pk=read().pk)

    assert (entry.sequence, entry.actor_name, entry.action, entry.person_name) == (1, "rita", "opened", "alice")
    assert (entry.reason, json.loads(entry.details)) == ("A complaint", {"category": "complaint"})
    assert "Secret" not in json.dumps(entry.row())


def test_when_a_reading_returns_its_row_and_the_head_are_on_the_disk():
    for number in (1, 2, 3):
        entry = read()

        assert (entry.sequence, chain.kept()) == (number, (number, entry.mac))
        assert not connection.in_atomic_block


def test_an_entry_goes_with_the_transaction_that_it_is_about():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.record(None, Action.CREATED, person=somebody("bob"))
        raise ZeroDivisionError

    assert not AuditEntry.objects.exists()
    assert read().sequence == 1


def test_nothing_is_recorded_outside_of_a_transaction():
    with pytest.raises(transaction.TransactionManagementError):
        audit.record(None, Action.CREATED, person=somebody("bob"))


def test_a_search_records_every_hit_in_one_turn():
    hits = [conversation() for _ in range(3)]

    with audit.witnessed():
        audit.record(somebody("rita"), Action.SEARCHED, reason="A leak", hits=3)
        audit.record_each(somebody("rita"), Action.FOUND, hits, reason="A leak")

    assert [row.conversation for row in AuditEntry.objects.filter(action="found")] == [hit.pk for hit in hits]
    assert chain.kept().sequence == 4


def test_the_key_is_for_the_server_alone(settings):
    read()

    assert stat.S_IMODE(settings.AUDIT_KEY_FILE.stat().st_mode) == 0o600
    assert len(bytes.fromhex(settings.AUDIT_KEY_FILE.read_text())) == 32


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE chat_auditentry SET reason = 'none' WHERE sequence = 1",
        "UPDATE chat_auditentry SET reason = reason",
        "DELETE FROM chat_auditentry",
        "DELETE FROM chat_auditentry WHERE sequence = 2",
        "DELETE FROM chat_audithead",
        "UPDATE chat_audithead SET sequence = 1",
        "UPDATE chat_audithead SET mac = ''",
        "INSERT INTO chat_auditentry SELECT 0, at, actor, actor_name, action, person, person_name, conversation, "
        "reason, details, mac FROM chat_auditentry WHERE sequence = 1",
    ],
)
def test_the_database_refuses_whatever_does_not_append(statement):
    read(2)
    before = list(AuditEntry.objects.values())

    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(statement)

    assert list(AuditEntry.objects.values()) == before
    assert AuditHead.objects.get().sequence == 2


@pytest.mark.parametrize(
    "statement",
    {
        "sqlite": ["INSERT OR REPLACE INTO chat_auditentry SELECT * FROM chat_auditentry WHERE sequence = 1"],
        "postgresql": ["TRUNCATE chat_auditentry", "TRUNCATE chat_audithead", "TRUNCATE chat_user CASCADE"],
    }[connection.vendor],
)
def test_nor_is_there_a_way_round_in_the_dialect_of_the_database(statement):
    read(2)

    if statement.startswith("TRUNCATE chat_user"):
        connection.cursor().execute(statement)
    else:
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute(statement)

    assert AuditEntry.objects.count() == 2


def test_the_orm_refuses_it_too():
    entry = read()

    with pytest.raises(TypeError):
        entry.delete()
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        AuditEntry.objects.all().delete()
    with pytest.raises(TypeError):
        AuditEntry.objects.update(reason="")
    with pytest.raises(TypeError):
        AuditEntry.objects.create(sequence=2, at=entry.at)
    with pytest.raises(TypeError):
        AuditEntry.objects.bulk_update([entry], ["reason"])


def test_people_and_conversations_go_and_the_log_stays():
    read()

    somebody("alice").delete()
    somebody("rita").delete()

    assert AuditEntry.objects.values_list("actor_name", "person_name").get() == ("rita", "alice")


@pytest.mark.parametrize("how", ["insert", "head file", "key", "no database"])
def test_what_cannot_be_recorded_is_not_shown(how, settings, monkeypatch):
    read()
    rows = AuditEntry.objects.count()

    def fail(*args, **kwargs):
        raise DatabaseError("disk full") if how != "head file" else OSError("disk full")

    if how == "key":
        settings.AUDIT_KEY_FILE.unlink()
    elif how == "head file":
        monkeypatch.setattr(chain, "write_out", fail)
    elif how == "insert":
        monkeypatch.setattr(type(AuditEntry.objects), "bulk_create", fail)
    else:
        monkeypatch.setattr(audit, "locked_head", fail)
    with pytest.raises(NotRecorded):
        read()

    # A row for a reading that did not happen is harmless; a reading without a row is not.
    assert AuditEntry.objects.count() == rows + (how == "head file")


def test_whoever_runs_the_server_finds_in_its_log_why_nothing_is_shown(settings, caplog):
    read()
    settings.AUDIT_KEY_FILE.unlink()

    with pytest.raises(NotRecorded):
        read()

    assert "Put it back from the backup" in caplog.text
    assert "A complaint" not in caplog.text
