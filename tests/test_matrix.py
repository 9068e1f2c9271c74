"""Nobody reads or changes what is another's, by any URL and by any word through the socket."""

import ast
import functools
import re
import uuid
from itertools import product
from pathlib import Path

import pytest
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern

from chat import consumers, runner

from .matrix.house import SECRETS, Actor, House
from .matrix.rows import NAMELESS, ROWS
from .stage.person import Person

PAGE, SCRIPT = {"Accept": "text/html"}, {"Accept": "application/json"}
OTHERS = [actor for actor in Actor if actor != Actor.OWNER]


def names(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or pattern.pattern}"
        else:
            yield from names(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else namespace)


@pytest.fixture
def taking(monkeypatch):
    """The process takes prompts, although nobody would write the replies."""
    monkeypatch.setattr(runner, "is_taking", lambda: True)
    monkeypatch.setattr(runner, "start", lambda pk: None)
    monkeypatch.setattr(runner, "stop_from_anywhere", lambda pk: None)


@pytest.fixture
def house(db):
    return House()


def test_every_url_has_a_row():
    assert set(names(get_resolver().url_patterns)) - NAMELESS == set(ROWS)


@pytest.mark.parametrize("name", ROWS)
def test_a_door_shows_and_changes_nothing_of_somebody_else_s(client, house, taking, name):
    client.raise_request_exception = False
    row, before, form = ROWS[name], house.contents(), form_of(name, house)

    for actor, method, caller in product(OTHERS, ("get", "post"), callers(name)):
        client.logout()
        house.enter(client, actor)
        call = functools.partial(getattr(client, method), data=form, headers=caller)
        answer = call(url(name, row.about, house))
        assert answer.status_code < 500
        assert not secrets_in(answer), actor
        assert house.contents() == before, actor
        if row.absent:
            assert same(answer, call(url(name, row.absent, house))), actor


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if Actor.OWNER in row.seen_by])
def test_its_owner_finds_there_what_the_others_must_not(client, house, name):
    house.enter(client, Actor.OWNER)

    assert secrets_in(client.get(url(name, ROWS[name].about, house)))


def callers(name):
    return [PAGE] if name.startswith(("admin:", "account_", "mfa_", "socialaccount_", "openid_")) else [PAGE, SCRIPT]


def form_of(name, house):
    """What is posted to a door."""
    form = ROWS[name].form
    return form(house) if callable(form) else form


def url(name, about, house):
    return reverse(name, args=about(house))


def secrets_in(answer):
    said = b"".join(answer) if answer.streaming else answer.content
    heard = said.decode("utf-8", "replace") + str(answer.headers)
    return [secret for secret in SECRETS if secret in heard]


def same(answer, other):
    """Whether two answers differ in nothing but the ids that were asked for and the tokens of the form."""
    return answer.status_code == other.status_code and bare(answer) == bare(other)


def bare(answer):
    said = f"{answer.headers.get('Location', '')} {answer.content.decode()}"
    said = re.sub(r'(name="(csrfmiddlewaretoken|id)" value=)"[^"]*"', r"\1", said)
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+|data-now=\S+", "", said)


# The socket

COMMANDS = {
    "watch": lambda reply: {"reply": reply, "at": {}},
    "ack": lambda reply: {"reply": reply, "part": "text", "to": 1},
    "stop": lambda reply: {"reply": reply},
    "ping": lambda reply: {},
}


def heard_by_the_tab():
    """The words that the consumer's one match knows."""
    tree = ast.parse(Path(consumers.__file__).read_text())
    shapes = [node for node in ast.walk(tree) if isinstance(node, ast.MatchMapping)]
    return {
        value.value.value
        for shape in shapes
        for key, value in zip(shape.keys, shape.patterns, strict=True)
        if key.value == "type"
    }


def test_every_word_through_the_socket_has_a_row():
    assert heard_by_the_tab() == set(COMMANDS)


BECOME = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "chatsite.settings"
django.setup()
from chat.models import RoleGrant, User
User.objects.filter(username="carol").update(is_superuser=True)
RoleGrant.objects.create(person=User.objects.get(username="carol"), role="admin")
User.objects.filter(username="rita").update(is_active=False)
"""


@pytest.mark.db
async def test_a_stranger_to_a_reply_hears_and_changes_nothing_by_the_socket(server):
    async with (
        Person(server, "alice") as alice,
        Person(server, "bob") as bob,
        Person(server, "carol") as carol,
        Person(server, "rita") as rita,
    ):
        server.place.run("-c", BECOME)
        said = (await alice.ask("echo canary-reply")).json()["reply"]
        running = (await alice.ask("endless")).json()["reply"]
        async with alice.tab(running) as hers, alice.tab(said) as echo:
            await hers.until(lambda tab: tab.text.get("text"))
            await echo.until_closed()
            for person in (bob, carol):
                for reply in (said, running):
                    assert await answers_to_all(person, reply) <= {"hello", "gone", "pong"}
            assert await answers_to_all(rita, running) == set()
            assert await answers_to_all(Nobody(server), running) == set()

            before = len(hers.text["text"])
            await hers.until(lambda tab: len(tab.text["text"]) > before)
            await hers.stop()
            assert await hers.until_closed() == "stopped"


class Nobody:
    """A browser without a cookie."""

    def __init__(self, server):
        self.server, self.origin, self.cookies = server, server.origin, f"session={uuid.uuid4().hex}"


async def answers_to_all(person, reply):
    """The kinds of events that came back when every command was said about a reply."""
    async with Person.tab(person, reply) as tab:
        for kind, shape in COMMANDS.items():
            await tab.say(kind, **shape(reply))
        kinds = lambda: [event["type"] for event in tab.events]  # noqa: E731
        await tab.until(lambda tab: tab.code or (kinds().count("pong") and kinds().count("gone") > 1))
    return set(kinds())
