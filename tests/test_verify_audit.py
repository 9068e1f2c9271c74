"""Checking the audit log: whatever is done to it behind Chatsite's back is found, said and never mended."""

import random
import shutil
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from chat.models import Action, AuditEntry, AuditHead, Conversation, NotRecorded, User, audit, chain, verifying
from chat.models.verifying import SHOWN, Check

from .stage.place import ROOT

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("fresh_database")]

ROWS = 12
COLUMNS = "sequence, at, actor, actor_name, action, person, person_name, conversation, reason, details, mac"


@pytest.fixture(autouse=True)
def filled(fresh_database):
    read(ROWS)


def read(count=1):
    rita, alice = User.objects.get(username="rita"), User.objects.get(username="alice")
    about = Conversation.objects.create(owner=alice, title="Secret plans")
    for number in range(count):
        entry = audit.reading(rita, Action.OPENED, conversation=about, reason=f"Complaint {number}")
    return entry


def verified(**more):
    said = StringIO()
    call_command("verify_audit", stdout=said, **more)
    return said.getvalue()


def broken(**more):
    with pytest.raises(CommandError) as problem:
        verified(**more)
    return problem.value.returncode, str(problem.value)


class Screen(StringIO):
    """Takes what is written to a terminal, or to a file."""

    def __init__(self, is_terminal):
        super().__init__()
        self.isatty = lambda: is_terminal


@pytest.mark.parametrize(("is_terminal", "said"), [(True, "10 of 12 rows are checked.\r"), (False, "")])
def test_whoever_waits_at_a_terminal_hears_how_far_it_is(monkeypatch, is_terminal, said):
    monkeypatch.setattr(verifying, "STEP", 10)
    screen = Screen(is_terminal)

    assert "whole: 12 rows" in verified(stderr=screen)
    assert screen.getvalue() == said


# What somebody can do who owns the database


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def become_its_owner():
    """Get rid of the triggers, as whoever owns a database can; the transaction's end brings them back."""
    if connection.vendor == "postgresql":
        run("ALTER TABLE chat_auditentry DISABLE TRIGGER USER")
        run("ALTER TABLE chat_audithead DISABLE TRIGGER USER")
    else:
        with connection.cursor() as cursor:
            names = cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%'")
            for (name,) in names.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")


def copy(source, target):
    run(
        f"INSERT INTO chat_auditentry ({COLUMNS}) SELECT {COLUMNS.replace('sequence', '%s', 1)} "
        "FROM chat_auditentry WHERE sequence = %s",
        target,
        source,
    )


def move(source, target):
    run("UPDATE chat_auditentry SET sequence = %s WHERE sequence = %s", target, source)


def point_head_at(last):
    mac = AuditEntry.objects.values_list("mac", flat=True).get(pk=last) if last else ""
    run("UPDATE chat_audithead SET sequence = %s, mac = %s", last, mac)


def change(chance):
    column, value = chance.choice(
        [
            ("reason", "None"),
            ("actor_name", "alice"),
            ("actor", 1),
            ("action", "created"),
            ("person_name", "bob"),
            ("person", 99),
            ("details", '{"a": 1}'),
            ("mac", "0" * 64),
            ("conversation", None),
            ("at", "2020-01-01 00:00:00+00:00"),
        ]
    )
    run(f"UPDATE chat_auditentry SET {column} = %s WHERE sequence = %s", value, chance.randint(1, ROWS))


def delete(chance):
    run("DELETE FROM chat_auditentry WHERE sequence = %s", chance.randint(1, ROWS - 1))


def delete_and_close_up(chance):
    gone = chance.randint(1, ROWS - 1)
    run("DELETE FROM chat_auditentry WHERE sequence = %s", gone)
    for number in range(gone + 1, ROWS + 1):
        move(number, number - 1)
    point_head_at(ROWS - 1)


def insert_at_the_end(chance):
    copy(chance.randint(1, ROWS), ROWS + 1)
    point_head_at(ROWS + 1)


def insert_between(chance):
    place = chance.randint(1, ROWS - 1)
    for number in range(ROWS, place, -1):
        move(number, number + 1)
    copy(chance.randint(1, place), place + 1)
    point_head_at(ROWS + 1)


def insert_before_the_first(chance):
    copy(chance.randint(1, ROWS), 0)


