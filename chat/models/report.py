"""Reports: a person asks reviewers to look at a reply, and reviewers work through what waits."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from . import transcript
from .message import Message

LONGEST = 2000  # characters of what somebody adds in words


class Kind(models.TextChoices):
    """What is the matter, as the person who reports says it."""

    WRONG = "wrong", "It is wrong"
    HARMFUL = "harmful", "It is harmful or offends"
    PRIVATE = "private", "It shows private data"
    BROKEN = "broken", "It is cut off or unreadable"
    OTHER = "other", "Something else"


class Decision(models.TextChoices):
    NOTHING = "nothing", "Nothing to do"
    ANSWERED = "answered", "The person was answered"
    HANDED = "handed", "Handed over"


class ReportQuerySet(models.QuerySet):
    def visible(self):
        """Those about replies that nobody has deleted.

        Looked up for each report, not joined: SQLite began such a join at the conversations, and went through all.
        """
        replies = Message.objects.filter(pk=OuterRef("reply"), deleted_at=None, conversation__deleted_at=None)
        return self.filter(Exists(replies))

    def waiting(self):
        return self.filter(settled_at=None)

    def settled(self):
        return self.filter(settled_at__isnull=False)

    def of(self, reviewer):
        """What a reviewer has claimed and not yet settled."""
        return self.waiting().filter(claimed_by=reviewer.pk)

    def in_line(self):
        return self.order_by("pk")


class Report(models.Model):
    """That a person wants a reply looked at, and what came of it."""

    reply = models.ForeignKey(Message, models.CASCADE, "reports", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, "reports")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    words = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    note = models.TextField(blank=True)  # for other reviewers

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reply", "person"], name="one_waiting_report", condition=Q(settled_at=None))
        ]
        indexes = [
            models.Index(fields=["id"], name="waiting_reports", condition=Q(settled_at=None)),
            models.Index(fields=["reply"], name="reports_of_a_reply"),
        ]

    def __str__(self):
        return f"report {self.pk}"

    def claim(self, reviewer):
        """Take it, so that nobody else does the same work; True for the one who has it."""
        rows = Report.objects.waiting().filter(pk=self.pk)
        rows.filter(claimed_by=None).update(claimed_by=reviewer, claimed_at=timezone.now())
        return rows.filter(claimed_by=reviewer).exists()

    def release(self, reviewer):
        """Give it back to the queue; only who has claimed it can."""
        Report.objects.of(reviewer).filter(pk=self.pk).update(claimed_by=None, claimed_at=None)


def report(person, reply, kind, words=""):
    """Ask reviewers to look at a reply; who does it again changes what was said, as long as it waits."""
    about = {"kind": kind, "words": words[:LONGEST]}
    with transaction.atomic():
        Report.objects.update_or_create(about, reply=reply, person=person, settled_at=None)
        transcript.recount(reply.conversation_id)


def take_back(person, reply):
    """Withdraw a report that still waits; True when there was one."""
    with transaction.atomic():
        gone, _ = Report.objects.waiting().filter(person=person, reply=reply).delete()
        transcript.recount(reply.conversation_id)
    return bool(gone)


def settle(reviewer, found, decision, note=""):
    """Decide about a report, once, inside a transaction; True for the one who did."""
    about = {"decision": decision, "note": note[:LONGEST], "settled_by": reviewer, "settled_at": timezone.now()}
    rows = Report.objects.waiting().filter(pk=found.pk)
    won = rows.filter(Q(claimed_by=None) | Q(claimed_by=reviewer)).update(**about)
    transcript.recount(found.reply.conversation_id)
    return bool(won)
