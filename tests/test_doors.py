"""Which doors open without a login: the list below, and nothing else."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import get_resolver
from django.urls.resolvers import URLPattern

from .cast import PASSWORD, person

OPEN = {
    "company_login",
    "invited",
    "let_in",
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_email",
    "account_confirm_login_code",
    "account_email_verification_sent",
    "mfa_authenticate",
    "openid_connect_callback",
    "openid_connect_login",
    "socialaccount_login_cancelled",
    "socialaccount_signup",
    "mfa_login_webauthn",
    "admin:login",
}


def doors(patterns, namespace=""):
    """Every (name, view) of the site."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or pattern.pattern}", pattern.callback
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else namespace
            yield from doors(pattern.url_patterns, inner)


def test_every_door_asks_for_a_login_but_those_listed():
    found = {name for name, view in doors(get_resolver().url_patterns) if not getattr(view, "login_required", True)}

    assert found == OPEN


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/c/7d3f5a0e-1111-4222-8333-944444444444/", "/nowhere/"])
def test_a_page_leads_strangers_to_the_login(client, path):
    answer = client.get(path)

    if path == "/nowhere/":
        assert answer.status_code == 404
    else:
        assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={path}")


@pytest.mark.django_db
def test_a_script_without_a_login_gets_a_sentence_not_a_page(client):
    answer = client.post("/ask/", {"text": "hello"}, headers={"Accept": "application/json"})

    assert answer.status_code == 401
    assert answer.json()["error"]["kind"] == "login"


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_registration_is_closed(client, method):
    form = {"username": "mallory", "password1": PASSWORD, "password2": PASSWORD}

    answer = getattr(client, method)("/accounts/signup/", form)

    assert b"password1" not in answer.content
    assert not apps.get_model("chat.User").objects.exists()


@pytest.mark.django_db
def test_a_person_logs_in_with_name_or_mail_and_out_again(client):
    person("alice")

    for login in "alice", "alice@example.org":
        answer = client.post("/accounts/login/", {"login": login, "password": PASSWORD})
        assert (answer.status_code, answer["Location"]) == (302, "/")
        assert client.get("/").status_code == 200
        client.post("/accounts/logout/")
        assert client.get("/").status_code == 302


@pytest.mark.django_db
def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client):
    person("alice")

    said = [client.post("/accounts/login/", {"login": login, "password": "wrong"}) for login in ("alice", "nobody")]

    bodies = [answer.content.replace(b"nobody", b"alice") for answer in said]
    assert [answer.status_code for answer in said] == [200, 200]
    assert strip_tokens(bodies[0]) == strip_tokens(bodies[1])


@pytest.mark.django_db
def test_a_known_and_an_unknown_address_get_the_same_answer(client, mailoutbox):
    person("alice")

    said = [
        client.post("/accounts/password/reset/", {"email": mail}, follow=True)
        for mail in ("alice@example.org", "nobody@example.org")
    ]

    assert said[0].redirect_chain == said[1].redirect_chain
    assert strip_tokens(said[0].content) == strip_tokens(said[1].content)
    assert [mail.to for mail in mailoutbox] == [["alice@example.org"], ["nobody@example.org"]]


def strip_tokens(page):
    return [line for line in page.split(b"\n") if b"csrfmiddlewaretoken" not in line]


def test_the_admin_knows_no_message():
    registered = {model._meta.label for model in admin.site._registry}

    ours = "Budget", "Group", "Invitation", "LanguageModel", "Provider", "Site", "User"
    assert registered == {f"chat.{name}" for name in ours}
