"""Budgets under everything at once: many tabs, processes and databases, and a process that is killed."""

import asyncio
import contextlib
import json
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection

from chat import runner
from chat.models import Account, Budget, Entry, Group, Hold, Process, asking, budget, tally
from chat.models.life import claim, close
from chat.models.spent import Spent
from chat.offers import DEMO

from .cast import person
from .stage.person import Person

pytestmark = pytest.mark.db

MODELS = "import django; django.setup(); import json; from chat.models import *"
SILENT = 2 + 1000  # tokens held for the prompt "silent" and an answer without a limit


def run(server, statement):
    """Run a statement over the models in the server's place; its output."""
    return server.place.run("-c", f"{MODELS}; {statement}", DJANGO_SETTINGS_MODULE="chatsite.settings")


def given(server, **limits):
    """The server, with a budget for each person that it knows of."""
    run(server, f"Budget.objects.create(each=True, **{limits})")
    return server


def ledger(server):
    """([(state, tokens, estimates)] of all entries, [(running, tokens)] of all accounts, how many holds)."""
    entries = "[[one.state, one.tokens, one.estimates] for one in Entry.objects.all()]"
    accounts = "[[one.running, one.day_tokens] for one in Account.objects.all()]"
    return json.loads(run(server, f"print(json.dumps([{entries}, {accounts}, Hold.objects.count()]))"))


@pytest.mark.seconds(240)
async def test_of_200_prompts_at_once_over_four_processes_exactly_100_pass(serve):
    server = given(serve(), tokens_a_day=100 * SILENT)
    servers = [server, *(await asyncio.gather(*(asyncio.to_thread(server.another) for _ in range(3))))]
    async with contextlib.AsyncExitStack() as stack:
        everywhere = [await stack.enter_async_context(Person(one, "alice")) for one in servers]

        answers = await asyncio.gather(*(everywhere[n % 4].ask("silent") for n in range(200)))

    assert Counter(answer.status_code for answer in answers) == {201: 100, 429: 100}
    assert {answer.json()["error"]["kind"] for answer in answers if answer.status_code == 429} == {"budget"}
    assert ledger(server)[1:] == [[[100, 100 * SILENT]], 100]


@pytest.mark.seconds(120)
async def test_a_reply_of_a_killed_process_is_settled_by_another_one(serve):
    server = given(serve(), running_at_once=1, tokens_a_day=5_000)
    other = server.another()
    async with Person(server, "alice") as alice, Person(other, "alice") as elsewhere:
        asked = (await alice.ask("endless")).json()
        async with elsewhere.tab(asked["reply"]) as tab:
            await tab.until(lambda tab: len(tab.text.get("text", "")) > 40)
            refused = await elsewhere.ask("echo next")
            server.kill()
            assert await tab.until_closed(20) == "interrupted"
        taken = await elsewhere.ask("silent")

    [[state, tokens, estimates]], [[running, used]], holds = ledger(other)
    assert (refused.status_code, refused.json()["error"]["kind"], taken.status_code) == (429, "budget", 201)
    assert (state, estimates, running, holds) == ("interrupted", 1, 1, 1)
    assert 10 < tokens < 1000
    assert used == tokens + SILENT


async def test_what_is_refused_without_script_keeps_the_text(serve):
    server = given(serve(), tokens_a_day=10)
    async with Person(server, "alice") as alice:
        page = await alice.post("/ask/", data={"id": str(uuid.uuid4()), "text": "echo my long text"})

    assert page.status_code == 429
    assert "echo my long text</textarea>" in page.text
    assert "You have 10 tokens left of the 10 tokens for today, and this needs about" in page.text


@pytest.fixture
def many(monkeypatch):
    """A function that calls many functions at once, each in a thread with its own connection; their results."""
    monkeypatch.setattr(budget, "FRESH", -1)
    Process.objects.get_or_create(name=runner.process.name)

    def called(verb):
        try:
            return verb()
        finally:
            connection.close()

    def call(verbs):
        with ThreadPoolExecutor(8) as threads:
            return list(threads.map(called, verbs))

    yield call
    budget.forget()


def outcome(who):
    try:
        return asking.ask(who, uuid.uuid4(), "hello", DEMO, runner.process)[0]
    except Spent:
        return None


@pytest.mark.usefixtures("fresh_database")
def test_who_comes_first_to_a_new_budget_makes_its_account_once(many):
    Budget.objects.create(each=True, running_at_once=3)
    alice = person("alice")

    found = many([lambda: outcome(alice)] * 12)

    assert sum(1 for reply in found if reply) == 3
    assert Account.objects.get().running == Hold.objects.count() == 3


@pytest.mark.usefixtures("fresh_database")
def test_budgets_that_cross_neither_lock_each_other_out_nor_lose_a_count(many):
    people, harbour = [person(name) for name in ("alice", "bob", "carol")], Group.objects.create(name="Harbour")
    harbour.people.add(*people)
    for about in {"running_at_once": 100}, {"each": True, "tokens_a_day": 10**9}, {"group": harbour, "cost_a_day": 9}:
        Budget.objects.create(**about)
    Budget.objects.create(group=harbour, each=True, tokens_a_month=10**9)

    def whole(who):
        reply = outcome(who)
        claim(reply.pk, runner.process.name)
        return close(reply.pk, "done", prompt_tokens=3, completion_tokens=4)

    closed = many([partial(whole, who) for who in people * 20])

    assert closed == [True] * 60
    assert not Hold.objects.exists()
    assert Entry.objects.count() == 60
    assert tally.wrong() == []
    used = Account.objects.values_list("budget", "running", "day_tokens")
    sums = Counter()
    for pk, running, tokens in used:
        assert running == 0
        sums[pk] += tokens
    assert set(sums.values()) == {60 * 7}
