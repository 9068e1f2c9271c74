"""The privacy notice says what is so."""

import pytest
from django.utils.html import escape

from chat.models import Role, RoleGrant
from chat.models.people import disable
from chat.models.roles import grant

from .cast import person
from .stage.providers import provider

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client):
    alice = person("alice")
    client.force_login(alice)
    return alice


def read(client):
    return client.get("/privacy").content.decode()


def test_it_counts_who_may_read(client, alice):
    assert "Nobody holds the role of a reviewer now" in read(client)

    rita, roy = person("rita"), person("roy")
    for one in rita, roy:
        grant(None, one, Role.REVIEWER)
    assert "2 reviewers may open one for a stated reason" in read(client)
    disable(None, roy)

    assert "1 reviewer may open one for a stated reason" in read(client)


DELAYS = [(0, "under Readings at once"), (1, "after 1 day."), (7, "after 7 days")]


@pytest.mark.parametrize(("days", "words"), DELAYS)
def test_it_says_when_a_reading_is_seen(client, alice, settings, days, words):
    settings.REVIEW_NOTICE_DELAY_DAYS = days
    grant(None, person("rita"), Role.REVIEWER)

    assert words in read(client)


def test_it_names_where_words_go_and_no_key(client, alice):
    assert "the demo on this machine answers" in read(client)
    team = provider("Team")
    team.set_key("sk-canary")
    team.save(update_fields=["sealed_key"])

    page = read(client)

    assert "a model of Team goes to models.example.org" in page
    assert "sk-canary" not in page
    assert "the demo" not in page


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("OIDC_ISSUER", "https://login.example.org/realms/team", "log in by login.example.org"),
        ("EMAIL_URL", "smtp://chat:secret@mail.example.org", "goes out by mail.example.org"),
        ("SESSION_COOKIE_AGE", 3 * 86_400, "ends 3 days after it began"),
    ],
)
def test_it_follows_the_settings(client, alice, settings, name, value, words):
    assert words not in read(client)

    setattr(settings, name, value)
    page = read(client)

    assert words in page
    assert "secret" not in page


@pytest.mark.parametrize("path", ["/", "/settings/", "/usage/?days=7", "/admin/", "/review/"])
def test_the_first_login_shows_it_until_it_was_read_wherever_it_leads(client, path):
    ada = person("ada")
    RoleGrant.objects.create(person=ada, role=Role.REVIEWER)
    client.force_login(ada)
    assert f'name="next" value="{path}"' in client.get(path).content.decode()

    back = client.post("/privacy/read/", {"next": path})

    assert back["Location"] == path
    assert "Before you write" not in client.get(path).content.decode()
    assert "I have read it" not in read(client)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "evil", ""])
def test_having_read_it_leads_nowhere_else(client, alice, elsewhere):
    assert client.post("/privacy/read/", {"next": elsewhere})["Location"] == "/"


@pytest.mark.parametrize(
    ("path", "words"),
    [("/review/", "can see it"), ("/review/words/", "can see it"), ("/", "leave a record that you see")],
)
def test_every_page_that_promises_a_notice_says_when(client, settings, path, words):
    client.force_login(person("rita"))
    before = client.get(path).content.decode()
    settings.REVIEW_NOTICE_DELAY_DAYS = 7

    assert f"{words}." in before
    assert f"{words} after 7 days." in client.get(path).content.decode()


def test_what_one_person_has_read_another_has_not(client, alice):
    client.post("/privacy/read/")
    first = person("alice").privacy_read_at
    client.post("/privacy/read/")
    client.force_login(person("bob"))

    assert escape("Before you write") in client.get("/").content.decode()
    assert person("alice").privacy_read_at == first
