"""Sessions: whom a socket belongs to, asked again while it is open, and where a person is logged in."""

import time
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import auth
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.http import HttpRequest, parse_cookie
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from .accounts import lacks_second_factor
from .models.prepared import KEY, prepared

SEEN = 300  # seconds between two notes that a session is used: each is a write
MOST_NOTED = 10_000  # sessions that a process remembers to have noted

# A browser names its forebears too, so that the order matters.
BROWSERS = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {
    "iPhone": "an iPhone",
    "iPad": "an iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "a Mac",
    "Linux": "Linux",
}

noted = {}  # session key: when its use was noted, on this process's clock


class Revoked(Exception):
    """What a socket was opened with is no longer so."""


def person_of(scope):
    """Return (user or None, session key) of an ASGI scope: None without a living session and an active account."""
    headers = dict(scope["headers"])
    key = parse_cookie(headers.get(b"cookie", b"").decode("latin-1")).get(settings.SESSION_COOKIE_NAME, "")
    request = HttpRequest()
    request.session = sessions()(key or None)
    user = auth.get_user(request)
    is_in = user.is_authenticated and user.is_active and not lacks_second_factor(user, request.session)
    return (user if is_in else None), key


def living(keys):
    """`{key: epoch}` of the session keys that still log somebody in: not ended, not expired, password unchanged."""
    rows = sessions().get_model_class().objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    held = {row.session_key: row.get_decoded() for row in rows}
    users = get_user_model().objects.in_bulk({session.get(SESSION_KEY) for session in held.values()} - {None})
    people = {key: users.get(int(session.get(SESSION_KEY, 0))) for key, session in held.items()}
    return {key: people[key].epoch for key, session in held.items() if is_valid(session, people[key])}


def refuse_the_revoked(key, person):
    """Raise Revoked unless this session still logs the person in, with what they might do when they were read."""
    session, found = sessions()(key).load(), accounts(pk=person.pk)
    is_theirs = bool(found) and session.get(SESSION_KEY) == str(person.pk) and is_valid(session, found[0])
    if not is_theirs or found[0].epoch != person.epoch:
        raise Revoked


@prepared(pk=KEY)
def accounts(pk):
    return get_user_model().objects.filter(pk=pk).only("password", "is_active", "epoch")


def is_valid(session, user):
    if not (user and user.is_active):
        return False
    return constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())


def sessions():
    return import_module(settings.SESSION_ENGINE).SessionStore


def seen(key):
    """Note that a session is used, a few minutes apart."""
    now = time.monotonic()
    if now - noted.get(key, now - SEEN) < SEEN:
        return
    if len(noted) >= MOST_NOTED:
        noted.clear()
    noted[key] = now
    UserSession.objects.filter(session_key=key).update(last_seen_at=timezone.now())


def places(user, key):
    """Where a person is logged in, this session (`key`) first, then as lately seen."""
    rows = UserSession.objects.filter(user=user).order_by("-last_seen_at")
    alive = living({row.session_key for row in rows})
    return sorted((place(row, key) for row in rows if row.session_key in alive), key=lambda one: not one["is_here"])


def place(row, key):
    about = {"pk": row.pk, "browser": browser(row.user_agent), "address": row.ip, "seen": row.last_seen_at}
    return about | {"is_here": row.session_key == key}


def browser(agent):
    """A browser's description of itself in a few words."""
    name = next((word for mark, word in BROWSERS.items() if mark in agent), "A program")
    system = next((word for mark, word in SYSTEMS.items() if mark in agent), "")
    return f"{name} on {system}" if system else name


def end(user, but=None, **which):
    """Log a person out: everywhere, everywhere `but` in one session (its key), or where `which` says."""
    ended = UserSession.objects.filter(user=user, **which).exclude(session_key=but)
    keys = list(ended.values_list("session_key", flat=True))
    sessions().get_model_class().objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
