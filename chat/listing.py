"""Asking providers which models they offer: at once for an administrator, in the background for a page."""

import logging
import threading
import time

from asgiref.sync import async_to_sync
from django.db import DatabaseError, connection

from . import upstream
from .database import fresh
from .endpoints import endpoint
from .models import Provider

REST = 30  # seconds after which a provider that did not answer is asked again
PATIENCE = 2  # seconds that a page without any model waits for the first list

lock = threading.Lock()
tried = {}  # provider: (when it was asked last, an Event for the end of that)

log = logging.getLogger(__name__)


def refresh(provider):
    """Ask a provider for its models and store them; returns Relisted. Raises upstream.Failed."""
    return provider.relist(async_to_sync(upstream.models)(endpoint(provider)))


def ask_soon(pk):
    """Have a provider asked in the background, unless it is being asked or was a moment ago."""
    with lock:
        at, ended = tried.get(pk, (float("-inf"), None))
        if time.monotonic() - at < REST or (ended and not ended.is_set()):
            return
        tried[pk] = time.monotonic(), threading.Event()
    # Not from a pool: those keep the process alive until their work is done.
    threading.Thread(target=ask, args=[pk, tried[pk][1]], name="listing", daemon=True).start()


def ask(pk, ended):
    try:
        fresh(lambda: refresh(Provider.objects.get(pk=pk)))
    except upstream.Failed as failure:
        log.warning("models_not_listed provider=%s kind=%s", pk, failure.kind)
    except (DatabaseError, Provider.DoesNotExist):
        log.warning("models_not_stored provider=%s", pk)
    finally:
        connection.close()
        ended.set()


def wait(pks):
    """Wait for lists that were asked for, at most PATIENCE from their asking; whether one has come by now."""
    came = False
    for at, ended in [tried[pk] for pk in pks if pk in tried]:
        left = at + PATIENCE - time.monotonic()
        came |= left > 0 and ended.wait(left)
    return came
