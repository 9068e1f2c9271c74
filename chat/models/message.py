"""Prompts and replies, and what they hold. They are born in asking.py, and life.py has the verbs that move them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Substr
from django.utils import timezone
from django.utils.functional import cached_property

from .conversation import Conversation
from .deleting import Deletable, DeletableQuerySet
from .notices import notice
from .part import READ, Part
from .prepared import KEY, prepared
from .writing import OPEN, PARTS, Chunk, Process, State, folded

BITE = 500  # chunks read at once by who catches up
# Word for word the condition of the index of open replies: SQLite uses such an index for no parameter.
IS_OPEN = RawSQL("state IN ('queued', 'writing')", (), models.BooleanField())


class MessageQuerySet(DeletableQuerySet):
    def visible_to(self, user):
        return self.there().filter(conversation__owner=user.pk, conversation__deleted_at=None)

    def deleted_by(self, user):
        """What this person may still bring back."""
        return self.restorable().filter(conversation__owner=user.pk, conversation__deleted_at=None)

    def open(self):
        return self.filter(IS_OPEN)

    def rated(self):
        """With what their owner says of them: `is_good` (None for nothing) and `comment`."""
        return self.annotate(is_good=models.F("rating__is_good"), comment=models.F("rating__words"))

    def due(self):
        """What has its end, or a new title, and has not been through afterwards.py since."""
        return self.filter(due_since__isnull=False).exclude(state__in=OPEN)

    def with_parts(self):
        """With what they hold, read together."""
        return self.prefetch_related(READ)


class Message(Deletable):
    """A prompt, or the reply to it. A reply grows in chunks and is folded when it closes."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, "messages")
    parent = models.ForeignKey("self", models.CASCADE, "answers", null=True)
    role = models.CharField(max_length=9)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, db_index=False)
    client_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    continues = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")  # its text begins this one

    state = models.CharField(max_length=11, choices=State, default=State.DONE)
    # The name stays when the process is forgotten: to take it out of all that it wrote would take a look at every row.
    writer = models.ForeignKey(Process, models.DO_NOTHING, null=True, db_index=False, db_constraint=False)
    model = models.CharField(max_length=200)  # by the name that is asked for, which stays when its row is deleted
    provider = models.CharField(max_length=80, blank=True)  # by its name of then
    language_model = models.ForeignKey("chat.LanguageModel", models.SET_NULL, null=True, related_name="messages")
    began_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    finish_reason = models.CharField(max_length=40, blank=True)
    finish_raw = models.CharField(max_length=80, blank=True)  # the provider's own word
    error_kind = models.CharField(max_length=40, blank=True)
    error_message = models.TextField(blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    upstream_id = models.CharField(max_length=200, blank=True)
    request_id = models.CharField(max_length=200, blank=True)
    session = models.CharField(max_length=200, blank=True)  # where the provider keeps the history, if it does
    prompt_tokens = models.PositiveIntegerField(null=True)
    completion_tokens = models.PositiveIntegerField(null=True)
    reasoning_tokens = models.PositiveIntegerField(null=True)  # contained in completion_tokens
    cached_tokens = models.PositiveIntegerField(null=True)  # contained in prompt_tokens
    unreadable = models.PositiveIntegerField(default=0)  # pieces of the stream that were left out
    first_ms = models.PositiveIntegerField(null=True)  # from the call to its first character
    released_ms = models.PositiveIntegerField(null=True)  # from Stop to the closed connection
    is_copy = models.BooleanField(default=False, db_default=False)  # from another conversation: nobody was asked for it
    is_imported = models.BooleanField(default=False, db_default=False)  # what a file says of it; nobody here heard it
    due_since = models.DateTimeField(null=True, default=timezone.now)  # for afterwards.py; None when it is done

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            # One sending makes one prompt, however often it arrives.
            models.UniqueConstraint(fields=["author", "client_id"], name="one_prompt_a_sending"),
        ]
        indexes = [
            models.Index(fields=["writer"], name="open_replies", condition=Q(state__in=["queued", "writing"])),
            models.Index(fields=["-id"], name="due_messages", condition=Q(due_since__isnull=False)),
            models.Index(fields=["deleted_at"], name="deleted_messages", condition=Q(deleted_at__isnull=False)),
        ]

    def __str__(self):
        return f"{self.role} {self.pk} ({self.state})"

    @property
    def is_open(self):
        return self.state in OPEN

    @property
    def has_parts(self):
        """Whether its parts were read together with it."""
        return "read_parts" in self.__dict__

    @property
    def own_parts(self):
        """The parts of a closed message, not read again if they are here."""
        return self.read_parts if self.has_parts else self.parts.all()

    @property
    def text(self):
        """The text of a closed message."""
        return next((part.text for part in self.own_parts if part.name == "text"), "")

    @cached_property
    def begins_with(self):
        """The text that this reply goes on from; empty for most. Read once, where the database may be asked."""
        return self.continues.text if self.continues else ""

    def so_far(self):
        """The whole text of each part, as far as it is stored: `{part: text}`."""
        if self.is_open:
            return {"text": ""} | folded(self.pk)
        return {part.name: part.text for part in self.own_parts}

    def after(self, place, limit):
        """What lies beyond `{part: offset}`: ([(part, start, text)], whether there is more).

        The same question and the same answer for stored and for folded text.
        """
        if self.is_open:
            rows = beyond(reply=self.pk, **{part: place.get(part, 0) for part in PARTS})
            return rows, len(rows) == BITE
        rows, more = [], False
        for name, (length, _) in self.sums.items():
            start = place.get(name, 0)
            if start < length:
                part = self.parts.filter(name=name)
                text = part.values_list(Substr("text", start + 1, limit), flat=True).get()
                rows.append((name, start, text))
                more |= start + limit < length
        return rows, more

    @cached_property
    def sums(self):
        """What a page checks a closed message against: `{part: [length, digest]}`. Reads no text."""
        if self.has_parts:
            return {part.name: [part.length, part.digest] for part in self.read_parts}
        return {name: [length, digest] for name, length, digest in sums_of(message=self.pk)}

    @property
    def notice(self):
        """How a closed reply ended, as a sentence; None when its text speaks for itself."""
        if self.role != "assistant":
            return None
        length, _ = self.sums.get("text", (0, None))
        return notice(self, is_empty=not length)


@prepared(reply=KEY, **dict.fromkeys(PARTS, KEY))
def beyond(reply, **place):
    """The next chunks of an open reply: (part, start, text)."""
    return Chunk.objects.after({reply: place}).values_list("part", "start", "text")[:BITE]


@prepared(message=KEY)
def sums_of(message):
    return Part.objects.filter(message=message).values_list("name", "length", "digest")
