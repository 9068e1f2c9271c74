"""However many come at once: one link makes one account, and a first visit makes none."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from chat.models import Role, User, letting
from chat.models.roles import grant

from .cast import person
from .test_invitations import guest, link

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("fresh_database")]

CROWD = 50


@pytest.fixture(autouse=True)
def quick_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def admin(fresh_database):
    admin = person("ada")
    grant(None, admin, Role.ADMIN)
    return admin


def test_fifty_uses_at_once_make_one_account(admin):
    at = link(admin)
    before = User.objects.count()

    def use(number):
        try:
            return Client().post(at, guest(f"guest{number}")).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as crowd:
        codes = list(crowd.map(use, range(CROWD)))

    assert User.objects.count() == before + 1
    assert codes.count(302) == 1
    assert not [code for code in codes if code >= 500]


def test_fifty_first_visits_at_once_make_no_account():
    User.objects.all().delete()

    def visit(number):
        try:
            Client().get("/")
            return Client().post("/accounts/signup/", guest(f"first{number}")).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as crowd:
        list(crowd.map(visit, range(CROWD)))

    assert not User.objects.exists()


def test_a_link_of_the_terminal_lets_one_of_fifty_in(admin):
    at = f"/let-in/{letting.token(admin, '')}/"

    def use(number):
        try:
            return Client().post(at).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as crowd:
        codes = list(crowd.map(use, range(CROWD)))

    assert (codes.count(302), codes.count(404)) == (1, CROWD - 1)
