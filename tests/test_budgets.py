"""Budgets: what is beyond one is refused in a sentence before the call, and what was used is counted once."""

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from chat import afterwards, runner
from chat.models import (
    Account,
    Budget,
    Conversation,
    Entry,
    Group,
    Hold,
    Message,
    Process,
    asking,
    budget,
    charging,
    groups,
)
from chat.models.life import claim, close, count
from chat.models.spent import Spent
from chat.offers import DEMO, Choice

from .cast import person
from .stage.providers import model, provider

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def newly_read(monkeypatch):
    """What is remembered of budgets and groups is as old as can be, always."""
    monkeypatch.setattr(budget, "FRESH", -1)
    monkeypatch.setattr(groups, "FRESH", -1)
    Process.objects.create(name=runner.process.name)
    yield
    budget.forget()
    groups.known.clear()


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands where it is put: `clock(at)`."""

    def put(at):
        monkeypatch.setattr(timezone, "now", lambda: at)

    put(NOON)
    return put


@pytest.fixture
def swift():
    """A model that costs 2 a million tokens of questions and 10 a million of answers; its answers have 100 at most."""
    row = model(provider(), price_in=Decimal(2), price_out=Decimal(10), output_limit=100)
    return Choice(str(row.pk), "swift-1", "swift-1", "Team", row.pk, row.price_in, row.price_out, row.output_limit)


def ask(who, text="x" * 40, of=DEMO):
    """The reply to a prompt of ten tokens."""
    return asking.ask(who, uuid.uuid4(), text, of, runner.process)[0]


def refused(who, of=DEMO, **more):
    with pytest.raises(Spent) as spent:
        ask(who, of=of, **more)
    return str(spent.value)


def end(reply, state="done", asked=10, answered=90):
    claim(reply.pk, runner.process.name)
    return close(reply.pk, state, prompt_tokens=asked, completion_tokens=answered)


# Before the call


def test_without_a_budget_nothing_is_held_and_nothing_is_asked(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(budget, "FRESH", 60)
    budget.budgets()
    alice = person("alice")
    reply = ask(alice)

    with django_assert_num_queries(0):
        assert charging.reserve(alice, reply, DEMO, 10) == ""
    assert not Hold.objects.exists()


def test_a_prompt_is_checked_in_two_queries(monkeypatch, django_assert_num_queries, swift):
    monkeypatch.setattr(budget, "FRESH", 60)
    monkeypatch.setattr(groups, "FRESH", 60)
    alice, harbour = person("alice"), Group.objects.create(name="Harbour")
    harbour.people.add(alice)
    for whose in {"person": alice}, {"group": harbour}, {"group": harbour, "each": True}, {"each": True}, {}:
        Budget.objects.create(**whose, tokens_a_day=10_000, cost_a_month=5, requests_a_minute=100, running_at_once=9)
    end(ask(alice, of=swift))
    reply = ask(alice, of=swift)
    Hold.objects.all().delete()

    with django_assert_num_queries(2):
        charging.reserve(alice, reply, swift, 10)

    assert len(Hold.objects.get().accounts) == 5


def test_what_is_refused_leaves_nothing_behind(clock):
    Budget.objects.create(person=person("alice"), requests_a_minute=1)
    ask(person("alice"))

    said = refused(person("alice"))

    assert said == "You have sent 1 prompt in this minute. Send this again at 12:01."
    assert (Message.objects.count(), Conversation.objects.count(), Hold.objects.count()) == (2, 1, 1)
    assert Account.objects.get().minute_requests == 1


def test_the_next_minute_is_another_one(clock):
    Budget.objects.create(each=True, requests_a_minute=1)
    ask(person("alice"))
    clock(NOON + timedelta(seconds=59))
    refused(person("alice"))

    clock(NOON + timedelta(seconds=60))

    ask(person("alice"))


def test_running_replies_count_until_they_are_closed():
    Budget.objects.create(person=person("alice"), running_at_once=2)
    first, _ = ask(person("alice")), ask(person("alice"))

    said = refused(person("alice"))
    end(first, "stopped")

    assert said.startswith("You have 2 replies under way already.")
    ask(person("alice"))


def test_tokens_are_held_before_the_call_and_counted_after_it(swift):
    Budget.objects.create(person=person("alice"), tokens_a_day=210)
    reply = ask(person("alice"), of=swift)  # holds 110
    assert "and this needs about 110 tokens" in refused(person("alice"), of=swift)

    end(reply, asked=8, answered=42)

    assert Account.objects.get().day_tokens == Account.objects.get().month_tokens == 50
    ask(person("alice"), of=swift)


def test_money_is_held_and_counted_in_millionths(swift):
    Budget.objects.create(person=person("alice"), cost_a_day=1)
    reply = ask(person("alice"), of=swift)
    assert Hold.objects.get().cost == Account.objects.get().day_cost == 10 * 2 + 100 * 10

    end(reply, asked=11, answered=90_000)

    assert Entry.objects.get().cost == Account.objects.get().day_cost == 11 * 2 + 90_000 * 10
    assert reply.conversation.whole()[reply.pk].cost == 900_022
    end(ask(person("alice"), of=swift), answered=9_900)
    assert "$0.001 left of the $1.00 for today" in refused(person("alice"), of=swift)


def test_a_prompt_that_fits_exactly_is_taken(swift):
    Budget.objects.create(person=person("alice"), tokens_a_day=110)

    ask(person("alice"), of=swift)


def test_a_budget_of_nothing_allows_nothing():
    Budget.objects.create(person=person("alice"), tokens_a_day=0)

    assert "allows no tokens." in refused(person("alice"))


def test_the_conversation_so_far_is_part_of_the_question(swift):
    Budget.objects.create(person=person("alice"), tokens_a_day=10_000)
    first = ask(person("alice"), of=swift)
    end(first, asked=300, answered=50)

    asking.ask(person("alice"), uuid.uuid4(), "x" * 40, swift, runner.process, first.conversation)

    assert Hold.objects.get().prompt_tokens == 360


@pytest.mark.parametrize("goes_on", [False, True])
def test_another_try_is_held_too(swift, goes_on):
    Budget.objects.create(person=person("alice"), tokens_a_day=500)
    old = ask(person("alice"), of=swift)
    end(old, asked=300, answered=50)
    old.refresh_from_db()

    with pytest.raises(Spent):
        asking.ask_again(person("alice"), uuid.uuid4(), old, swift, runner.process, goes_on)


def test_a_sending_that_comes_again_is_counted_once():
    Budget.objects.create(person=person("alice"), requests_a_minute=1)
    sending = uuid.uuid4()

    replies = [asking.ask(person("alice"), sending, "hello", DEMO, runner.process) for _ in range(3)]

    assert [is_new for _, is_new in replies] == [True, False, False]


# Whose


def test_a_person_s_budget_is_nobody_else_s():
    Budget.objects.create(person=person("alice"), running_at_once=0)

    refused(person("alice"))
    ask(person("bob"))


def test_a_group_uses_its_budget_together_and_each_uses_their_own():
    harbour = Group.objects.create(name="Harbour")
    harbour.people.add(person("alice"), person("bob"))
    together = Budget.objects.create(group=harbour, running_at_once=1)
    ask(person("alice"))
    assert refused(person("bob")).startswith("The group Harbour has 1 reply under way already.")
    ask(person("carol"))

    together.delete()
    Budget.objects.create(group=harbour, each=True, running_at_once=1)

    ask(person("alice"))
    ask(person("bob"))
    assert refused(person("alice")).startswith("You have 1 reply under way")


def test_everybody_together_and_everybody_alone():
    Budget.objects.create(each=True, running_at_once=2)
    Budget.objects.create(running_at_once=3)
    ask(person("alice"))
    ask(person("alice"))
    refused(person("alice"))
    ask(person("bob"))

    assert refused(person("bob")).startswith("Everybody together has 3 replies under way")


def test_a_budget_of_a_model_is_about_that_model_alone(swift):
    Budget.objects.create(each=True, model_id=swift.key, running_at_once=0)

    ask(person("alice"))
    assert refused(person("alice"), of=swift).startswith("The budget for this allows no replies of swift-1.")


def test_the_strictest_wins_and_what_lasts_longest_is_told(clock, swift):
    Budget.objects.create(person=person("alice"), tokens_a_month=1_000_000)
    Budget.objects.create(each=True, requests_a_minute=0, tokens_a_day=5)

    said = refused(person("alice"), of=swift)

    assert "5 tokens for today" in said
    assert said.endswith("on 21 November at 00:00 (UTC).")


@pytest.mark.parametrize("wrong", [{}, {"each": True, "running_at_once": 1, "person": 1}])
def test_the_database_refuses_a_budget_that_cannot_be(wrong):
    if "person" in wrong:
        wrong["person"] = person("alice")

    with pytest.raises(IntegrityError), transaction.atomic():
        Budget.objects.create(**wrong)


# When


def spend(who, of):
    end(ask(who, of=of), asked=10, answered=90)


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        ("UTC", "2026-11-20T23:59:59Z", "2026-11-21T00:00:00Z"),
        ("Africa/Cairo", "2026-11-20T21:59:59Z", "2026-11-20T22:00:00Z"),
        ("America/Los_Angeles", "2026-11-20T07:59:59Z", "2026-11-20T08:00:00Z"),
        ("Asia/Kathmandu", "2026-11-20T18:14:59Z", "2026-11-20T18:15:00Z"),
        ("Europe/Berlin", "2026-10-24T21:59:59Z", "2026-10-24T22:00:00Z"),  # the day that has 25 hours
        ("Europe/Berlin", "2026-10-25T22:59:59Z", "2026-10-25T23:00:00Z"),
    ],
)
def test_a_day_ends_at_midnight_where_the_site_is(settings, clock, swift, zone, before, after):
    settings.TIME_ZONE = zone
    Budget.objects.create(person=person("alice"), tokens_a_day=110)
    clock(datetime.fromisoformat(before) - timedelta(hours=20))
    spend(person("alice"), swift)
    clock(datetime.fromisoformat(before))
    assert f"at 00:00 ({zone})" in refused(person("alice"), of=swift)

    clock(datetime.fromisoformat(after))

    spend(person("alice"), swift)


def test_a_month_ends_with_its_last_day(clock, swift):
    Budget.objects.create(person=person("alice"), tokens_a_month=110)
    clock(datetime(2026, 12, 1, tzinfo=UTC))
    spend(person("alice"), swift)
    clock(datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC))
    assert "on 1 January at 00:00 (UTC)" in refused(person("alice"), of=swift)

    clock(datetime(2027, 1, 1, tzinfo=UTC))

    spend(person("alice"), swift)


def test_what_was_asked_before_midnight_is_counted_there(clock, swift):
    Budget.objects.create(person=person("alice"), tokens_a_day=10_000)
    clock(datetime(2026, 11, 20, 23, 59, tzinfo=UTC))
    late = ask(person("alice"), of=swift)
    clock(datetime(2026, 11, 21, 0, 1, tzinfo=UTC))
    early = ask(person("alice"), of=swift)

    end(late, asked=5000, answered=500)
    end(early, asked=10, answered=90)

    account = Account.objects.get()
    assert (account.running, account.day_tokens, account.month_tokens) == (0, 100, 5600)
    assert [str(day) for day in Entry.objects.order_by("pk").values_list("day", flat=True)] == [
        "2026-11-20",
        "2026-11-21",
    ]


def test_a_clock_that_is_behind_does_not_open_yesterday_again(clock, swift):
    Budget.objects.create(person=person("alice"), tokens_a_day=110)
    clock(datetime(2026, 11, 21, 0, 0, 1, tzinfo=UTC))
    ask(person("alice"), of=swift)

    clock(datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC))

    refused(person("alice"), of=swift)


# The warning


def test_a_person_is_warned_from_80_percent_on(clock, swift):
    Budget.objects.create(person=person("alice"), tokens_a_day=1_000)
    first = ask(person("alice"), of=swift)
    assert first.warning == ""
    end(first, asked=90, answered=600)

    warned = ask(person("alice"), of=swift)

    assert warned.warning == (
        "You have used 80 % of the 1,000 tokens for today. The budget is filled again on 21 November at 00:00 (UTC)."
    )


# After the call


def test_what_nobody_counted_is_estimated_and_marked(swift):
    Budget.objects.create(person=person("alice"), tokens_a_day=1_000)
    reply = ask(person("alice"), of=swift)
    claim(reply.pk, runner.process.name)
    reply.chunks.create(part="text", start=0, end=200, text="y" * 200)
    reply.chunks.create(part="reasoning", start=0, end=40, text="z" * 40)

    close(reply.pk, "stopped")

    entry = Entry.objects.get()
    assert (entry.prompt_tokens, entry.completion_tokens, entry.estimates) == (10, 60, 1)
    assert Account.objects.get().day_tokens == 70


def test_a_count_that_comes_late_corrects_the_estimate(swift):
    harbour = Group.objects.create(name="Harbour")
    harbour.people.add(person("alice"))
    Budget.objects.create(group=harbour, tokens_a_day=1_000, cost_a_day=1)
    reply = ask(person("alice"), of=swift)
    claim(reply.pk, runner.process.name)
    reply.chunks.create(part="text", start=0, end=200, text="y" * 200)
    close(reply.pk, "done")
    assert reply.conversation.whole()[reply.pk].cost == 520

    count(reply.pk, prompt_tokens=12, completion_tokens=40)

    sums = Entry.objects.aggregate(*map(Sum, ("replies", "prompt_tokens", "completion_tokens", "cost", "estimates")))
    assert list(sums.values()) == [1, 12, 40, 424, 0]
    account = Account.objects.get()
    assert (account.running, account.day_tokens, account.day_cost) == (0, 52, 424)
    assert reply.conversation.whole()[reply.pk].cost == 424
    assert [entry.shares.get().group_name for entry in Entry.objects.all()] == ["Harbour", "Harbour"]


def test_what_was_counted_is_not_marked():
    end(ask(person("alice")))
    afterwards.some()

    entry = Entry.objects.get()
    assert (entry.prompt_tokens, entry.completion_tokens, entry.estimates, entry.cost) == (10, 90, 0, None)


@pytest.mark.parametrize(("began", "state"), [(False, "stopped"), (False, "interrupted"), (True, "failed")])
def test_what_was_never_answered_costs_nothing(swift, began, state):
    Budget.objects.create(person=person("alice"), tokens_a_day=1_000)
    reply = ask(person("alice"), of=swift)
    if began:
        claim(reply.pk, runner.process.name)

    close(reply.pk, state)

    entry = Entry.objects.get()
    assert (entry.tokens, entry.cost, entry.estimates, entry.state) == (0, 0, 0, state)
    assert Account.objects.get().day_tokens == Account.objects.get().running == 0


def test_a_reply_is_settled_once():
    Budget.objects.create(person=person("alice"), running_at_once=5)
    reply = ask(person("alice"))

    assert [end(reply), end(reply, "stopped"), end(reply, "interrupted")] == [True, False, False]

    assert Entry.objects.get().state == "done"
    assert Account.objects.get().running == 0


def test_the_ledger_outlives_conversations_people_models_and_groups(swift):
    alice, harbour = person("alice"), Group.objects.create(name="Harbour")
    harbour.people.add(alice)
    reply = ask(alice, of=swift)
    end(reply)
    afterwards.some()

    reply.conversation.delete()
    provider_of_swift = reply.language_model.provider
    provider_of_swift.delete()
    harbour.delete()
    alice.delete()

    entry = Entry.objects.get()
    assert (entry.person_name, entry.model, entry.provider, entry.cost) == ("alice", "swift-1", "Team", 920)
    assert entry.shares.get().group_name == "Harbour"


def test_entries_are_never_changed_and_never_deleted():
    end(ask(person("alice")))

    with pytest.raises(TypeError):
        Entry.objects.update(cost=0)
    with pytest.raises(TypeError):
        Entry.objects.all().delete()


def test_what_was_held_for_a_deleted_reply_is_settled_as_it_was_estimated(swift):
    Budget.objects.create(each=True, running_at_once=5, tokens_a_day=1000)
    ask(person("alice"), of=swift).conversation.delete()
    assert Account.objects.get().running == 1

    charging.settle_vanished()
    charging.settle_vanished()

    entry = Entry.objects.get()
    assert (entry.state, entry.tokens, entry.estimates) == ("", 110, 1)
    assert (Account.objects.get().running, Account.objects.get().day_tokens) == (0, 110)
    assert not Hold.objects.exists()


def test_a_budget_deleted_a_moment_ago_refuses_nobody(monkeypatch):
    monkeypatch.setattr(budget, "FRESH", 60)
    Budget.objects.create(person=person("alice"), running_at_once=5)
    budget.forget()
    budget.budgets()
    Budget.objects.all().delete()

    end(ask(person("alice")))
