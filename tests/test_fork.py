"""Going on as two: a copy down to a message, and nothing is asked or billed again."""

import uuid

import pytest

from chat import afterwards
from chat.models import Conversation, Entry, Message
from chat.models.fork import copied, line

from .cast import person

pytestmark = pytest.mark.db

JSON = {"Accept": "application/json"}


async def asked(person, text, conversation=None):
    answer = (await person.ask(text, conversation)).json()
    async with person.tab(answer["reply"]) as tab:
        await tab.until_closed()
    return answer


async def told(person, conversation):
    return (await person.get(f"/c/{conversation}/export.json")).json()["messages"]


async def test_a_fork_holds_what_was_said_down_to_there_and_goes_on_alone(alice):
    first = await asked(alice, "echo one")
    await asked(alice, "echo two", first["conversation"])

    answer = await alice.post(f"/m/{first['reply']}/fork/", headers=JSON)
    fork = answer.json()["conversation"]
    await asked(alice, "echo three", fork)

    old, new = await told(alice, first["conversation"]), await told(alice, fork)
    assert [message["text"].strip() for message in old] == ["echo one", "echo one", "echo two", "echo two"]
    assert [message["text"].strip() for message in new] == ["echo one", "echo one", "echo three", "echo three"]
    assert [message["created"] for message in new[:2]] == [message["created"] for message in old[:2]]
    assert new[1]["parent"] == new[0]["id"] != old[0]["id"]
    assert new[2]["parent"] == new[1]["id"]


async def test_what_is_being_written_cannot_be_forked(alice):
    answer = (await alice.ask("endless")).json()

    refused = await alice.post(f"/m/{answer['reply']}/fork/", headers=JSON)

    assert refused.status_code == 409
    async with alice.tab(answer["reply"]) as tab:
        await tab.stop()
        await tab.until_closed()


@pytest.mark.django_db
def test_a_copy_costs_nothing():
    alice = person("alice")
    source, place = [Conversation.objects.create(owner=alice, title=str(uuid.uuid4())) for _ in range(2)]
    prompt = Message.objects.create(conversation=source, role="user", model="demo")
    about = {"conversation": source, "role": "assistant", "model": "demo", "prompt_tokens": 9}
    reply = Message.objects.create(parent=prompt, **about)
    while afterwards.some():
        pass
    before = Entry.objects.count()

    copied(line(source, reply.pk), place)
    while afterwards.some():
        pass

    assert Entry.objects.count() == before
    assert not Message.objects.due().exists()
