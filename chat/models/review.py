"""How a reviewer comes to read a conversation of another: for a reason, for a while, and on record beforehand."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from . import audit
from .audit import Action
from .conversation import Conversation

LASTS = timedelta(minutes=30)
LONGEST = 500  # characters of a reason
SHORTEST = 8  # characters; a reason is a few words


class Category(models.TextChoices):
    COMPLAINT = "complaint", "Complaint"
    QUALITY = "quality", "Quality check"
    INCIDENT = "incident", "Incident"


MEANINGS = {
    Category.COMPLAINT: "Somebody reported this conversation.",
    Category.QUALITY: "It is part of a sample.",
    Category.INCIDENT: "Security or law asks for it.",
}


class OpeningQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ends_at__gt=timezone.now(), conversation__deleted_at=None)


class Opening(models.Model):
    """That a reviewer may read one conversation, until it ends."""

    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, "openings", db_index=False)
    conversation = models.ForeignKey(Conversation, models.CASCADE, "openings")
    category = models.CharField(max_length=10, choices=Category.choices)
    reason = models.CharField(max_length=LONGEST)
    entry = models.PositiveBigIntegerField()  # its number in the audit log
    opened_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    revealed_at = models.DateTimeField(null=True)  # since when nothing is masked

    objects = OpeningQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["reviewer", "conversation", "-ends_at"], name="openings_of_a_reviewer")]

    def __str__(self):
        return f"opening {self.pk}"

    def reveal(self, reason):
        """Show what is masked from now on, on record first. Raises NotRecorded."""
        if not self.revealed_at:
            audit.reading(self.reviewer, Action.REVEALED, conversation=self.conversation, reason=reason)
            Opening.objects.current().filter(pk=self.pk).update(revealed_at=timezone.now())

    def close(self):
        """End it before its time."""
        Opening.objects.filter(pk=self.pk).update(ends_at=timezone.now())


def open_for(reviewer, conversation, category, reason):
    """Let a reviewer read a conversation for a while, on record first. Raises NotRecorded; then nothing is open.

    Not in one transaction: the record must be on disk, its head too, before anything exists that opens a page.
    """
    entry = audit.reading(reviewer, Action.OPENED, conversation=conversation, reason=reason, category=category)
    about = {"category": category, "reason": reason, "entry": entry.sequence, "ends_at": timezone.now() + LASTS}
    return Opening.objects.create(reviewer=reviewer, conversation=conversation, **about)


def opening_of(reviewer, conversation):
    """The opening by which somebody may read a conversation now, or None; `conversation` is its key."""
    mine = Opening.objects.current().filter(reviewer=reviewer, conversation=conversation)
    return mine.select_related("conversation__owner", "reviewer").order_by("-ends_at").first()
