"""The journal alone, on a real database: what it does when something in a batch goes wrong."""

import asyncio
import uuid

import pytest
from django.db import OperationalError

from chat import journal as journals
from chat.database import in_db
from chat.journal import Journal
from chat.models import Conversation, Message, Process, State, writing
from chat.models.life import close

from .cast import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]


def begun(count):
    """Replies being written by `us`."""
    writer, _ = Process.objects.get_or_create(name="us")
    conversation = Conversation.objects.create(owner=person("alice"), title="Tides")
    about = {"conversation": conversation, "writer": writer, "role": "assistant", "state": State.WRITING}
    return [Message.objects.create(**about).pk for _ in range(count)]


def stored(pk):
    return writing.folded(pk).get("text", "")


def folded(pk):
    return Message.objects.get(pk=pk).text


class Ledger:
    """A journal, and what it told, lost and refused."""

    def __init__(self):
        self.told, self.lost, self.refused = {}, set(), set()
        loop = asyncio.get_running_loop()
        self.journal = Journal("us", loop, self.tell, self.lost.add, self.refused.add)

    def tell(self, pk, part, start, text):
        assert len(self.told.get(pk, "")) == start
        self.told[pk] = self.told.get(pk, "") + text

    async def append_all(self, pks, text="hello "):
        """One batch with every reply in it; for each, whether it was still ours."""
        for pk in pks:
            self.journal.append(pk, "text", text)
        waits = [asyncio.create_task(self.journal.stored(pk)) for pk in pks]
        await asyncio.sleep(0)
        self.journal.start()
        return await asyncio.gather(*waits)


async def test_a_batch_is_stored_and_then_told():
    ledger, pks = Ledger(), await in_db(begun, 50)
    seen = {}
    ledger.journal.tell = lambda pk, part, start, text: seen.update({pk: asyncio.create_task(in_db(stored, pk))})

    kept = await ledger.append_all(pks)

    assert all(kept)
    assert {await seen[pk] for pk in pks} == {"hello "}


async def test_one_reply_that_cannot_be_stored_costs_the_others_nothing():
    ledger, pks = Ledger(), await in_db(begun, 50)
    bad, *good = pks
    ledger.journal.append(bad, "text", "\ud800")

    kept = await ledger.append_all(pks)

    assert (kept.count(False), ledger.refused) == (1, {bad})
    assert {await in_db(stored, pk) for pk in good} == {"hello "}
    assert set(ledger.told) == set(good)


async def test_deleted_and_stopped_replies_drop_out_of_their_batch():
    ledger, pks = Ledger(), await in_db(begun, 50)
    gone, stopped, *good = pks
    await in_db(Message.objects.filter(pk=gone).delete)
    await in_db(close, stopped, State.STOPPED)

    kept = await ledger.append_all(pks)

    assert (kept.count(False), ledger.lost) == (2, {gone, stopped})
    assert (await in_db(stored, stopped), await in_db(stored, gone)) == ("", "")
    assert {await in_db(stored, pk) for pk in good} == {"hello "}


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_commit_of_unknown_outcome_stores_nothing_twice(moment, monkeypatch):
    monkeypatch.setattr(journals, "RETRY", 0.01)
    ledger, pks = Ledger(), await in_db(begun, 50)
    commit, left = ledger.journal.commit, [moment, moment]

    def unlucky(batch):
        if left:
            if left.pop() == "after":
                commit(batch)
            raise OperationalError("connection lost around COMMIT")
        return commit(batch)

    ledger.journal.commit = unlucky
    kept = await ledger.append_all(pks)

    assert all(kept)
    assert ledger.told == dict.fromkeys(pks, "hello ")
    assert {await in_db(stored, pk) for pk in pks} == {"hello "}


async def test_closing_beside_a_running_journal_loses_nothing_told():
    ledger, pks = Ledger(), await in_db(begun, 10)
    ledger.journal.start()

    async def write(pk):
        for number in range(200):
            ledger.journal.append(pk, "text", f"{number} ")
            await asyncio.sleep(0.002)
        await ledger.journal.stored(pk)

    writing = [asyncio.create_task(write(pk)) for pk in pks]
    await asyncio.sleep(0.2)
    for pk in pks:
        await in_db(close, pk, State.STOPPED)
        await asyncio.sleep(0.02)
    await asyncio.gather(*writing)

    for pk in pks:
        assert (await in_db(folded, pk), await in_db(stored, pk)) == (ledger.told.get(pk, ""), "")


async def test_it_holds_no_more_than_its_bound_while_the_database_is_away(monkeypatch):
    monkeypatch.setattr(journals, "BOUND", 1000)
    ledger = Ledger()

    ledger.journal.append(1, "text", "x" * 900)

    with pytest.raises(journals.Full):
        ledger.journal.append(1, "text", "x" * 200)


async def test_another_writer_s_reply_is_left_alone():
    ledger, (pk,) = Ledger(), await in_db(begun, 1)
    ledger.journal.writer = uuid.uuid4().hex

    kept = await ledger.append_all([pk])

    assert (kept, ledger.told, await in_db(stored, pk)) == ([False], {}, "")
