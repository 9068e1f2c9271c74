"""Opening a conversation: however long it is, few questions, and only the texts that are missing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat import catalogue
from chat.models import Budget, Conversation, Message, Part, Preferences, budget, site

from .cast import person
from .stage.providers import model, provider

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}
MOST = 8  # questions to the database: of session and person, what may be asked and used, the site, and the list too


@pytest.fixture
def long(client):
    """Alice's conversation of a thousand messages; she is logged in."""
    alice = person("alice")
    client.force_login(alice)
    made = Conversation.objects.create(owner=alice, title="Long")
    Preferences.keep(alice, enter_sends=False)
    first = (Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    Message.objects.bulk_create(
        Message(
            pk=first + number,
            conversation=made,
            role="assistant" if number % 2 else "user",
            parent_id=first + number - 1 if number else None,
            model="demo",
        )
        for number in range(1000)
    )
    Part.objects.bulk_create(Part.of(first + number, "text", f"word {number} " * 50) for number in range(1000))
    return made


def test_a_thousand_messages_take_few_questions(client, long):
    model(provider())
    Budget.objects.create(each=True, tokens_a_day=1_000_000)
    client.get(long.get_absolute_url())
    for module in catalogue, budget, site:
        module.forget()  # what is believed for a second

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(long.get_absolute_url())

    assert answer.content.count(b"<article") >= 1000
    assert len(asked) <= MOST, "\n".join(query["sql"][:300] for query in asked)


def test_who_logged_in_before_an_upgrade_is_still_known(client, long):
    client.force_login(long.owner, "allauth.account.auth_backends.AuthenticationBackend")

    assert client.get(long.get_absolute_url()).status_code == 200


def test_the_texts_that_a_page_has_are_not_read_again(client, long):
    keys = list(long.messages.order_by("pk").values_list("pk", flat=True))
    have = ",".join(map(str, keys[:-1]))

    with CaptureQueriesContext(connection) as asked:
        turns = client.get(f"{long.get_absolute_url()}turns.json", {"have": have}).json()["turns"]

    assert [turn["id"] for turn in turns] == keys
    assert [turn["id"] for turn in turns if turn["parts"]] == keys[-1:]
    assert f'"chat_part"."message_id" IN ({keys[-1]})' in " ".join(query["sql"] for query in asked)


@pytest.mark.parametrize("have", ["", ",", "x", "1,", "\u0663", "9" * 40])
def test_whatever_a_page_says_it_has_it_gets_an_answer(client, long, have):
    answer = client.get(f"{long.get_absolute_url()}turns.json", {"have": have})

    assert len(answer.json()["turns"]) == 1000


@pytest.mark.parametrize("path", ["/m/999999/show/", "/c/00000000-0000-0000-0000-000000000001/rename/", "/nowhere/"])
def test_what_is_not_there_is_a_sentence_for_a_script(client, path):
    client.force_login(person("alice"))

    answer = client.post(path, headers=JSON)

    assert answer.status_code == 404
    assert "no longer there" in answer.json()["error"]["message"]


def test_a_message_of_another_branch_is_shown_with_its_branch(client):
    alice = person("alice")
    client.force_login(alice)
    made = Conversation.objects.create(owner=alice, title="Two")
    prompt = Message.objects.create(conversation=made, role="user", model="demo")
    old, new = [Message.objects.create(conversation=made, role="assistant", parent=prompt) for _ in range(2)]
    made.show(new.pk)

    page = client.get(made.get_absolute_url(), {"at": str(old.pk)}).content.decode()

    assert f'data-message="{old.pk}"' in page
    assert f'data-message="{new.pk}"' not in page
    assert f'data-elsewhere="{old.pk}"' in page
    assert f'data-message="{new.pk}"' in client.get(made.get_absolute_url(), {"at": "9" * 30}).content.decode()
