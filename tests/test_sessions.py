"""Where a person is logged in, and logging out there."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from chat import sessions

from .cast import PASSWORD, person

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile Safari/604.1"


@pytest.fixture(autouse=True)
def quick_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def logged_in(name="alice", agent=FIREFOX):
    client = Client(headers={"User-Agent": agent})
    client.post("/accounts/login/", {"login": person(name).username, "password": PASSWORD})
    assert is_in(client)
    return client


def is_in(client):
    return client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        (CHROME, "Chrome on Android"),
        (EDGE, "Edge on Windows"),
        (SAFARI, "Safari on an iPhone"),
        ("curl/8", "A program"),
        ("", "A program"),
    ],
)
def test_a_browser_is_named_in_a_few_words(agent, words):
    assert sessions.browser(agent) == words


def test_the_settings_list_every_place_and_this_one_first():
    there, here = logged_in(agent=SAFARI), logged_in()
    logged_in("bob", EDGE)

    page = here.get("/settings/").content.decode()

    assert page.index("Firefox on Linux") < page.index("Safari on an iPhone")
    assert "Edge" not in page
    there.post("/accounts/logout/")
    assert "Safari" not in here.get("/settings/").content.decode()


def test_one_place_is_logged_out_and_the_others_stay():
    here, there, third = logged_in(), logged_in(agent=SAFARI), logged_in(agent=CHROME)
    place = UserSession.objects.get(user_agent=SAFARI)

    here.post(f"/settings/sessions/{place.pk}/end/")

    assert [is_in(client) for client in (here, there, third)] == [True, False, True]


def test_everywhere_else_is_everywhere_else():
    here, there, third, bob = logged_in(), logged_in(agent=SAFARI), logged_in(agent=CHROME), logged_in("bob")

    here.post("/settings/sessions/end/")

    assert [is_in(client) for client in (here, there, third, bob)] == [True, False, False, True]


def test_a_new_password_ends_the_other_places():
    here, there = logged_in(), logged_in(agent=SAFARI)
    form = {"oldpassword": PASSWORD, "password1": "another horse battery", "password2": "another horse battery"}

    here.post("/accounts/password/change/", form)

    assert [is_in(client) for client in (here, there)] == [True, False]


def test_being_there_is_noted_a_few_minutes_apart(monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(sessions.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(sessions, "noted", {})
    client = logged_in()
    key = client.session.session_key
    place = UserSession.objects.filter(session_key=key)
    place.update(last_seen_at="2026-01-01T00:00Z")

    client.get("/")
    assert place.get().last_seen_at.year == 2026
    before = place.get().last_seen_at
    clock[0] += 60
    client.get("/")
    assert place.get().last_seen_at == before
    clock[0] += 600
    client.get("/")

    assert place.get().last_seen_at > before


def test_the_admin_logs_in_by_the_same_door(client):
    answer = client.get("/admin/login/?next=/admin/")

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=%2Fadmin%2F")


def test_a_login_ends_so_long_after_it_began_however_busy_it_is(settings, monkeypatch):
    settings.SESSION_COOKIE_AGE = 3600
    client = logged_in()
    session, soon = client.session, timezone.now() + timedelta(minutes=50)

    monkeypatch.setattr(timezone, "now", lambda: soon)
    session["noted"] = "something"
    session.save()

    left = Session.objects.get(pk=session.session_key).expire_date - soon
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)
