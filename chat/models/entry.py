"""A row of the audit log, and the row that names the last one; `audit.py` writes them."""

import json
from datetime import UTC, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .growing import Growing, GrowingQuerySet


class Action(models.TextChoices):
    """What can be in the log, as people read it."""

    OPENED = "opened", "opened a conversation"
    REVEALED = "revealed", "revealed what was masked"
    FOUND = "found", "found a conversation by its words"
    SEARCHED = "searched", "searched in what was written"
    EXPORTED = "exported", "exported conversations"
    DELIVERED = "delivered", "has taken an export away"
    DECIDED = "decided", "decided about a report"
    GRANTED = "granted", "granted a role"
    WITHDREW = "withdrew", "withdrew a role"
    CREATED = "created", "created an account"
    DISABLED = "disabled", "disabled an account"
    ENABLED = "enabled", "enabled an account"
    DELETED = "deleted", "deleted an account"
    PASSWORD = "password", "set a new password for an account"
    LINKED = "linked", "made a link that logs in"
    LET_IN = "let_in", "logged in by a link of the server"
    ADMINISTERED = "administered", "changed something in the administration"
    DOWNLOADED = "downloaded", "downloaded the audit log"
    ACCEPTED = "accepted", "accepted a broken chain"


# What somebody saw of a conversation that is not theirs; its owner is told.
READINGS = [Action.OPENED, Action.REVEALED, Action.FOUND, Action.EXPORTED]
TOLD = [*READINGS, Action.PASSWORD, Action.LINKED]


class AuditEntryQuerySet(GrowingQuerySet):
    def about(self, person):
        """What others saw of a person's conversations, or did to their account, as far as they may know by now."""
        told = timezone.now() - timedelta(days=settings.REVIEW_NOTICE_DELAY_DAYS)
        return self.filter(person=person.pk, action__in=TOLD, at__lte=told).exclude(actor=person.pk)

    def before(self, sequence):
        """The newest first, older than a row of that number; from the newest on for None."""
        older = self if sequence is None else self.filter(sequence__lt=sequence)
        return older.order_by("-sequence")

    def before_by_day(self, sequence):
        """The same in the order of their moments: who looks for days alone has an index to begin at only so.

        It is the order of the numbers, but for what machines recorded whose clocks differ.
        """
        found = self.order_by("-at", "-sequence")
        at = AuditEntry.objects.filter(sequence=sequence).values_list("at", flat=True).first()
        # The first condition says nothing new, but it is the one that the index can begin at.
        return found.filter(at__lte=at).filter(Q(at__lt=at) | Q(sequence__lt=sequence)) if at else found


class AuditEntry(Growing):
    """One thing that somebody did. It holds keys and names, not references: it outlives what it names."""

    GROWS = "audit log"

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
