"""The audit log: who read or changed what, when and why; never what was written, and no titles.

Rows are only ever added, in one chain without gaps: each is sealed together with the one before
it, and the end of the chain is kept on disk too (`chain.py`). Triggers in the database refuse
everything else.
"""

import json
import logging
from contextlib import contextmanager

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from . import chain
from .chain import Head, NotRecorded
from .entry import Action, AuditEntry, AuditHead

CUT = (
    "The audit log does not hold what its head on disk says it held. Nothing more is recorded, and so nothing shown, "
    "until somebody has looked at it: run “manage.py verify_audit”."
)
FAILED = "What was to be recorded could not be recorded: {error}"

logger = logging.getLogger(__name__)


def record(actor, action, *, person=None, conversation=None, reason="", **details):
    """Add an entry within the caller's transaction; both are kept, or neither. Raises NotRecorded.

    `actor` is a User, or None for whoever runs the server; a conversation brings its owner along as
    `person`. `details` are plain facts such as counts: never text or titles.
    """
    return added([draft(actor, action, person, conversation, reason, details)])[0]


def record_each(actor, action, conversations, *, reason="", **details):
    """Add one entry for each conversation, in their order, as `record` does; read their owners with them."""
    return added([draft(actor, action, None, conversation, reason, details) for conversation in conversations])


@contextmanager
def witnessed():
    """A transaction whose entries are on disk when it ends, the head too: what they are about may be shown then.

    Raises NotRecorded when any of that fails; then nothing may be shown.
    """
    try:
        with transaction.atomic(durable=True):
            yield
        keep_head()
    except (DatabaseError, OSError) as error:
        raise failed(error) from error
    except NotRecorded as problem:
        logger.error("not recorded: %s", problem)
        raise


def reading(actor, action, *, conversation, reason, **details):
    """Record that somebody is about to read a conversation of another; when it returns, it may be shown.

    Raises NotRecorded; then nothing may be shown.
    """
    with witnessed():
        return record(actor, action, conversation=conversation, reason=reason, **details)


def draft(actor, action, person, conversation, reason, details):
    person = person or (conversation.owner if conversation else None)
    return AuditEntry(
        actor=actor and actor.pk,
        actor_name=actor.username if actor else "",
        action=Action(action),
        person=person and person.pk,
        person_name=person.username if person else "",
        conversation=conversation and conversation.pk,
        reason=reason,
        details=json.dumps(details, sort_keys=True, default=str),
    )


def added(entries):
    try:
        return append(entries, locked_head()) if entries else []
    except OSError as error:
        raise failed(error) from error


def failed(error):
    logger.error("not recorded: %s", type(error).__name__)
    return NotRecorded(FAILED.format(error=error))


def append(entries, head):
    """Add entries behind a locked head."""
    key = chain.key(may_make=not head.sequence)
    for each in entries:
        each.sequence, each.at = head.sequence + 1, timezone.now()
        each.mac = chain.seal(key, head.mac, each.row())
        head = Head(each.sequence, each.mac)
    AuditEntry.objects.bulk_create(entries)
    AuditHead.objects.filter(pk=1).update(sequence=head.sequence, mac=head.mac)
    transaction.on_commit(keep_head, robust=True)  # Robust: it is committed, and the next entry catches up.
    return entries


def locked_head():
    """The Head, held until the transaction ends. Raises NotRecorded when the log or the disk knows another."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Record within the transaction of what is recorded.")
    found = AuditHead.objects.select_for_update().filter(pk=1).first()
    if not found:
        AuditHead.objects.bulk_create([AuditHead(pk=1)], ignore_conflicts=True)
        found = AuditHead.objects.select_for_update().get(pk=1)
    head, kept = Head(found.sequence, found.mac), chain.kept()
    if kept is None and head == chain.NOTHING:
        chain.keep(lambda: chain.NOTHING)  # From now on a missing file means that somebody took it away.
    elif kept is None:
        raise NotRecorded(chain.NO_HEAD.format(path=settings.AUDIT_HEAD_FILE))
    elif not (holds(head) and (kept == head or holds(kept))):
        raise NotRecorded(CUT)
    return head


def holds(head):
    """Whether the log has that row. The head on disk may be an older one: a process ended before it wrote there."""
    return head == chain.NOTHING or AuditEntry.objects.filter(sequence=head.sequence, mac=head.mac).exists()


def keep_head():
    """Bring the head on disk up to what is committed."""
    log = f"{connection.settings_dict['NAME']}-wal" if connection.vendor == "sqlite" else None
    chain.keep(newest_head, after=log)


def newest_head():
    """The Head that the database knows, or the one on disk where that is further: it never goes back by itself."""
    row, kept = AuditHead.objects.filter(pk=1).first() or AuditHead(), chain.kept()
    return kept if kept and kept.sequence >= row.sequence else Head(row.sequence, row.mac)
