"""Titles by models: asked for once, charged, cleaned, never in place of a name that a person gave."""

import uuid

import pytest

from chat import catalogue, titles, upstream
from chat.models import Account, Budget, Conversation, Entry, Preferences, Site, asking, budget, site, titling
from chat.models.life import claim, close

from .cast import person
from .stage.providers import model, provider
from .talk import writer

pytestmark = pytest.mark.django_db

LONG = "Could you please tell me what a harbour is, and why there are so many of them?"


@pytest.fixture(autouse=True)
def liked():
    Site.objects.update_or_create(pk=site.ONLY, defaults={"model_titles": True})
    site.forget()


@pytest.fixture
def swift():
    row = model(provider(), price_in=1, price_out=2)
    return next(one for one in catalogue.models_for(person("alice")) if one.key == row.pk)


def replied(choice, text=LONG, state="done", conversation=None):
    reply, _ = asking.ask(person("alice"), uuid.uuid4(), text, choice, writer(), conversation)
    claim(reply.pk, writer())
    reply.chunks.create(part="text", start=0, end=8, text="A place.")
    close(reply.pk, state, prompt_tokens=10, completion_tokens=2)
    reply.refresh_from_db()
    return reply


def title_of(reply):
    return Conversation.objects.get(pk=reply.conversation_id).title


def test_the_first_reply_that_ends_gives_the_title_once(swift):
    reply = replied(swift)

    first, second = titles.claimed(reply.pk), titles.claimed(reply.pk)

    assert second is None
    assert LONG in first[1].messages[0]["content"]
    assert "A place." in first[1].messages[0]["content"]
    assert titling.store(first[0], "Harbours") == "given"
    assert title_of(reply) == "Harbours"
    assert titles.claimed(replied(swift, conversation=reply.conversation).pk) is None


def test_a_name_that_a_person_gave_is_never_replaced(swift):
    reply, renamed = replied(swift), replied(swift)
    renamed.conversation.rename("Mine")
    asked, _ = titles.claimed(reply.pk)
    reply.conversation.rename("Mine, too")

    assert titles.claimed(renamed.pk) is None
    assert titling.store(asked, "Harbours") == "late"
    assert (title_of(reply), title_of(renamed)) == ("Mine, too", "Mine")


@pytest.mark.parametrize("why", ["site", "person", "failed", "demo", "spent"])
def test_nobody_is_asked_where_that_is_not_wanted(swift, why):
    if why == "spent":
        Budget.objects.create(person=person("alice"), tokens_a_day=1_100)
        budget.forget()
    reply = replied(catalogue.DEMO if why == "demo" else swift, state="failed" if why == "failed" else "done")
    if why == "person":
        Preferences.keep(person("alice"), model_titles=False)
    if why == "spent":
        Account.objects.update(day_tokens=1_100)
    if why == "site":
        Site.objects.update(model_titles=False)
        site.forget()

    assert titles.claimed(reply.pk) is None


def test_what_it_takes_is_in_the_ledger_and_in_the_budget(swift):
    Budget.objects.create(person=person("alice"), tokens_a_day=100_000)
    budget.forget()
    reply = replied(swift)
    asked, request = titles.claimed(reply.pk)
    before = Account.objects.get()

    titles.charge(asked, request, {"prompt_tokens": 40, "completion_tokens": 5}, "Harbours")

    first, title = Entry.objects.order_by("pk")
    assert (title.replies, title.prompt_tokens, title.completion_tokens, title.estimates) == (0, 40, 5, 0)
    assert title.cost == 40 * 1 + 5 * 2
    after = Account.objects.get()
    assert after.day_tokens - before.day_tokens == 45
    assert after.running == before.running == 0
    titles.charge(asked, request, {}, "Harbours")
    assert Entry.objects.order_by("pk").last().estimates == 1
    assert first.replies == 1


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("Harbours", "Harbours"),
        ("\n\n## **“Harbours and tides.”**\nBecause it is so", "Harbours and tides"),
        ("Title: Harbours", "Harbours"),
        ("港と潮", "港と潮"),
        ("a\u202eb\0c\ud800", "abc"),
        ("", ""),
        ("***", ""),
        ("word " * 100, "word " * 15 + "word…"),
    ],
)
def test_a_title_is_one_clean_line(said, title):
    assert titles.cleaned(said) == title


class Answer:
    """What an upstream says, or how it fails."""

    def __init__(self, *said):
        self.said, self.sent, self.is_closed = said, {"model": "swift-1"}, False

    def __call__(self, endpoint, request):
        self.endpoint = endpoint
        return self

    async def parts(self):
        for part in self.said:
            if isinstance(part, Exception):
                raise part
            yield [part]

    async def close(self):
        self.is_closed = True


@pytest.mark.parametrize(
    ("said", "outcome", "title"),
    [
        ([upstream.Piece("text", "“Harbours”"), upstream.Usage(30, 3)], "given", "Harbours"),
        ([upstream.Piece("reasoning", "hm"), upstream.Usage(30, 3)], "failed", None),
        ([upstream.Piece("text", "x" * 1000)] * 9, "given", None),
        ([upstream.Failed("away", "It is away.")], "failed", None),
    ],
)
def test_an_answer_becomes_a_title_or_is_a_failure_that_is_charged(swift, monkeypatch, said, outcome, title):
    reply, answer = replied(swift), Answer(*said)
    wanted = titles.claimed(reply.pk)

    async def here(verb, *args):
        return verb(*args)

    monkeypatch.setattr(titles, "in_db", here)
    monkeypatch.setattr(upstream, "Answer", answer)
    assert run(titles.named(*wanted)) == outcome

    assert title is None or title_of(reply) == title
    assert answer.is_closed
    assert answer.endpoint.timeouts.total <= 30
    assert Entry.objects.filter(reply=reply.pk, replies=0).count() == 1


def run(coroutine):
    """Run to its end what awaits nothing that lasts, in this thread, where the test's transaction is."""
    try:
        while True:
            coroutine.send(None)
    except StopIteration as ended:
        return ended.value


def test_the_settings_offer_it_where_the_site_has_it(client):
    client.force_login(person("alice"))

    assert "Use the first words" in client.get("/settings/").content.decode()
    page = client.post("/preferences/", {"model_titles": ""}, follow=True).content.decode()
    assert "Let the model find titles" in page
    Site.objects.update(model_titles=False)
    site.forget()
    assert "find titles" not in client.get("/settings/").content.decode()
