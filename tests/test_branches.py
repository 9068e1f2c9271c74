"""Asking again, editing, going on: every version is kept, and one branch is shown."""

import uuid

import pytest

from chat.joint import Joint
from chat.models import tree

JSON = {"Accept": "application/json"}

on_both = pytest.mark.db


async def done(person, asked):
    async with person.tab(asked["reply"]) as tab:
        await tab.until_closed()
    return tab


async def asked(person, text, **more):
    form = {"id": str(uuid.uuid4()), "text": text} | more
    return (await person.post("/ask/", data=form, headers=JSON)).json()


async def post(person, path, **form):
    return await person.post(path, data={"id": str(uuid.uuid4())} | form, headers=JSON)


async def turns(person, conversation, **query):
    return (await person.get(f"/c/{conversation}/turns.json", params=query)).json()["turns"]


@on_both
async def test_retry_makes_a_sibling_and_shows_it(alice):
    first = await asked(alice, "echo one")
    await done(alice, first)

    second = (await post(alice, f"/m/{first['reply']}/again/")).json()
    await done(alice, second)

    shown = await turns(alice, first["conversation"])
    assert [turn["id"] for turn in shown] == [first["prompt"], second["reply"]]
    assert shown[1]["versions"] == {"at": 2, "of": 2, "before": first["reply"], "after": None}


@on_both
async def test_an_edited_prompt_is_a_branch_of_its_own(alice):
    first = await asked(alice, "echo one")
    await done(alice, first)

    second = await asked(alice, "echo two", conversation=first["conversation"], parent="root")
    await done(alice, second)

    shown = await turns(alice, first["conversation"])
    assert [turn["id"] for turn in shown] == [second["prompt"], second["reply"]]
    assert shown[0]["versions"]["before"] == first["prompt"]
    everything = (await alice.get(f"/c/{first['conversation']}/export.json")).json()["messages"]
    assert [message["text"] for message in everything] == ["echo one", "echo one", "echo two", "echo two"]


@on_both
async def test_a_branch_is_shown_again_down_to_where_it_was_left(alice):
    first = await asked(alice, "echo one")
    await done(alice, first)
    below = await asked(alice, "echo below", conversation=first["conversation"])
    await done(alice, below)
    other = await asked(alice, "echo other", conversation=first["conversation"], parent="root")
    await done(alice, other)

    answer = await post(alice, f"/m/{first['prompt']}/show/")

    assert answer.status_code == 204
    shown = await turns(alice, first["conversation"], have=f"{first['prompt']},{first['reply']}")
    assert [turn["id"] for turn in shown] == [first["prompt"], first["reply"], below["prompt"], below["reply"]]
    assert [turn["parts"] is None for turn in shown] == [True, True, False, False]
    assert "echo below" in (await alice.get(first["url"])).text


@on_both
async def test_continue_begins_with_what_was_kept_and_adds_to_it(alice):
    first = await asked(alice, "cut")
    kept = (await done(alice, first)).text["text"]

    second = (await post(alice, f"/m/{first['reply']}/go-on/")).json()
    tab = await done(alice, second)

    assert tab.closed["state"] == "done"
    assert tab.text["text"].startswith(kept)
    assert len(tab.text["text"]) > len(kept)


@on_both
async def test_asking_again_twice_with_one_id_makes_one_reply(alice):
    first = await asked(alice, "echo one")
    await done(alice, first)
    sending = str(uuid.uuid4())

    answers = [await post(alice, f"/m/{first['reply']}/again/", id=sending) for _ in range(3)]
    other = await post(alice, f"/m/{first['reply']}/go-on/", id=sending)

    assert [answer.status_code for answer in answers] == [201, 200, 200]
    assert len({answer.json()["reply"] for answer in answers}) == 1
    assert other.status_code == 409


@on_both
async def test_what_is_still_written_cannot_be_asked_again(alice):
    first = await asked(alice, "endless")

    answer = await post(alice, f"/m/{first['reply']}/again/")

    assert (answer.status_code, answer.json()["error"]["kind"]) == (409, "busy")
    async with alice.tab(first["reply"]) as tab:
        await tab.stop()
        await tab.until_closed()


@on_both
@pytest.mark.parametrize("door", ["again", "go-on", "show"])
async def test_foreign_and_made_up_messages_are_not_found(alice, bob, door):
    foreign = await asked(bob, "echo private")

    answers = [await post(alice, f"/m/{key}/{door}/") for key in (foreign["reply"], 2**62)]

    assert [answer.status_code for answer in answers] == [404, 404]


@on_both
async def test_a_prompt_is_no_reply_to_ask_again(alice):
    first = await asked(alice, "echo one")

    assert (await post(alice, f"/m/{first['prompt']}/again/")).status_code == 404


PARENTS = {1: None, 2: 1, 3: 2, 4: 3, 5: 1, 6: 5, 7: None}


def test_a_tree_knows_its_lines_and_families():
    assert tree.line(PARENTS, 4) == [1, 2, 3, 4]
    assert tree.families(PARENTS)[PARENTS[5]] == [2, 5]
    assert tree.families(PARENTS)[None] == [1, 7]
    assert tree.newest_below(PARENTS, 2) == 4
    assert tree.newest_below(PARENTS, 1) == 6


OLD = "The water at the pier moves at most about 4 cm in ten min"


@pytest.mark.parametrize(
    ("new", "shown"),
    [
        ("utes, so a line is honest.", "utes, so a line is honest."),
        ("about 4 cm in ten minutes, so a line is honest.", "utes, so a line is honest."),
        (OLD + "utes.", "utes."),
        (OLD, ""),
        ("in", "in"),
        ("", ""),
        ("x" * 1000, "x" * 1000),
    ],
)
@pytest.mark.parametrize("size", [1, 3, 10_000])
def test_a_joint_shows_no_word_twice_however_it_arrives(new, shown, size):
    joint = Joint(OLD)

    pieces = [joint.take(new[at : at + size]) for at in range(0, len(new), size)]

    assert "".join([*pieces, joint.let_go()]) == shown


def test_a_joint_without_an_old_text_holds_nothing_back():
    assert Joint("").take("a") == "a"
