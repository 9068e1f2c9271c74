"""The ledger: it only grows, and its tallies are what it adds up to, whoever writes into it."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from chat.models import Entry, Group, GroupTally, ModelTally, PersonTally, Share, User, charging, tally

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("fresh_database")]


def entry(number, groups=(), **more):
    about = {"person": 1, "person_name": "alice", "model": "swift-1", "provider": "Team", "state": "done", "cost": 7}
    about |= {"prompt_tokens": 3, "completion_tokens": 4, "reply_id": number, "asked_at": timezone.now()}
    return charging.enter(groups, **about | more)


def everything():
    return [list(table.objects.order_by("pk").values()) for table in (Entry, Share)]


def totals(table, **which):
    return list(table.objects.filter(**which).values_list(*tally.COUNTED))


# It only grows


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE chat_entry SET cost = 0",
        "UPDATE chat_entry SET cost = cost WHERE reply_id = 1",
        "DELETE FROM chat_entry",
        "DELETE FROM chat_entry WHERE reply_id = 2",
        "UPDATE chat_share SET group_name = ''",
        "DELETE FROM chat_share",
    ],
)
def test_the_database_refuses_whatever_does_not_add(statement):
    entry(1, [(5, "Harbour")]), entry(2)
    before = everything()

    with pytest.raises(DatabaseError, match="ledger is append-only"), connection.cursor() as cursor:
        cursor.execute(statement)

    assert everything() == before


@pytest.mark.parametrize(
    "statement",
    {
        "sqlite": [
            "INSERT OR REPLACE INTO chat_entry SELECT * FROM chat_entry WHERE reply_id = 1",
            "INSERT OR REPLACE INTO chat_share SELECT * FROM chat_share",
            'INSERT OR REPLACE INTO chat_share (entry_id, "group", group_name) SELECT entry_id, 5, 5 FROM chat_share',
        ],
        "postgresql": ["TRUNCATE chat_share", "TRUNCATE chat_entry CASCADE"],
    }[connection.vendor],
)
def test_nor_is_there_a_way_round_in_the_dialect_of_the_database(statement):
    entry(1, [(5, "Harbour")])
    before = everything()

    with pytest.raises(DatabaseError, match="ledger is append-only"), connection.cursor() as cursor:
        cursor.execute(statement)

    assert everything() == before


def test_the_orm_refuses_it_too():
    made = entry(1, [(5, "Harbour")])
    shared = made.shares.get()

    for one in made, shared:
        for verb in (
            one.save,
            one.delete,
            type(one).objects.all().delete,
            lambda one=one: type(one).objects.update(pk=1),
        ):
            with pytest.raises(TypeError, match="append-only"):
                verb()


def test_a_reply_is_charged_once():
    entry(1)

    with pytest.raises(IntegrityError), transaction.atomic():
        entry(1)

    assert totals(ModelTally) == [(1, 3, 4, 7, 1, 0)]


# Its tallies


def test_each_entry_counts_for_its_model_its_person_and_its_groups():
    entry(1, [(5, "Harbour"), (2, "Tides")])
    entry(2, [(5, "Harbour")], model="swift-2", cost=None)
    entry(3, state="stopped", estimates=1, person=2, person_name="bob")

    assert totals(ModelTally, model="swift-1", state="done") == [(1, 3, 4, 7, 1, 0)]
    assert totals(ModelTally, state="stopped") == [(1, 3, 4, 7, 1, 1)]
    assert totals(PersonTally, person=1) == [(2, 6, 8, 7, 1, 0)]
    assert totals(GroupTally, group=2, is_first=True) == [(1, 3, 4, 7, 1, 0)]
    assert totals(GroupTally, group=5, is_first=False) == [(1, 3, 4, 7, 1, 0)]
    assert totals(GroupTally, group=5, is_first=True) == [(1, 3, 4, 0, 0, 0)]


def test_a_correction_counts_for_the_day_of_asking():
    yesterday = timezone.now() - timedelta(days=1)
    entry(1, asked_at=yesterday)
    entry(1, asked_at=yesterday, replies=0, prompt_tokens=-1, completion_tokens=2, cost=-3)

    assert totals(PersonTally, day=timezone.localdate(yesterday)) == [(1, 2, 6, 4, 2, 0)]


def test_what_is_undone_is_not_counted():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        entry(1, [(5, "Harbour")])
        raise ZeroDivisionError

    assert not any(table.objects.exists() for table in tally.TALLIES)


def test_whatever_is_written_by_many_at_once_the_tallies_are_what_it_adds_up_to():
    chance = random.Random(7)
    groups = [(pk, f"Group {pk}") for pk in range(1, 5)]

    def drawn(number):
        return {
            "groups": chance.sample(groups, chance.randrange(4)),
            "person": chance.randrange(3),
            "person_name": chance.choice(["alice", "bob"]),
            "model": chance.choice(["swift-1", "swift-2"]),
            "state": chance.choice(["done", "failed", ""]),
            "cost": chance.choice([None, 0, 5, 10**12]),
            "estimates": chance.choice([0, 1]),
            "asked_at": timezone.now() - timedelta(hours=chance.randrange(200)),
        }

    def write(one):
        try:
            with transaction.atomic():
                entry(one[0], **one[1])
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, [(number, drawn(number)) for number in range(200)]))

    assert Entry.objects.count() == 200
    assert tally.wrong() == []


def test_the_ledger_of_before_is_counted_like_that_of_now():
    entry(1, [(5, "Harbour"), (2, "Tides")])
    entry(2, cost=None), entry(3, [(5, "Harbour")], cost=None, estimates=1)
    for table in tally.TALLIES:
        table.objects.all().delete()

    migration = __import__("chat.migrations.0033_count_the_ledger", fromlist=["so_far"])
    with connection.cursor() as cursor:
        for statement in migration.so_far():
            cursor.execute(statement)

    assert ModelTally.objects.count() == 1
    assert tally.wrong() == []


def test_a_tally_that_is_wrong_is_found_and_counted_anew():
    entry(1, [(5, "Harbour")]), entry(2)
    said = StringIO()
    call_command("count_usage", stdout=said)
    before = [tally.kept(table) for table in tally.TALLIES]
    PersonTally.objects.update(cost=1)
    GroupTally.objects.all().delete()

    with pytest.raises(CommandError, match="by person, by group"):
        call_command("count_usage", stdout=said)
    call_command("count_usage", "--anew", stdout=said)

    assert [tally.kept(table) for table in tally.TALLIES] == before
    assert said.getvalue().splitlines() == [
        "The tallies are what the ledger adds up to.",
        "The ledger was counted anew: 2 entries.",
    ]


def test_a_person_s_groups_share_what_they_asked():
    alice, harbour = User.objects.get(username="alice"), Group.objects.create(name="Harbour")
    harbour.people.add(alice)

    entry(1, [(harbour.pk, harbour.name)], person=alice.pk)
    harbour.delete()
    alice.delete()

    assert totals(GroupTally) == totals(PersonTally) == [(1, 3, 4, 7, 1, 0)]