def swap(chance):
    swap_these(*chance.sample(range(1, ROWS + 1), 2))


def swap_without_their_seals(chance):
    one, other = chance.sample(range(1, ROWS + 1), 2)
    seals = dict(AuditEntry.objects.values_list("sequence", "mac"))
    swap_these(one, other)
    for number in one, other:
        run("UPDATE chat_auditentry SET mac = %s WHERE sequence = %s", seals[number], number)


def swap_these(one, other):
    move(one, 1000)
    move(other, one)
    move(1000, other)


def cut(chance):
    run("DELETE FROM chat_auditentry WHERE sequence > %s", chance.randint(0, ROWS - 1))


def cut_with_its_head(chance):
    last = chance.randint(0, ROWS - 1)
    run("DELETE FROM chat_auditentry WHERE sequence > %s", last)
    point_head_at(last)


def write_anew(chance):
    """Seal everything under a key of one's own, with a word changed."""
    head, key = chain.NOTHING, chance.randbytes(32)
    for entry in AuditEntry.objects.all():
        entry.reason = entry.reason.replace("Complaint", "Order")
        seal = chain.seal(key, head.mac, entry.row())
        run("UPDATE chat_auditentry SET reason = %s, mac = %s WHERE sequence = %s", entry.reason, seal, entry.pk)
        head = chain.Head(entry.pk, seal)
    point_head_at(head.sequence)


def spoil(chance):
    """On SQLite a column holds anything; on PostgreSQL an instant is the most one can spoil."""
    if connection.vendor == "sqlite":
        column, value = chance.choice([("conversation", "nonsense"), ("at", "never"), ("reason", b"\xff")])
    else:
        column, value = "at", "infinity"
    run(f"UPDATE chat_auditentry SET {column} = %s WHERE sequence = %s", value, chance.randint(1, ROWS))


ATTACKS = [change, delete, delete_and_close_up, insert_at_the_end, insert_between, insert_before_the_first, swap]
ATTACKS += [swap_without_their_seals, cut, cut_with_its_head, write_anew, spoil]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_every_one_of_ten_tamperings_is_found(attack):
    found = 0
    for seed in range(10):
        with transaction.atomic():
            become_its_owner()
            attack(random.Random(f"{attack.__name__} {seed}"))
            found += bool(Check().walk().compare().count)
            transaction.set_rollback(True)

    assert found == 10
    assert "The audit log is whole: 12 rows." in verified()


