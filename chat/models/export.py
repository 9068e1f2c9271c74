"""Exports for review: which conversations, for what reason, by a link that leads to them once and not for long."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from . import audit
from .audit import Action
from .conversation import Conversation
from .message import Message

LASTS = timedelta(minutes=15)
MOST = 20_000  # conversations
BATCH = 500  # conversations that are recorded at once


class Form(models.TextChoices):
    JSON_LINES = "jsonl", "JSON lines"
    CSV = "csv", "CSV"


class TooMany(Exception):
    """More conversations than an export may have."""


class Nothing(Exception):
    """No conversation to take along."""


class Export(models.Model):
    """What somebody wants to take away. It is used up as soon as its first letter leaves."""

    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, "exports")
    token = models.CharField(max_length=64, unique=True)  # SHA-256 of what the link has
    form = models.CharField(max_length=5, choices=Form.choices)
    is_masked = models.BooleanField(default=True)
    reason = models.CharField(max_length=500)
    wanted = models.JSONField(default=dict)  # the filter, as it was said
    messages = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    size = models.PositiveBigIntegerField(null=True)  # bytes
    sha256 = models.CharField(max_length=64, blank=True)

    def __str__(self):
        return f"export {self.pk}"

    @property
    def is_waiting(self):
        return not self.begun_at and self.expires_at > timezone.now()

    def begin(self):
        """Use the link up, and record the reading of each conversation; False when it leads nowhere any more.

        Raises NotRecorded; then nothing may leave.
        """
        rows = Export.objects.filter(pk=self.pk, begun_at=None, expires_at__gt=timezone.now())
        if not rows.exists():
            return False
        about = {"reason": self.reason, "export": self.pk, "masked": self.is_masked, "form": self.form}
        with audit.witnessed():
            if not rows.update(begun_at=timezone.now()):
                return False
            audit.record(self.reviewer, Action.EXPORTED, messages=self.messages, filter=self.wanted, **about)
            for batch in self.batches(BATCH):
                audit.record_each(self.reviewer, Action.EXPORTED, batch, **about)
        return True

    def batches(self, size):
        """The conversations that are still there, with their owners, so many at once."""
        at = 0
        items = self.items.filter(conversation__deleted_at=None).select_related("conversation__owner").order_by("pk")
        while found := list(items.filter(pk__gt=at)[:size]):
            at = found[-1].pk
            yield [item.conversation for item in found]

    def end(self, messages, size, sha256):
        """Say on record what was taken away."""
        with transaction.atomic():
            Export.objects.filter(pk=self.pk).update(ended_at=timezone.now(), size=size, sha256=sha256)
            self.items.all().delete()
            about = {"export": self.pk, "messages": messages, "bytes": size, "sha256": sha256}
            audit.record(self.reviewer, Action.DELIVERED, reason=self.reason, **about)


class ExportItem(models.Model):
    """A conversation that an export takes along."""

    export = models.ForeignKey(Export, models.CASCADE, "items")
    conversation = models.ForeignKey(Conversation, models.CASCADE, "+")

    def __str__(self):
        return f"{self.conversation_id} in {self.export_id}"


def prepare(reviewer, transcripts, reason, wanted, form, is_masked):
    """Fix what an export takes along; return what its link needs. Raises TooMany, Nothing."""
    found = list(transcripts.values_list("conversation", flat=True)[: MOST + 1])
    if len(found) > MOST:
        raise TooMany
    if not found:
        raise Nothing
    token = secrets.token_urlsafe(24)
    about = {"reason": reason, "wanted": wanted, "form": form, "is_masked": is_masked}
    with transaction.atomic():
        export = Export.objects.create(
            reviewer=reviewer, token=sealed(token), expires_at=timezone.now() + LASTS, messages=0, **about
        )
        ExportItem.objects.bulk_create(ExportItem(export=export, conversation_id=pk) for pk in found)
        export.messages = Message.objects.there().filter(conversation__in=export.items.values("conversation")).count()
        export.save(update_fields=["messages"])
    return token


def behind(reviewer, token):
    """The export that a link of this reviewer leads to, used up or not; None for a made-up one."""
    return Export.objects.filter(reviewer=reviewer, token=sealed(token)).first()


def sealed(token):
    return hashlib.sha256(token.encode()).hexdigest()


def forget_items():
    """Forget what links that lead nowhere any more would have taken along."""
    ExportItem.objects.filter(export__expires_at__lt=timezone.now() - 4 * LASTS).delete()
