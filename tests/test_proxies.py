"""Whose word about a caller is believed, and which set-ups are refused."""

import pytest
from django.core import checks
from django.http import HttpResponse
from django.test import RequestFactory

from chatsite.proxies import forwarded
from chatsite.settings import networks

PROXIES = ["10.0.0.0/24", "127.0.0.1", "fd00::/8"]


def seen(settings, peer, trusted=(), **headers):
    """The caller's address and whether the connection counts as https, as every view sees them."""
    settings.TRUSTED_NETWORKS, settings.SECURE_PROXY_SSL_HEADER = (
        networks(trusted),
        ("HTTP_X_FORWARDED_PROTO", "https"),
    )
    request = RequestFactory().get("/", headers=headers)
    request.META.pop("REMOTE_ADDR")
    if peer:
        request.META["REMOTE_ADDR"] = peer
    forwarded(lambda request: HttpResponse())(request)
    return request.META.get("REMOTE_ADDR"), request.is_secure()


@pytest.mark.parametrize(
    ("peer", "line", "caller"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # nobody we trust
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),  # the caller wrote the first itself
        ("127.0.0.1", "198.51.100.1, 10.0.0.7", "198.51.100.1"),  # two proxies of ours
        ("127.0.0.1", "198.51.100.1, nonsense, 10.0.0.7", "10.0.0.7"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", ", ,", "127.0.0.1"),
        ("127.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("fd00::1", "2001:db8::1", "2001:db8::1"),
        ("::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("", "198.51.100.1", None),  # a socket file, and nobody said that a proxy sits there
    ],
)
def test_the_caller_is_who_the_last_trusted_proxy_heard(settings, peer, line, caller):
    assert seen(settings, peer, PROXIES, **{"X-Forwarded-For": line})[0] == caller


def test_a_proxy_may_come_by_a_socket_file(settings):
    assert seen(settings, "", ["unix"], **{"X-Forwarded-For": "198.51.100.1"})[0] == "198.51.100.1"


@pytest.mark.parametrize(("peer", "is_https"), [("127.0.0.1", True), ("203.0.113.9", False)])
def test_https_is_believed_from_a_trusted_proxy_alone(settings, peer, is_https):
    assert seen(settings, peer, PROXIES, **{"X-Forwarded-Proto": "https"})[1] is is_https


@pytest.mark.django_db
def test_limits_count_the_real_callers_and_not_the_proxy(client, settings):
    settings.TRUSTED_NETWORKS = networks(["127.0.0.1"])
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}

    def tries(caller, count=1):
        for _ in range(count):
            form = {"login": "nobody", "password": "wrong"}
            answer = client.post("/accounts/login/", form, headers={"X-Forwarded-For": caller})
        return answer.status_code

    assert tries("198.51.100.1", 4) == 429
    assert tries("198.51.100.2") == 200
    assert tries("8.8.8.8, 198.51.100.1") == 429


TEAM = {"SITE_URL": "https://chat.example.org", "IS_HTTPS": True, "TRUSTED_PROXIES": ["127.0.0.1"]}
COMPANY = {"OIDC_ISSUER": "https://login.example.org", "OIDC_CLIENT_ID": "chat", "OIDC_CLIENT_SECRET": "secret"}


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({}, set()),
        (TEAM, set()),
        ({"HOST": "0.0.0.0"}, {"chatsite.E001"}),
        (TEAM | {"TRUSTED_PROXIES": []}, {"chatsite.E002"}),
        (TEAM | {"TRUSTED_NETWORKS": networks(["0.0.0.0/0"])}, {"chatsite.E003"}),
        ({"SITE_URL": "http://chat.example.org"}, {"chatsite.E004"}),
        ({"SITE_URL": "http://chat.example.org", "PLAIN_HTTP": True}, set()),
        ({"SITE_URL": "http://localhost:8000"}, set()),
        ({"SECOND_FACTOR_ROLES": ["king"]}, {"chatsite.E005"}),
        ({"OIDC_ONLY": True}, {"chatsite.E006", "chatsite.W002"}),
        ({"OIDC_ISSUER": "https://login.example.org"}, {"chatsite.E007"}),
        (COMPANY | {"OIDC_ONLY": True}, {"chatsite.W002"}),
        (COMPANY | {"OIDC_ONLY": True, "OIDC_ROLES": {"boss": "admin"}}, set()),
        (COMPANY | {"OIDC_ROLES": {"boss": "king"}}, {"chatsite.E008"}),
    ],
)
def test_an_unsafe_set_up_is_refused_in_a_sentence_with_a_next_step(settings, given, refused):
    for name, value in given.items():
        setattr(settings, name, value)

    found = checks.run_checks(tags=["chatsite"])

    assert {one.id for one in found} == refused
    for one in found:
        assert one.msg.endswith(".")
        assert one.hint.endswith(".")