def tampered(attack, seed=1):
    """Attack for good; the triggers come back."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%'")
            triggers = [sql for (sql,) in cursor.fetchall()]
        else:
            triggers = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in ("chat_auditentry", "chat_audithead")]
    with transaction.atomic():
        become_its_owner()
        attack(random.Random(seed))
        for statement in triggers:
            run(statement)


# What it says, and how to go on


def test_it_says_where_and_ends_with_one():
    tampered(lambda chance: run("DELETE FROM chat_auditentry WHERE sequence IN (3, 4, 9)"))

    code, said = broken()

    assert code == 1
    assert "Rows 3 to 4 are missing." in said
    assert "Row 9 is missing." in said


def test_a_log_written_anew_is_said_in_few_lines():
    read(SHOWN)
    tampered(write_anew)

    code, said = broken()

    assert (code, said.count("Row ")) == (1, SHOWN)
    assert "... and 13 more." in said


@pytest.mark.parametrize("attack", [cut, cut_with_its_head], ids=lambda attack: attack.__name__)
def test_after_a_cut_nothing_is_read_until_somebody_has_accepted_it_on_record(attack):
    tampered(attack)

    with pytest.raises(NotRecorded):
        read()
    said = verified(accept="The disk was full; restored from Monday's backup")
    read()

    assert "Accepted on record" in said
    assert AuditEntry.objects.get(action="accepted").reason.startswith("The disk was full")
    assert "The audit log is whole" in verified()


@pytest.mark.parametrize("attack", [change, delete, swap, spoil, write_anew], ids=lambda attack: attack.__name__)
def test_what_was_accepted_covers_nothing_that_comes_after(attack):
    tampered(attack)
    verified(accept="Found out")
    assert "were accepted on record" in verified()

    tampered(lambda chance: run("UPDATE chat_auditentry SET reason = 'x' WHERE sequence = 6"))

    assert broken()[0] == 1


def test_an_acceptance_is_not_covered_by_changing_something_before_it():
    verified(accept="There is nothing to accept")
    assert not AuditEntry.objects.filter(action="accepted").exists()
    tampered(lambda chance: run("UPDATE chat_auditentry SET reason = 'x' WHERE sequence = 6"))
    verified(accept="Found out")

    tampered(lambda chance: run("UPDATE chat_auditentry SET reason = 'y' WHERE sequence = 7"))

    assert "Row 7 was changed" in broken()[1]


def test_a_head_on_disk_that_is_gone_is_missed(settings):
    settings.AUDIT_HEAD_FILE.unlink()

    with pytest.raises(NotRecorded):
        read()
    assert "is missing" in broken()[1]
    verified(accept="It was on a disk that broke")

    assert read().sequence == ROWS + 2


@pytest.mark.parametrize("text", ["", "nonsense", "x y", "12"])
def test_a_head_on_disk_that_is_damaged_is_noticed(settings, text):
    settings.AUDIT_HEAD_FILE.write_text(text)

    with pytest.raises(NotRecorded):
        read()
    assert broken()[0] == 1


@pytest.mark.parametrize("text", [None, "", "nonsense", "00" * 31])
def test_without_its_key_nothing_is_checked_and_nothing_recorded(settings, text):
    settings.AUDIT_KEY_FILE.unlink()
    if text is not None:
        settings.AUDIT_KEY_FILE.write_text(text)

    code, said = broken()

    assert code == 2
    assert "Put it back from the backup" in said
    with pytest.raises(NotRecorded):
        read()


@pytest.mark.parametrize("when", ["before", "after"])
def test_what_is_recorded_during_the_check_does_no_harm(monkeypatch, when):
    walked = verifying.rows

    def rows():
        if when == "before":
            read(2)
        yield from walked()
        if when == "after":
            read(2)

    monkeypatch.setattr(verifying, "rows", rows)

    said = verified()

    assert "The audit log is whole" in said
    assert "behind" not in said


def test_a_process_that_died_before_it_wrote_the_head_does_no_harm(settings):
    before = settings.AUDIT_HEAD_FILE.read_text()
    read(2)
    settings.AUDIT_HEAD_FILE.write_text(before)

    assert "The head on disk is 2 rows behind" in verified()
    assert read().sequence == ROWS + 3
    assert "behind" not in verified()


def test_a_head_kept_elsewhere_finds_what_the_one_on_disk_would_not(settings):
    head = verified().split()[-1]
    kept = "{}:{}".format(*chain.kept())
    assert head == kept

    def take_everything(chance):
        cut_with_its_head(chance)
        row = AuditHead.objects.get()
        settings.AUDIT_HEAD_FILE.write_text(f"{row.sequence} {row.mac}\n")

    tampered(take_everything)

    assert "The audit log is whole" in verified()
    assert "the head you gave knows row 12" in broken(head=head)[1]
    assert broken(head="nonsense")[0] == 2


@pytest.mark.sqlite  # The copy is a file; on PostgreSQL it is the cut above.
def test_an_older_copy_of_the_database_is_noticed(fresh_database, tmp_path):
    run("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(fresh_database.folder / "chat.sqlite3", tmp_path)
    read()
    connection.close()
    for left in "-wal", "-shm":
        (fresh_database.folder / f"chat.sqlite3{left}").unlink(missing_ok=True)
    shutil.copy(tmp_path / "chat.sqlite3", fresh_database.folder)

    with pytest.raises(NotRecorded):
        read()

    assert "the head on disk knows row 13" in broken()[1]


@pytest.mark.seconds(180)
def test_eight_processes_at_once_write_one_chain(fresh_database):
    command = [sys.executable, "-m", "tests.stage.readings", "10"]
    environ = fresh_database.environ(DATABASE_URL=fresh_database.database_url)

    readers = [subprocess.Popen(command, cwd=ROOT, env=environ, text=True, stdout=subprocess.PIPE) for _ in range(8)]
    said = [reader.communicate()[0] for reader in readers]

    assert [reader.returncode for reader in readers] == [0] * 8
    assert sum(len(lines.splitlines()) for lines in said) == 80
    assert not any("late" in lines for lines in said)
    assert f"The audit log is whole: {ROWS + 80} rows." in verified()
