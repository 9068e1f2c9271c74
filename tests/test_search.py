"""Search: what was said is found, by whoever said it or was told it, in any writing, and by nobody else."""

import asyncio
import uuid

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chat import afterwards, catalogue
from chat.afterwards import BITE
from chat.models import Conversation, Message, Part, Passage, Process, asking
from chat.models.life import close
from chat.models.writing import State
from chat.search import PAGE, search
from chat.search.index import LONGEST
from chat.search.snippets import snippet
from chat.search.wish import phrases_in
from chat.search.words import words_in

from .cast import person

JSON = {"Accept": "application/json"}
HOSTILE = [
    '"',
    '"" "',
    "AND OR NOT",
    "a* b^ NEAR(c)",
    "':*&|!<->",
    "x' OR 1=1 --",
    "\\",
    "%_",
    "🦆",
    "\u200b",
    "words:x",
    "-",
]


def said(owner, *texts, title="A title", conversation=None):
    """A conversation in which these are said in turn, indexed."""
    place = conversation or Conversation.objects.create(owner=owner, title=title)
    last = place.messages.order_by("pk").last()
    for number, text in enumerate(texts):
        role = "assistant" if number % 2 else "user"
        last = Message.objects.create(conversation=place, parent=last, role=role, model="demo")
        Part.of(last.pk, "text", text).save(force_insert=True)
    index()
    return place


def index():
    while afterwards.some():
        pass


def texts(owner, asked, **more):
    hits, _ = search(owner, asked, **more)
    return [hit.message.text for hit in hits]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("The harbour is closed", "harbour"),
        ("The harbour is closed", "har"),
        ("The harbour is closed", "closed harbour"),
        ("The harbour is closed", '"harbour is"'),
        ("Überprüfung der Häfen", "uberpruf"),
        ("naive", "naïve"),
        ("ΜΕΓΆΛΗ ΘΆΛΑΣΣΑ", "μεγαλη"),
        ("Большое море", "БОЛЬШ"),
        ("我想去东京看樱花", "东京"),
        ("我想去东京看樱花", "京"),
        ("我想去东京看樱花", "花"),
        ("我想去东京看樱花", "东京看樱花"),
        ("東京タワーへ行く", "タワー"),
        ("GPT模型很大", "gpt模型"),
        ("한국어로 검색한다", "검색"),
        ("हिन्दी में लिखा", "हिन्दी"),
        ("ภาษาไทยสวย", "ไทย"),
        ("שָׁלוֹם עולם", "שלום"),
        ("call foo_bar(42) in e-mail.py", "foo_bar"),
        ("call foo_bar(42) in e-mail.py", "e-mail"),
        ("x" * 500, "x" * 300),
    ],
)
def test_it_finds_words_of_any_writing(text, asked):
    alice = person("alice")
    said(alice, "something else, 别的", text)

    assert texts(alice, asked) == [text]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("The harbour is closed", "arbour"),
        ("The harbour is closed", '"harbour closed"'),
        ("The harbour is closed", '"harb"'),
        ("The harbour is closed", "harbour open"),
        ("我想去东京看樱花", "京东"),
        ("我想去东京看樱花", "京樱"),
        ("text", ""),
        ("text", " \n"),
    ],
)
def test_it_does_not_find_what_was_not_said(text, asked):
    alice = person("alice")
    said(alice, text)

    assert texts(alice, asked) == []


@pytest.mark.django_db
def test_the_newest_come_first_a_page_at_a_time():
    alice = person("alice")
    said(alice, *(f"tide number {n}" for n in range(2 * PAGE + 3)))

    seen, before, more = [], None, True
    while more:
        hits, more = search(alice, "tide", before)
        seen += [hit.message.text for hit in hits]
        before = hits[-1].place

    assert seen == [f"tide number {n}" for n in reversed(range(2 * PAGE + 3))]


@pytest.mark.django_db
def test_postgres_goes_through_the_newest_when_much_is_found(monkeypatch):
    monkeypatch.setattr("chat.search.found.FEW", 3)
    alice, bob = person("alice"), person("bob")
    said(alice, *(f"tide number {n}" for n in range(30)))
    said(bob, *(f"tide number {n}" for n in range(30)))

    assert texts(alice, "tide") == [f"tide number {n}" for n in range(29, 9, -1)]


@pytest.mark.django_db
def test_nobody_finds_what_is_others():
    alice, bob = person("alice"), person("bob")
    said(alice, "the secret word is marmalade", title="Marmalade")

    assert texts(bob, "marmalade") == []
    assert texts(bob, f'{alice.pk}xmarmalade "{alice.pk}xmarmalade"') == []


@pytest.mark.django_db
def test_a_title_is_found_and_its_new_name_too():
    alice = person("alice")
    conversation = said(alice, "hello", title="Barometer")

    before = [hit.title for hit in search(alice, "barom")[0]]
    conversation.rename("Thermometer")
    index()

    assert before == [[("Barometer", True)]]
    assert texts(alice, "barometer") == []
    assert [hit.title for hit in search(alice, "thermometer")[0]] == [[("Thermometer", True)]]
    assert texts(alice, "hello") == ["hello"]


@pytest.mark.django_db
def test_a_message_whose_title_matches_too_is_one_hit():
    alice = person("alice")
    said(alice, "barometer " * 9000, title="Barometer")

    assert len(search(alice, "barometer")[0]) == 1


