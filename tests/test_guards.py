"""What guards every door, whatever is behind it: headers, tokens, hosts, and answers that tell nothing."""

import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from chat.models import Role, User
from chat.models.people import disable
from chat.models.roles import grant, withdraw

from .cast import PASSWORD, person
from .matrix.house import Actor, House
from .matrix.rows import ROWS
from .test_attacks import AWAY
from .test_matrix import taking, url  # noqa: F401  The fixture is used by name.

pytestmark = pytest.mark.django_db

PAGE = {"Accept": "text/html"}
ENDS = "logout", "end_other_sessions"  # Whoever goes through them is logged out.
DOORS = [name for name in ROWS if not name.endswith(ENDS)]


@pytest.fixture
def house():
    return House()


def entered(house, actor, **more):
    client = Client(raise_request_exception=False, **more)
    house.enter(client, actor)
    return client


def at(name, house):
    return url(name, ROWS[name].about, house)


@pytest.mark.parametrize("actor", [Actor.OWNER, Actor.ADMINISTRATOR, Actor.STRANGER])
def test_no_page_is_kept_framed_sniffed_or_runs_a_script_of_another(house, actor):
    client, unguarded = entered(house, actor), {}

    for name in DOORS:
        headers = client.get(at(name, house), headers=PAGE).headers
        policy = headers.get("Content-Security-Policy", "")
        guards = {
            "kept": "no-store" in headers.get("Cache-Control", "") or "private" in headers.get("Cache-Control", ""),
            "sniffed": headers.get("X-Content-Type-Options") == "nosniff",
            "framed": headers.get("X-Frame-Options") == "DENY" and "frame-ancestors 'none'" in policy,
            "scripts": "script-src 'self';" in policy and "default-src 'none'" in policy,
            "bases": "base-uri 'none'" in policy,
        }
        unguarded |= {(name, what): policy for what, is_so in guards.items() if not is_so}

    assert unguarded == {}


@pytest.mark.parametrize("actor", [Actor.OWNER, Actor.ADMINISTRATOR, Actor.REVIEWER])
def test_no_form_is_taken_without_its_token(house, taking, actor):  # noqa: F811
    client, before = entered(house, actor, enforce_csrf_checks=True), house.contents()

    answers = {
        name: client.post(at(name, house), ROWS[name].form(house) if callable(ROWS[name].form) else ROWS[name].form)
        for name in ROWS
    }

    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code != 403} == {}
    assert house.contents() == before


@pytest.mark.parametrize("actor", [Actor.OTHER, Actor.ADMINISTRATOR, Actor.STRANGER])
def test_no_door_leads_away(house, taking, actor):  # noqa: F811
    client, left, away = entered(house, actor), [], "//evil.example/"

    for name in DOORS:
        form = ROWS[name].form(house) if callable(ROWS[name].form) else ROWS[name].form
        asked = {"next": away, "url": away, "redirect_to": away}
        for answer in (
            client.get(at(name, house), asked, headers=PAGE | {"Referer": away}),
            client.post(at(name, house), form | asked, headers=PAGE | {"Referer": away}),
        ):
            said = b"".join(answer) if answer.streaming else answer.content
            led = answer.headers.get("Location", "").startswith(("//", "/\\", "https:", "javascript:"))
            if led or re.search(rb'(href|action|src|formaction)="?[^" ]*evil\.example', said):
                left.append((name, answer.headers.get("Location")))

    assert left == []


@pytest.mark.parametrize("door", ["account_reauthenticate", "account_logout", "account_login"])
@pytest.mark.parametrize("away", AWAY)
def test_what_comes_after_a_form_is_here(settings, door, away):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    client, alice = Client(), person("alice")
    if door != "account_login":
        client.force_login(alice)

    answer = client.post(reverse(door), {"login": "alice", "password": PASSWORD, "next": away})

    assert answer.status_code == 302
    assert re.fullmatch(r"/(accounts/login/)?", answer["Location"])


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "testserver.evil.example", "test server", "[::1]x"]
)
def test_another_host_is_refused_before_anything_is_done(client, host):
    person("alice")

    answer = client.post("/accounts/password/reset/", {"email": "alice@example.org"}, headers={"Host": host})

    assert answer.status_code == 400
    assert not mail.outbox


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Host", "X-Original-URL", "X-Rewrite-URL", "Forwarded"])
def test_a_link_in_a_mail_leads_here_whatever_a_caller_says(client, header):
    person("alice")

    client.post(
        "/accounts/password/reset/", {"email": "alice@example.org"}, headers={header: "host=evil.example;/admin/"}
    )

    [message] = mail.outbox
    assert "http://testserver/accounts/password/reset/key/" in message.body
    assert "evil.example" not in message.body + str(message.message())


class Counted(MD5PasswordHasher):
    """A hasher that counts how often it was at work: what a login takes long for."""

    algorithm, calls = "counted", 0

    def encode(self, password, salt):
        type(self).calls += 1
        return super().encode(password, salt)


def test_a_login_works_as_long_for_a_name_that_nobody_has(client, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.Counted"]
    User.objects.create_user("alice", "alice@example.org", PASSWORD)
    User.objects.create_user("company", "company@example.org")  # without a password
    disable(None, User.objects.create_user("gone", "gone@example.org", PASSWORD))
    took = {}

    for login in "alice", "alice@example.org", "company", "gone", "nobody", "nobody@example.org":
        cache.clear()
        before = Counted.calls
        client.post("/accounts/login/", {"login": login, "password": "wrong"})
        took[login] = Counted.calls - before

    assert set(took.values()) == {1}, took


@pytest.mark.parametrize("role", [Role.ADMIN, Role.REVIEWER, Role.AUDITOR])
def test_a_page_that_was_open_when_its_role_was_taken_does_nothing_more(client, role):
    ada, alice = person("ada"), person("alice")
    grant(None, person("bob"), Role.ADMIN)
    grant(None, ada, role)
    client.force_login(ada)
    doors = {
        Role.ADMIN: f"/admin/chat/user/{alice.pk}/change/",
        Role.REVIEWER: "/review/exports/",
        Role.AUDITOR: "/audit/",
    }
    assert client.get(doors[role]).status_code == (404 if role == Role.REVIEWER else 200)

    withdraw(None, ada, role)
    form = {"username": "mallory", "may_log_in": "on", "roles": ["user", "admin", "reviewer"], "form": "csv"}
    answers = [client.get(doors[role]), client.post(doors[role], form), client.post("/audit/download/", form)]

    assert {answer.status_code for answer in answers} <= {302, 404, 405}
    assert all(
        answer.headers.get("Location", "/accounts/login/").startswith(("/admin/login/", "/accounts/login/"))
        for answer in answers
    )
    assert set(User.objects.get(pk=alice.pk).roles) == {"user"}
    assert not User.objects.filter(username="mallory").exists()
