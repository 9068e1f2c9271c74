"""The audit log: who read or changed what, when and why; never what was written, and no titles.

Rows are only ever added, in one chain without gaps: each is sealed together with the one before
it, and the end of the chain is kept on disk too (`chain.py`). Triggers in the database refuse
everything else.
"""

import json
from contextlib import contextmanager
from datetime import UTC, timedelta

from django.conf import settings
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from . import chain
from .chain import Head, NotRecorded

CUT = (
    "The audit log does not hold what its head on disk says it held. Nothing more is recorded, and so nothing shown, "
    "until somebody has looked at it: run “manage.py verify_audit”."
)
FAILED = "What was to be recorded could not be recorded: {error}"


class Action(models.TextChoices):
    """What can be in the log, as people read it."""

    OPENED = "opened", "opened a conversation"
    REVEALED = "revealed", "revealed what was masked"
    FOUND = "found", "found a conversation by its words"
    SEARCHED = "searched", "searched in what was written"
    EXPORTED = "exported", "exported conversations"
    DECIDED = "decided", "decided about a report"
    GRANTED = "granted", "granted a role"
    WITHDREW = "withdrew", "withdrew a role"
    CREATED = "created", "created an account"
    DISABLED = "disabled", "disabled an account"
    ENABLED = "enabled", "enabled an account"
    DELETED = "deleted", "deleted an account"
    PASSWORD = "password", "set a new password for an account"
    ADMINISTERED = "administered", "changed something in the administration"
    DOWNLOADED = "downloaded", "downloaded the audit log"
    ACCEPTED = "accepted", "accepted a broken chain"


# What somebody saw of a conversation that is not theirs; its owner is told.
READINGS = [Action.OPENED, Action.REVEALED, Action.FOUND, Action.EXPORTED]
TOLD = [*READINGS, Action.PASSWORD]


class AuditEntryQuerySet(models.QuerySet):
    def about(self, person):
        """What others saw of a person's conversations, or did to their account, as far as they may know by now."""
        told = timezone.now() - timedelta(days=settings.REVIEW_NOTICE_DELAY_DAYS)
        return self.filter(person=person.pk, action__in=TOLD, at__lte=told).exclude(actor=person.pk)

    def before(self, sequence):
        """The newest first, older than a row of that number; from the newest on for None."""
        older = self if sequence is None else self.filter(sequence__lt=sequence)
        return older.order_by("-sequence")

    def update(self, **values):
        raise TypeError("The audit log is append-only.")

    def delete(self):
        raise TypeError("The audit log is append-only.")


class AuditEntry(models.Model):
    """One thing that somebody did. It holds keys and names, not references: it outlives what it names."""

    sequence = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor = models.BigIntegerField(null=True)  # None: whoever runs the server
    actor_name = models.CharField(max_length=150)
    action = models.CharField(max_length=40)  # one of Action
    person = models.BigIntegerField(null=True)  # whom it is about
    person_name = models.CharField(max_length=150)
    conversation = models.UUIDField(null=True, db_index=True)
    reason = models.TextField()
    details = models.TextField()  # JSON, letter by letter as it was sealed
    mac = models.CharField(max_length=64)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["sequence"]
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=[name, "-sequence"], name=f"audit_by_{name}")
            for name in ("actor", "person", "action", "actor_name", "person_name")
        ]

    def __str__(self):
        return f"{self.sequence} {self.action}"

    def save(self, *args, **kwargs):
        raise TypeError("The audit log is written by record() alone.")

    def delete(self, *args, **kwargs):
        raise TypeError("The audit log is append-only.")

    def told(self):
        """The action in words, also one that this version does not know."""
        if self.action == Action.ADMINISTERED:
            return "{what} {name}".format(**{"what": "changed", "name": ""} | json.loads(self.details))
        return Action(self.action).label if self.action in Action.values else self.action

    @property
    def is_reading(self):
        return self.action in READINGS

    def facts(self):
        """The rest of the details, in one line for people."""
        said = {"what", "name"} if self.action == Action.ADMINISTERED else set()
        rest = {name: value for name, value in json.loads(self.details).items() if name not in said}
        return ", ".join(f"{name} {value}" for name, value in rest.items() if value not in ("", [], {}, None))

    def row(self):
        """What is sealed: every column but the seal, as JSON can hold it."""
        moment = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        about = str(self.conversation) if self.conversation else None
        who = [self.actor, self.actor_name, self.action, self.person, self.person_name]
        return [self.sequence, moment, *who, about, self.reason, self.details]


class AuditHead(models.Model):
    """The end of the chain: the one row that every writer of the log holds while it adds to it."""

    sequence = models.PositiveBigIntegerField(default=0)
    mac = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="audit_has_one_head")]

    def __str__(self):
        return str(self.sequence)


def record(actor, action, *, person=None, conversation=None, reason="", **details):
    """Add an entry within the caller's transaction; both are kept, or neither. Raises NotRecorded.

    `actor` is a User, or None for whoever runs the server; a conversation brings its owner along as
    `person`. `details` are plain facts such as counts: never text or titles.
    """
    return append([draft(actor, action, person, conversation, reason, details)], locked_head())[0]


def record_each(actor, action, conversations, *, reason="", **details):
    """Add one entry for each conversation, in their order, as `record` does; read their owners with them."""
    entries = [draft(actor, action, None, conversation, reason, details) for conversation in conversations]
    return append(entries, locked_head())


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
        raise NotRecorded(FAILED.format(error=error)) from error


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
    chain.keep(lambda: Head(*AuditHead.objects.values_list("sequence", "mac").get(pk=1)), after=log)
