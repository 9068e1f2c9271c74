"""The way back in: a link from the terminal lets one person in once, whatever else is closed, and on record."""

from datetime import timedelta
from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.core import signing
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from chat.models import Action, AuditEntry, User, letting
from chat.models.people import disable

from .cast import person

pytestmark = pytest.mark.django_db


def link(name="ada", **more):
    said = StringIO()
    call_command("let_in", person(name).username, stdout=said, stderr=StringIO(), **more)
    return urlsplit(said.getvalue().strip()).path


def is_in(client):
    return client.get("/").status_code == 200


def recorded(action):
    return AuditEntry.objects.filter(action=action)


@pytest.mark.parametrize("closed", ["OIDC_ONLY", None])
def test_a_link_lets_one_person_in_once_and_on_record(client, settings, closed):
    if closed:
        setattr(settings, closed, True)
    at = link(reason="The directory is away")
    made = recorded(Action.LINKED).get()

    page = client.get(at).content.decode()
    answer, again = client.post(at), Client().post(at)

    assert "Log in as ada?" in page
    assert (answer.status_code, answer["Location"], is_in(client)) == (302, "/", True)
    assert again.status_code == 404
    assert (made.actor, made.person_name, made.reason) == (None, "ada", "The directory is away")
    assert recorded(Action.LET_IN).get().actor_name == "ada"


def test_looking_at_it_uses_nothing_up(client):
    at = link()

    for _ in range(3):
        assert client.get(at).status_code == client.head(at).status_code == 200

    assert not is_in(client)
    assert client.post(at).status_code == 302


def test_any_other_login_makes_it_worthless(client):
    at = link()
    User.objects.filter(username="ada").update(last_login=timezone.now())

    assert client.get(at).status_code == client.post(at).status_code == 404
    assert not is_in(client)


@pytest.mark.parametrize("how", ["old", "forged", "of another", "another kind", "disabled"])
def test_what_is_no_good_link_opens_nothing(client, how, monkeypatch):
    at = link()
    token = at.split("/")[2]
    match how:
        case "old":
            monkeypatch.setattr(letting, "LASTS", timedelta(seconds=-1))
        case "forged":
            token = token[:-3] + "abc"
        case "of another":
            token = token.replace(token.split(":")[0], signing.dumps([person("bob").pk, None]).split(":")[0])
        case "another kind":
            token = signing.dumps([person("ada").pk, None], salt="another")
        case "disabled":
            person("carol").role_grants.create(role="admin")
            disable(None, person("ada"))

    assert client.post(f"/let-in/{token}/").status_code == 404
    assert not is_in(client)


def test_the_person_sees_that_a_link_was_made(client):
    link("alice", reason="She lost her key")
    client.force_login(person("alice"))

    page = client.get("/readings/").content.decode()

    assert "made a link that logs in" in page
    assert "She lost her key" in page


@pytest.mark.parametrize("name", ["nobody", "bob"])
def test_the_command_says_whom_it_cannot_let_in(name):
    person("ada")
    if name == "bob":
        disable(None, person("bob"))

    with pytest.raises(CommandError, match="administrators: ada" if name == "nobody" else "is disabled"):
        call_command("let_in", name)

    assert not recorded(Action.LINKED).exists()


def test_what_cannot_be_recorded_lets_nobody_in(client, settings):
    at = link()
    settings.AUDIT_KEY_FILE.rename(settings.AUDIT_KEY_FILE.with_name("away"))
    try:
        answer = client.post(at)
        with pytest.raises(CommandError, match="key of the audit log"):
            call_command("let_in", "ada")
    finally:
        settings.AUDIT_KEY_FILE.with_name("away").rename(settings.AUDIT_KEY_FILE)

    assert (answer.status_code, is_in(client)) == (503, False)
    assert client.post(at).status_code == 302
