"""What is known of a conversation without reading it: counts, models and times, never a title or a text."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Max, Q, Sum
from django.db.models.functions import Coalesce

from .conversation import Conversation
from .writing import OPEN

BADLY = ("failed", "stopped", "interrupted")
FROM_A_FILE = " (imported)"  # behind the name of a model
COUNTS = ("turns", "tokens", *BADLY, "reported", "disliked")
LAST = Max(Coalesce("closed_at", "created_at"))
TOKENS = Coalesce(Sum("prompt_tokens"), 0) + Coalesce(Sum("completion_tokens"), 0)


class TranscriptQuerySet(models.QuerySet):
    def visible(self):
        """Those whose conversation is there, as long as nobody has deleted it."""
        return self.exclude(conversation__in=Conversation.objects.filter(deleted_at__isnull=False).values("pk"))

    def recent(self):
        return self.order_by("-last_at", "-pk")

    def older(self, last_at, pk):
        """Those behind a place in the list of recent ones, in its order."""
        # The first condition says nothing new, but it is the one that an index can begin at.
        return self.filter(last_at__lte=last_at).filter(Q(last_at__lt=last_at) | Q(pk__lt=pk)).recent()

    def newer(self, last_at, pk):
        """Those before a place in the list of recent ones, the nearest first."""
        found = self.filter(last_at__gte=last_at).filter(Q(last_at__gt=last_at) | Q(pk__gt=pk))
        return found.order_by("last_at", "pk")

    def with_model(self, name):
        return self.filter(voices__model=name)


class Transcript(models.Model):
    """The facts of one conversation, counted when a reply in it ends. Its key is the number that reviewers see."""

    conversation = models.OneToOneField(Conversation, models.CASCADE, related_name="transcript")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, "+", db_index=False)
    last_at = models.DateTimeField()  # the end of the last reply
    turns = models.PositiveIntegerField()  # prompts, on all branches
    tokens = models.PositiveBigIntegerField()  # in and out, of all replies, where the provider counted them
    model = models.CharField(max_length=200)  # that replied last
    failed = models.PositiveIntegerField()
    stopped = models.PositiveIntegerField()
    interrupted = models.PositiveIntegerField()
    reported = models.PositiveIntegerField(default=0)  # reports that wait for a decision
    disliked = models.PositiveIntegerField(default=0, db_default=0)  # replies with a thumb down

    objects = TranscriptQuerySet.as_manager()

    class Meta:
        indexes = [
            # In the order of the list, with all that it is filtered by: what does not match is not even read.
            models.Index(fields=["-last_at", "-id", "owner", *COUNTS], name="recent_transcripts"),
            models.Index(fields=["owner", "-last_at", "-id"], name="transcripts_of_a_person"),
        ]

    def __str__(self):
        return f"transcript {self.pk}"


class Voice(models.Model):
    """A model that replied in a conversation."""

    transcript = models.ForeignKey(Transcript, models.CASCADE, "voices", db_index=False)
    model = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "transcript"], name="one_voice_a_model")]
        indexes = [models.Index(fields=["transcript", "model"], name="voices_of_a_transcript")]

    def __str__(self):
        return f"{self.model} in {self.transcript_id}"


def count(conversation):
    """Store the facts of a conversation; nothing before its first reply has ended. Inside a transaction.

    Locks the conversation, so that of two replies that end at once the second one counts both.
    """
    owner = locked(conversation).values_list("owner", flat=True).first()
    messages = Conversation(pk=conversation).messages.there().exclude(state__in=OPEN)
    groups = messages.values("role", "state", "model", "is_imported")
    groups = list(map(truly, groups.annotate(number=Count("pk"), last=LAST, tokens=TOKENS)))
    replies = [group for group in groups if group["role"] == "assistant"]
    if replies:
        turns = sum(group["number"] for group in groups) - sum(group["number"] for group in replies)
        replies.sort(key=lambda group: group["last"], reverse=True)
        keep(conversation, {"owner_id": owner, "turns": turns, **facts(replies), **opinions(conversation)})
        keep_voices(conversation, {group["model"] for group in replies})


def truly(group):
    """What a file says that a model said is not taken for what one of ours said; nobody here counted its tokens."""
    if not group["is_imported"]:
        return group
    return group | {"model": f"{group['model'][: 200 - len(FROM_A_FILE)]}{FROM_A_FILE}", "tokens": 0}


def facts(replies):
    """What groups of replies, the last one first, come to."""
    about = {"last_at": replies[0]["last"], "model": replies[0]["model"]}
    ended = {state: sum(group["number"] for group in replies if group["state"] == state) for state in BADLY}
    return about | ended | {"tokens": sum(group["tokens"] for group in replies)}


def keep(conversation, facts):
    if not Transcript.objects.filter(conversation=conversation).update(**facts):
        Transcript.objects.create(conversation_id=conversation, **facts)


def keep_voices(conversation, names):
    """Make the voices of a transcript those of these models."""
    voices = Voice.objects.filter(transcript__conversation=conversation)
    known = set(voices.values_list("model", flat=True))
    if gone := known - names:
        voices.filter(model__in=gone).delete()
    if new := names - known:
        transcript = Transcript.objects.only("pk").get(conversation=conversation)
        Voice.objects.bulk_create(Voice(transcript=transcript, model=name) for name in sorted(new))


def recount(conversation):
    """Count what its owner says of the replies anew, inside a transaction.

    Locks the conversation: its facts may be counted for the first time just now.
    """
    locked(conversation).first()
    Transcript.objects.filter(conversation=conversation).update(**opinions(conversation))


def opinions(conversation):
    """How many reports wait for a decision, and how many replies have a thumb down."""
    messages = Conversation(pk=conversation).messages.there()
    waiting = messages.filter(reports__isnull=False, reports__settled_at=None)
    return {"reported": waiting.count(), "disliked": messages.filter(rating__is_good=False).count()}


def locked(conversation):
    return Conversation.objects.select_for_update(no_key=True).filter(pk=conversation)