@pytest.mark.django_db
def test_what_is_deleted_is_not_found_and_leaves_no_words():
    alice = person("alice")
    gone, kept = said(alice, "marmalade one"), said(alice, "marmalade two")

    gone.mark("deleted", True)
    hidden = texts(alice, "marmalade")
    gone.delete()

    assert hidden == ["marmalade two"]
    assert texts(alice, "marmalade") == ["marmalade two"]
    assert Passage.objects.filter(message__conversation=kept).count() == Passage.objects.count()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT rowid FROM chat_found WHERE chat_found MATCH %s", [f"{alice.pk}xone"])
            assert not cursor.fetchall()


@pytest.mark.django_db
def test_many_deleted_ones_do_not_hide_what_is_there():
    alice = person("alice")
    said(alice, "marmalade at last")
    said(alice, *["marmalade"] * (3 * PAGE)).mark("deleted", True)

    assert texts(alice, "marmalade") == ["marmalade at last"]


@pytest.mark.django_db
def test_one_conversation_can_be_searched_alone():
    alice = person("alice")
    here = said(alice, "tide here")
    said(alice, "tide there")

    assert texts(alice, "tide", conversation=here.pk) == ["tide here"]
    assert texts(alice, "tide", conversation=uuid.uuid4()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("asked", HOSTILE)
def test_nothing_that_is_typed_is_syntax(client, asked):
    alice = person("alice")
    said(alice, "a text with the words and not or near in it")
    client.force_login(alice)

    for query in (asked, asked * 100, f"text {asked}"):
        answer = client.get("/search/", {"q": query}, headers=JSON)

        assert answer.status_code == 200


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(st.text(max_size=60))
def test_no_text_raises_and_every_text_finds_itself(text):
    text = text.replace("\0", "").encode("utf-8", "ignore").decode()
    alice = person("alice")
    said(alice, text)

    found = texts(alice, text)

    assert text in found or not any(word for word, *_ in words_in(text)) or '"' in text or "“" in text


@pytest.mark.django_db
def test_a_long_message_is_found_by_its_end_and_across_its_passages():
    alice = person("alice")
    words = [f"w{n}" for n in range(2 * LONGEST + 50)]
    text = " ".join(words)
    said(alice, text)

    for asked in ("w0", f"w{2 * LONGEST + 49}", f'"w{LONGEST - 1} w{LONGEST}"'):
        assert texts(alice, asked) == [text]


@pytest.mark.django_db
def test_the_most_different_words_are_stored_on_both_databases():
    alice = person("alice")
    said(alice, " ".join("\U00010400" * 35 + f"{n}" for n in range(LONGEST)))

    assert len(search(alice, "\U00010400" * 35)[0]) == 1


@pytest.mark.db
@pytest.mark.usefixtures("fresh_database")
def test_a_reply_is_found_when_it_is_closed_and_not_before():
    alice = person("alice")
    writer = Process.objects.create(name="test")
    reply, _ = asking.ask(alice, uuid.uuid4(), "a question about tides", catalogue.DEMO, writer)
    index()
    before = texts(alice, "tides")

    close(reply.pk, State.STOPPED)
    index()

    assert before == ["a question about tides"]
    assert not Message.objects.due().exists()


@pytest.mark.django_db
def test_what_changes_while_it_is_indexed_is_indexed_again(monkeypatch):
    alice = person("alice")
    conversation = said(alice, "hello", title="Old")
    conversation.rename("Middle")
    monkeypatch.setattr("chat.search.index.firsts_of", lambda _: conversation.rename("New") and set())

    afterwards.some()

    assert Message.objects.due().count() == 1


@pytest.mark.django_db
def test_it_indexes_in_bites():
    alice = person("alice")
    place = Conversation.objects.create(owner=alice, title="Long")
    Message.objects.bulk_create(Message(conversation=place, role="user") for _ in range(BITE + 1))

    assert afterwards.some()
    assert not afterwards.some()


@pytest.mark.parametrize(
    ("text", "asked", "shown"),
    [
        ("one two three", "two", [("one ", False), ("two", True), (" three", False)]),
        ("one two three", "tw thr", [("one ", False), ("two", True), (" ", False), ("three", True)]),
        ("我想去东京看", "东京看", [("我想去", False), ("东京看", True)]),
        ("nothing\nhere", "two", [("nothing here", False)]),
        ("", "two", []),
        ("<b>two</b>", "two", [("<b>", False), ("two", True), ("</b>", False)]),
    ],
)
def test_a_snippet_marks_what_matches(text, asked, shown):
    assert snippet(text, phrases_in(asked)) == shown


def test_a_snippet_of_a_long_text_is_short_and_around_the_match():
    pieces = snippet("word " * 500 + "needle " + "word " * 500, phrases_in("needle"))

    assert ("needle", True) in pieces
    assert pieces[0] == pieces[-1] == ("…", False)
    assert sum(len(text) for text, _ in pieces) < 240


@pytest.mark.db
async def test_a_reply_can_be_found_within_seconds(alice, bob):
    word = f"word{uuid.uuid4().hex[:8]}"
    asked = (await alice.ask(f"echo {word}")).json()

    async def hits(who):
        return (await who.get("/search/", params={"q": word}, headers=JSON)).json()["hits"]

    async with asyncio.timeout(10):
        while len(await hits(alice)) < 2:
            await asyncio.sleep(0.05)

    reply, prompt = await hits(alice)
    assert reply["url"] == f"/c/{asked['conversation']}/?at={asked['reply']}#turn-{asked['reply']}"
    assert [word, True] in prompt["title"]
    assert await hits(bob) == []
