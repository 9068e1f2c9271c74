"""What is wrong with a set-up for a team, each in a sentence with the next step; nothing is served with it."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import Error, register

TAG = "chatsite"


@register(TAG)
def all_is_well(app_configs, **kwargs):
    return [finding for find in (open_to_all, proxy, plain, roles, company, one_key) for finding in find()]


def open_to_all():
    if settings.SITE_URL or is_loopback(settings.HOST):
        return
    yield Error(
        f"HOST={settings.HOST} lets a network in, but without SITE_URL only 127.0.0.1 and localhost are answered.",
        hint="Set SITE_URL to the address that people open, such as https://chat.example.org.",
        id="chatsite.E001",
    )


def proxy():
    if settings.IS_HTTPS and not settings.TRUSTED_PROXIES:
        yield Error(
            "SITE_URL is https, so a proxy ends TLS, but TRUSTED_PROXIES names none: all callers would look like one.",
            hint="Set TRUSTED_PROXIES to the proxy's address as Chatsite sees it, such as 127.0.0.1.",
            id="chatsite.E002",
        )
    if any(network != "unix" and network.prefixlen == 0 for network in settings.TRUSTED_NETWORKS):
        yield Error(
            "TRUSTED_PROXIES covers every address, so that anybody could pose as anybody.",
            hint="Name the proxy's own address or its small network.",
            id="chatsite.E003",
        )


def plain():
    at = urlsplit(settings.SITE_URL)
    if at.scheme == "http" and not is_loopback(at.hostname) and not settings.PLAIN_HTTP:
        yield Error(
            f"{settings.SITE_URL} sends passwords and conversations through the network for all to read.",
            hint="Put a proxy with TLS before it (deploy/nginx.conf) and set SITE_URL to https, or set PLAIN_HTTP=yes.",
            id="chatsite.E004",
        )


def roles():
    from chat.models import Role

    if unknown := sorted(set(settings.SECOND_FACTOR_ROLES) - set(Role.values)):
        yield Error(
            f"SECOND_FACTOR_ROLES names {', '.join(unknown)}, which is no role.",
            hint=f"The roles are {', '.join(Role.values)}.",
            id="chatsite.E005",
        )


def company():
    from chat.models import Role

    if settings.OIDC_ONLY and not settings.OIDC_ISSUER:
        yield Error(
            "OIDC_ONLY lets company accounts in alone, but OIDC_ISSUER names no provider: nobody could log in.",
            hint="Set OIDC_ISSUER, or leave OIDC_ONLY out.",
            id="chatsite.E006",
        )
    if settings.OIDC_ISSUER and not (settings.OIDC_CLIENT_ID and settings.OIDC_CLIENT_SECRET):
        yield Error(
            "OIDC_ISSUER is set, but OIDC_CLIENT_ID or OIDC_CLIENT_SECRET is not.",
            hint="Register Chatsite at the provider, and set both to what it says.",
            id="chatsite.E007",
        )
    if settings.OIDC_ONLY and Role.ADMIN not in settings.OIDC_ROLES.values():
        yield checks.Warning(
            "OIDC_ONLY lets company accounts in alone, and OIDC_ROLES ties no claim to admin: if no administrator has "
            "a company account, nobody can administer.",
            hint="Add a pair such as chat-admins:admin to OIDC_ROLES. “manage.py let_in NAME” is the way back.",
            id="chatsite.W002",
        )
    if unknown := sorted(set(settings.OIDC_ROLES.values()) - set(Role.values)):
        yield Error(
            f"OIDC_ROLES names {', '.join(unknown)}, which is no role.",
            hint=f"The roles are {', '.join(Role.values)}.",
            id="chatsite.E008",
        )


def one_key():
    host = settings.DATABASES["default"].get("HOST") or ""
    if host and not host.startswith("/") and not is_loopback(host) and not settings.SECRET_KEY_GIVEN:
        yield checks.Warning(
            "The database is on another machine and SECRET_KEY was made here: a second machine would make another one.",
            hint="Set SECRET_KEY to the same value on every machine, or copy DATA_DIR/secret_key.",
            id="chatsite.W001",
        )


def is_loopback(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
