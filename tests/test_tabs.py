"""What is done in one tab shows in the others within a second, also in those of another process."""

import asyncio
import uuid

import pytest

from chat.models import Conversation
from chat.models.change import changed, changes

from .cast import person
from .stage.person import Person

pytestmark = pytest.mark.db

JSON = {"Accept": "application/json"}


async def hears(tab, act):
    """Whether a tab is told of a change soon after an act; the machine may be busy."""
    before = len(changed_in(tab))
    answer = await act
    assert answer.status_code < 300
    await tab.until(lambda tab: len(changed_in(tab)) > before, 2)
    return True


def changed_in(tab):
    return [frame for frame in tab.events if frame.get("type") == "changed"]


async def closed(who, text="echo one"):
    answer = (await who.ask(text)).json()
    async with who.tab(answer["reply"]) as tab:
        await tab.until_closed()
    return answer


async def post(who, path, **form):
    return await who.post(path, data=form, headers=JSON)


async def entry(who, conversation):
    groups = (await who.get("/list.json")).json()["groups"]
    return next(row for group in groups for row in group["conversations"] if row["id"] == conversation)


@pytest.mark.parametrize(
    ("door", "form"), [("rename", {"title": "x"}), ("pin", {"on": "1"}), ("archive", {"on": "1"}), ("delete", {})]
)
async def test_keeping_order_shows_in_other_tabs(alice, door, form):
    answer = await closed(alice)
    async with alice.tab(answer["reply"]) as other:
        await other.until_closed()

        assert await hears(other, post(alice, f"/c/{answer['conversation']}/{door}/", **form))


async def test_a_prompt_and_the_end_of_its_reply_show_in_a_tab_of_another_process(serve):
    first = serve()
    second = first.another()
    async with Person(first, "alice") as alice, Person(second, "alice") as there:
        old = await closed(alice)
        async with there.tab(old["reply"]) as other:
            await other.until_closed()

            assert await hears(other, alice.ask("slowly one two three"))
            before = len(changed_in(other))
            await closed(alice)
            await other.until(lambda tab: len(changed_in(tab)) > before, 5)


async def test_others_hear_nothing(alice, bob):
    mine = await closed(bob)
    async with bob.tab(mine["reply"]) as tab:
        await tab.until_closed()
        await asyncio.sleep(1)
        before = len(changed_in(tab))

        await closed(alice)
        await asyncio.sleep(1)

        assert len(changed_in(tab)) == before


async def test_a_dot_stays_until_somebody_has_seen_the_reply(alice):
    conversation = (await closed(alice))["conversation"]

    async with asyncio.timeout(5):
        while not (await entry(alice, conversation))["unread"]:
            await asyncio.sleep(0.05)
    first = await post(alice, f"/c/{conversation}/see/")
    again = await post(alice, f"/c/{conversation}/see/")

    assert (first.json(), again.json()) == ({"put_out": True}, {"put_out": False})
    assert not (await entry(alice, conversation))["unread"]


@pytest.mark.django_db
def test_changes_are_counted_for_each_person():
    alice, bob = person("alice"), person("bob")

    changed(alice.pk)
    changed(alice.pk)

    assert changes([alice.pk, bob.pk]) == {alice.pk: 2, bob.pk: 0}


@pytest.mark.django_db
def test_seeing_what_was_seen_counts_nothing():
    alice = person("alice")
    conversation = Conversation.objects.create(owner=alice, title=str(uuid.uuid4()))

    conversation.see()

    assert changes([alice.pk]) == {alice.pk: 0}
