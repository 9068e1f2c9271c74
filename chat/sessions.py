"""Who a socket belongs to: found as a request finds it, and asked again while the socket is open."""

from importlib import import_module

from django.conf import settings
from django.contrib import auth
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.http import HttpRequest, parse_cookie
from django.utils import timezone
from django.utils.crypto import constant_time_compare


def person_of(scope):
    """Return (user or None, session key) of an ASGI scope: None without a living session and an active account."""
    headers = dict(scope["headers"])
    key = parse_cookie(headers.get(b"cookie", b"").decode("latin-1")).get(settings.SESSION_COOKIE_NAME, "")
    request = HttpRequest()
    request.session = sessions()(key or None)
    user = auth.get_user(request)
    return (user if user.is_authenticated and user.is_active else None), key


def living(keys):
    """Those of the session keys that still log somebody in: not ended, not expired, password and account unchanged."""
    rows = sessions().get_model_class().objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    held = {row.session_key: row.get_decoded() for row in rows}
    users = get_user_model().objects.in_bulk({session.get(SESSION_KEY) for session in held.values()} - {None})
    people = {str(pk): user for pk, user in users.items()}
    return {key for key, session in held.items() if is_valid(session, people.get(session.get(SESSION_KEY)))}


def is_valid(session, user):
    if not (user and user.is_active):
        return False
    return constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())


def sessions():
    return import_module(settings.SESSION_ENGINE).SessionStore
