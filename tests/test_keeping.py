"""Keeping order: rename, pin, archive, delete and take it back."""

import uuid

import pytest

pytestmark = pytest.mark.db

JSON = {"Accept": "application/json"}


async def asked(person, text="echo one"):
    answer = (await person.ask(text)).json()
    async with person.tab(answer["reply"]) as tab:
        if text.startswith("echo"):
            await tab.until_closed()
    return answer


async def post(person, path, **form):
    return await person.post(path, data=form, headers=JSON)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Tides  and\nboats", "Tides and boats"),
        ("  ", "echo one"),
        ("", "echo one"),
        ("x" * 10_000, "x" * 200),
        ("a\0b", "a\ufffdb"),
    ],
)
async def test_a_title_is_one_line_and_never_empty(alice, given, kept):
    conversation = (await asked(alice))["conversation"]

    answer = await post(alice, f"/c/{conversation}/rename/", title=given)

    assert answer.json() == {"title": kept}
    assert (await alice.get(f"/c/{conversation}/export.json")).json()["title"] == kept


async def test_what_is_deleted_is_gone_at_once_and_can_be_brought_back(alice):
    conversation = (await asked(alice, "echo secret words"))["conversation"]

    await post(alice, f"/c/{conversation}/delete/")
    gone = await alice.get(f"/c/{conversation}/")
    sent = await alice.ask("echo more", conversation)
    back = await post(alice, f"/c/{conversation}/restore/")

    assert (gone.status_code, sent.status_code) == (404, 404)
    assert back.json()["url"] == f"/c/{conversation}/"
    assert "secret words" in (await alice.get(f"/c/{conversation}/")).text


async def test_deleting_stops_what_is_being_written(alice):
    answer = await asked(alice, "endless")
    async with alice.tab(answer["reply"]) as tab:
        await tab.until(lambda tab: tab.text)

        await post(alice, f"/c/{answer['conversation']}/delete/")

        await tab.until(lambda tab: tab.gone or tab.closed, 2)


async def test_pinned_ones_come_first_and_archived_ones_are_not_listed(alice):
    first, second, third = [(await asked(alice, f"echo listed {number}"))["conversation"] for number in range(3)]

    await post(alice, f"/c/{first}/pin/", on="1")
    await post(alice, f"/c/{second}/archive/", on="1")

    page = (await alice.get("/")).text
    assert page.index(f"/c/{first}/") < page.index(f"/c/{third}/")
    assert f"/c/{second}/" not in page
    assert (await alice.get(f"/c/{second}/")).status_code == 200


@pytest.mark.parametrize("door", ["rename", "pin", "archive", "delete", "restore"])
async def test_foreign_and_made_up_conversations_are_not_found(alice, bob, door):
    foreign = (await asked(bob))["conversation"]

    answers = [await post(alice, f"/c/{place}/{door}/", title="x", on="1") for place in (foreign, uuid.uuid4())]

    assert [answer.status_code for answer in answers] == [404, 404]
