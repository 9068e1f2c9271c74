"""The life of a reply: claim, close, what is counted after its end, and what a process that died leaves open."""

import time
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from . import charging, notices
from .change import changed
from .message import Message
from .part import Part
from .writing import Chunk, Process, State, folded, notify

LONG_DEAD = timedelta(minutes=10)


def claim(pk, writer, request=None):
    """Begin a queued reply, and store the row of what it is asked with; True for the one who did."""
    with transaction.atomic(durable=True):
        rows = Message.objects.filter(pk=pk, writer=writer, state=State.QUEUED)
        won = bool(rows.update(state=State.WRITING, began_at=Now()))
        if won and request:
            request.save(force_insert=True)
    return won


def close(pk, state, **facts):
    """End a reply, from any process, fold its chunks and settle what was held; True for the one who did.

    Done, failed, stopped, interrupted: one verb. The writer finds out by the journal's fence, and what
    nobody waits for is done by afterwards.py. `facts` are columns known only at the end: finish_reason,
    error_kind, error_message, tokens.
    """
    with transaction.atomic(durable=True):
        won = Message.objects.open().filter(pk=pk).update(state=state, closed_at=Now(), **facts)
        if won:
            parts = {"text": ""} | folded(pk)
            Part.objects.bulk_create(Part.of(pk, name, text) for name, text in parts.items())
            Chunk.objects.filter(reply=pk).delete()
            charging.settle_held(pk, parts)
            notify("closed")
    return bool(won)


def count(pk, **facts):
    """Add what a provider counted only after the reply was closed: tokens, and who answered."""
    with transaction.atomic():
        if Message.objects.filter(pk=pk).update(**facts, due_since=timezone.now()):
            charging.correct(pk)


def released(pk, at):
    """Note when the connection of a reply was closed that another process had stopped; its milliseconds, or None.

    `at` is that moment on this process's monotonic clock; Stop's is `closed_at`, on the database's.
    """
    with transaction.atomic():
        stopped = Message.objects.filter(pk=pk, state=State.STOPPED, released_ms=None)
        found = stopped.values_list("closed_at", Now(), "conversation__owner").first()
        if not found:
            return None
        closed_at, now, owner = found
        seconds = (now - closed_at).total_seconds() - (time.monotonic() - at)
        took = max(0, round(seconds * 1000))
        stopped.update(released_ms=took)
        changed(owner)
    return took


def missed(pk):
    """Note that text came behind the end of a reply that was closed as done; its pages ask for the sentence."""
    with transaction.atomic():
        done = Message.objects.filter(pk=pk, state=State.DONE)
        if owner := done.values_list("conversation__owner", flat=True).first():
            done.update(error_kind=notices.LATE, error_message=notices.TEXT_CAME_LATE)
            changed(owner)


def abandoned(at):
    """Open replies of processes that were dead at a time of `Process.renew`."""
    return list(Message.objects.open().filter(writer__in=Process.dead(at)).values_list("pk", flat=True))


def forget_processes():
    """Delete the leases of processes that were dead for long and left nothing open."""
    long_dead = Process.objects.filter(renewed_at__lt=Now() - LONG_DEAD)
    long_dead.exclude(pk__in=Message.objects.open().values("writer")).delete()
