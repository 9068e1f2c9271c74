"""Imports: what a person brought along in a file. It waits out of sight until they take it."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from .change import changed
from .conversation import Conversation

WAITS = timedelta(hours=1)  # for which what was read waits to be taken
BITE = 500  # conversations shown at once
LINES = 200  # of what could not be taken that are kept; the others are counted


class ImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(owner=user.pk)

    def recent(self):
        return self.order_by("-created_at")


class Import(models.Model):
    """One file. Until its conversations are taken they count as deleted: nothing shows them, and they are tidied up."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, "imports")
    name = models.CharField(max_length=200)  # of the file
    form = models.CharField(max_length=20, default="chatsite")  # the program that wrote it
    size = models.PositiveBigIntegerField()  # bytes
    conversations = models.PositiveIntegerField(default=0)
    messages = models.PositiveIntegerField(default=0)
    lines = models.JSONField(default=list)  # sentences on what could not be taken as it was
    more = models.PositiveIntegerField(default=0)  # of them that are not kept
    problem = models.CharField(max_length=300, blank=True)  # why nothing was read
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    objects = ImportQuerySet.as_manager()

    def __str__(self):
        return f"import {self.pk}"

    @property
    def state(self):
        """reading, failed, waiting, taken, dropped or over: what can be done with it now."""
        if self.taken_at or self.dropped_at or self.problem:
            return "taken" if self.taken_at else "dropped" if self.dropped_at else "failed"
        if timezone.now() - self.created_at > WAITS:
            return "over"
        return "waiting" if self.read_at else "reading"

    def begin(self):
        """A conversation for what is read next."""
        hidden = timezone.now() + WAITS
        return Conversation.objects.create(owner_id=self.owner_id, title="Imported", imported=self, deleted_at=hidden)

    def say(self, sentence):
        """Note a sentence for the report."""
        if len(self.lines) < LINES:
            self.lines.append(sentence)
        else:
            self.more += 1

    def count(self, conversations=0, messages=0):
        """So many more were read; who waits can see it."""
        self.conversations += conversations
        self.messages += messages
        self.save(update_fields=["conversations", "messages"])

    def settle(self, problem=""):
        """It is read to its end, or cannot be."""
        self.problem, self.read_at = problem, timezone.now()
        self.save(update_fields=["form", "lines", "more", "problem", "read_at"])

    def waiting(self):
        """Its conversations that are not taken yet."""
        return Conversation.objects.filter(imported=self, deleted_at__isnull=False)

    def taken(self):
        """Those that were taken and are still there."""
        return Conversation.objects.filter(imported=self, deleted_at=None)

    @staticmethod
    def counted(rows):
        """With how many messages each has, as `number`."""
        return rows.annotate(number=models.Count("messages"))

    def take(self):
        """Show its conversations from now on; harmless twice."""
        if self.state != "waiting":
            return
        # A few at a time, and the mark last: who dies between has the rest still to take.
        while some := list(self.waiting().values_list("pk", flat=True)[:BITE]):
            Conversation.objects.filter(pk__in=some).update(deleted_at=None)
        Import.objects.filter(pk=self.pk).update(taken_at=timezone.now())
        changed(self.owner_id)

    def drop(self):
        """Forget what was read; tidying up deletes it."""
        if Import.objects.filter(pk=self.pk, taken_at=None, dropped_at=None).update(dropped_at=timezone.now()):
            self.waiting().update(deleted_at=self.created_at - WAITS)
