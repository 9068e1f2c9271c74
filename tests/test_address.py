"""A person changes their e-mail address: it is theirs when the link that was sent there is opened, and not before."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client

from chat.models import Role, User
from chat.models.roles import grant

from .cast import PASSWORD, person

pytestmark = pytest.mark.django_db

NEW = "alice@harbour.example"
DOOR = "/accounts/email/"


@pytest.fixture(autouse=True)
def quick_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def logged_in(name="alice"):
    """A client that has just said its password."""
    client = Client()
    client.post("/accounts/login/", {"login": person(name).username, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def address(name="alice"):
    return User.objects.get(username=name).email


def link(message):
    return re.search(r"http://testserver(/accounts/confirm-email/\S+)", message.body)[1]


def links_to(email):
    return [link(message) for message in mail.outbox if message.to == [email] and "confirm-email" in message.body]


def test_an_address_changes_when_its_link_is_opened_and_the_old_one_is_told():
    alice = logged_in()

    page = alice.post(DOOR, {"email": NEW}, follow=True).content.decode()
    before = address()
    opened = alice.post(links_to(NEW)[0])

    assert f"A link was sent to <b>{NEW}</b>" in page
    assert before == "alice@example.org"
    assert (address(), opened["Location"]) == (NEW, "/settings/")
    assert [message.subject for message in mail.outbox if message.to == [before]] == [
        "Chatsite: Your e-mail address was changed"
    ]
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [(NEW, True, True)]


def test_showing_the_link_alone_changes_nothing():
    logged_in().post(DOOR, {"email": NEW})

    assert "Is this your address?" in Client().get(links_to(NEW)[0]).content.decode()
    assert address() == "alice@example.org"


def test_the_link_works_without_a_login_and_once():
    logged_in().post(DOOR, {"email": NEW})
    [at] = links_to(NEW)

    Client().post(at)
    User.objects.filter(username="alice").update(email="third@example.org")
    EmailAddress.objects.all().delete()
    again = Client().post(at)

    assert (again.status_code, address()) == (404, "third@example.org")


def test_who_finds_a_page_open_is_asked_for_the_password_first():
    client = Client()
    client.force_login(person("alice"))

    asked = client.post(DOOR, {"email": NEW})
    before = len(mail.outbox)
    client.post(asked["Location"], {"password": PASSWORD})

    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert (before, len(links_to(NEW))) == (0, 1)


def test_a_change_is_cancelled_and_its_link_dead():
    alice = logged_in()
    alice.post(DOOR, {"email": NEW})

    page = alice.post(DOOR, {"cancel": ""}, follow=True).content.decode()
    answer = alice.post(links_to(NEW)[0])

    assert "Your address stays as it is." in page
    assert NEW not in page
    assert (answer.status_code, address()) == (404, "alice@example.org")


def test_of_two_changes_the_later_one_counts():
    alice = logged_in()

    for email in NEW, "later@harbour.example":
        alice.post(DOOR, {"email": email})

    assert alice.post(links_to(NEW)[0]).status_code == 404
    alice.post(links_to("later@harbour.example")[0])
    assert address() == "later@harbour.example"


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("", "This field is required."),
        ("nonsense", "Enter a valid email address."),
        ("ALICE@example.org", "That is your address already."),
        ("x" * 250 + "@example.org", "at most 254"),
        ("a@b.example\nBcc: c@d.example", "Enter a valid email address."),
    ],
)
def test_what_is_no_new_address_gets_a_sentence_and_no_mail(email, sentence):
    page = logged_in().post(DOOR, {"email": email}).content.decode()

    assert sentence in page
    assert not links_to(email)


def test_the_page_does_not_tell_whose_addresses_are_known():
    person("bob")
    alice = logged_in()

    pages = [
        alice.post(DOOR, {"email": email}, follow=True).content.decode().replace(email, "")
        for email in ("bob@example.org", "nobody@example.org")
    ]

    tokens = [re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page) for page in pages]
    assert tokens[0] == tokens[1]


def test_an_address_that_somebody_proved_meanwhile_stays_theirs():
    alice, bob = logged_in(), logged_in("bob")
    alice.post(DOOR, {"email": NEW})
    cache.clear()  # One address gets no second link within minutes.
    bob.post(DOOR, {"email": NEW})
    first, second = links_to(NEW)

    alice.post(first)
    answer = bob.post(second, follow=True)

    assert (address(), address("bob")) == (NEW, "bob@example.org")
    assert answer.status_code == 200


def test_links_are_not_sent_without_end():
    alice = logged_in()
    alice.post(DOOR, {"email": NEW})

    pages = [alice.post(DOOR, {"again": ""}, follow=True).content.decode() for _ in range(3)]
    codes = [alice.post(DOOR, {"email": f"{number}@example.org"}).status_code for number in range(12)]

    assert len(links_to(NEW)) == 1
    assert all("Wait a few minutes" in page for page in pages)
    assert 429 in codes


def test_after_an_administrator_set_another_the_one_of_before_opens_nothing(client):
    alice = logged_in()
    alice.post(DOOR, {"email": NEW})
    alice.post(links_to(NEW)[0])
    grant(None, person("ada"), Role.ADMIN)
    client.force_login(person("ada"))

    form = {"username": "alice", "email": "safe@example.org", "may_log_in": "on", "roles": ["user"]}
    client.post(f"/admin/chat/user/{person('alice').pk}/change/", form)
    answer = Client().post("/accounts/login/", {"login": NEW, "password": PASSWORD})
    Client().post("/accounts/password/reset/", {"email": NEW})

    assert (address(), answer.status_code) == ("safe@example.org", 200)
    assert not [message for message in mail.outbox if message.to == [NEW] and "/password/reset/key/" in message.body]
