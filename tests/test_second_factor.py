"""Two factors: an app's codes, recovery codes, and what is asked of those who have them."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from chat.models import Role
from chat.models.roles import grant
from chat.models.sealed import Unreadable, unseal
from chat.sessions import person_of

from .cast import PASSWORD, person

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
CODE = "/accounts/2fa/authenticate/"


def code(secret, steps=0):
    """What an app with this secret shows, now or some steps of 30 seconds away."""
    counter = int(time.time()) // 30
    return format_hotp_value(hotp_value(secret, counter + steps))


@pytest.fixture(autouse=True)
def quick_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def alice(client):
    alice = person("alice")
    log_in(client)
    return alice


def log_in(client, **more):
    return client.post(LOGIN, {"login": "alice", "password": PASSWORD} | more)


def with_app(client):
    """Set an app up as the page does; its secret."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r"<p><code>(\w+)</code>", page)[1]
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code(secret)})
    assert answer.status_code == 302, answer.content
    return secret


def is_in(client):
    return client.get("/").status_code == 200


def test_a_password_alone_is_not_enough_once_there_is_an_app(client, alice):
    secret = with_app(client)
    client.post("/accounts/logout/")

    asked = log_in(client)
    assert (asked.status_code, asked["Location"], is_in(client)) == (302, CODE, False)
    wrong = client.post(CODE, {"code": "000000"})
    assert (wrong.status_code, is_in(client)) == (200, False)
    right = client.post(CODE, {"code": code(secret, steps=1)})

    assert (right.status_code, is_in(client)) == (302, True)


def test_a_code_works_once(client, alice):
    secret = with_app(client)
    shown = code(secret, steps=1)
    for works in True, False:
        client.post("/accounts/logout/")
        log_in(client)
        client.post(CODE, {"code": shown})
        assert is_in(client) is works


def test_a_recovery_code_works_once(client, alice):
    with_app(client)
    codes = client.get("/accounts/2fa/recovery-codes/download/").content.decode().split()
    assert len(codes) == 10
    for works in True, False:
        client.post("/accounts/logout/")
        log_in(client)
        client.post(CODE, {"code": codes[0]})
        assert is_in(client) is works


def test_guessing_codes_ends_soon(client, alice):
    secret = with_app(client)
    client.post("/accounts/logout/")
    log_in(client)

    for _ in range(12):
        client.post(CODE, {"code": "000000"})
    client.post(CODE, {"code": code(secret, steps=1)})

    assert not is_in(client)


def test_the_secrets_are_sealed_at_rest(client, alice, settings):
    secret = with_app(client)
    kept = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]

    assert secret not in kept
    settings.SECRET_KEY = "another"
    with pytest.raises(Unreadable):
        unseal(kept, "second factor")


def test_under_another_key_no_code_is_right(client, alice, settings):
    with_app(client)
    totp = Authenticator.objects.get(type=Authenticator.Type.TOTP)

    settings.SECRET_KEY = "another"

    assert not totp.wrap().validate_code(code(""))


@pytest.mark.parametrize("path", ["totp/activate/", "webauthn/add/"])
def test_changing_factors_asks_who_it_is(client, alice, path):
    answer = client.get(f"/accounts/2fa/{path}")

    assert answer["Location"].startswith("/accounts/reauthenticate/")


PAGES = ["", "totp/activate/", "recovery-codes/", "recovery-codes/generate/", "webauthn/", "webauthn/add/"]


@pytest.mark.parametrize("path", PAGES)
def test_its_pages_are_ours(client, alice, path):
    if path.startswith("recovery"):
        with_app(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    page = client.get(f"/accounts/2fa/{path}").content.decode()

    assert "· Chatsite</title>" in page
    assert "allauth" not in page
    assert not re.search(r"<script(?![^>]*(src=|application/json))", page)


def test_a_role_that_asks_for_two_factors_leads_to_setting_one_up(client, alice, settings):
    settings.SECOND_FACTOR_ROLES = ["reviewer"]
    assert is_in(client)

    grant(None, alice, Role.REVIEWER)
    page = client.get("/")
    script = client.get("/", headers={"Accept": "application/json"})

    assert (page.status_code, page["Location"]) == (302, "/accounts/2fa/?needed")
    assert (script.status_code, script.json()["error"]["kind"]) == (403, "second_factor")
    assert "Your role asks" in client.get(page["Location"]).content.decode()
    with_app(client)
    assert is_in(client)


def test_the_last_factor_of_such_a_role_stays(client, alice, settings):
    with_app(client)
    settings.SECOND_FACTOR_ROLES = ["user"]

    answer = client.post("/accounts/2fa/totp/deactivate/")

    assert "Set up another one" in answer.content.decode()
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()


def test_such_a_role_opens_no_socket_either(client, alice, settings):
    settings.SECOND_FACTOR_ROLES = ["user"]
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}"

    person, _ = person_of({"headers": [(b"cookie", cookie.encode())]})

    assert person is None
