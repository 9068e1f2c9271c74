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


def count(conversations):
    """Store the facts of conversations, given by key, where a reply has ended. Inside a transaction.

    Locks them in the order of their keys, so that of two replies that end at once the second one counts both.
    """
    owners = dict(locked(conversations).values_list("pk", "owner"))
    thumbs, found = opinions(owners), []
    for key, groups in by_conversation(owners).items():
        replies = [group for group in groups if group["role"] == "assistant"]
        replies.sort(key=lambda group: group["last"], reverse=True)
        turns = sum(group["number"] for group in groups) - sum(group["number"] for group in replies)
        if replies:
            about = {"owner_id": owners[key], "turns": turns} | facts(replies) | thumbs[key]
            found.append((Transcript(conversation_id=key, **about), {group["model"] for group in replies}))
    keep([transcript for transcript, _ in found])
    keep_voices({transcript.conversation_id: names for transcript, names in found})


def by_conversation(keys):
    """What is there and has ended, by role, state and model: `{conversation: [group]}`."""
    messages = there(keys).exclude(state__in=OPEN).order_by()
    groups = messages.values("conversation", "role", "state", "model", "is_imported")
    found = {}
    for group in groups.annotate(number=Count("pk"), last=LAST, tokens=TOKENS):
        found.setdefault(group["conversation"], []).append(truly(group))
    return found


def there(keys):
    return Conversation.messages.rel.related_model.objects.there().filter(conversation__in=keys)


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


def keep(transcripts):
    counted = [field.name for field in Transcript._meta.fields if field.name not in ("id", "conversation")]
    known = {"unique_fields": ["conversation"], "update_fields": counted}
    Transcript.objects.bulk_create(transcripts, update_conflicts=True, **known)


def keep_voices(named):
    """Make the voices of transcripts those of these models: `{conversation: {model}}`."""
    keys = dict(Transcript.objects.filter(conversation__in=named).values_list("conversation", "pk"))
    wanted = {(keys[conversation], name) for conversation, names in named.items() for name in names}
    voices = Voice.objects.filter(transcript__in=keys.values())
    known = {(transcript, name): pk for pk, transcript, name in voices.values_list("pk", "transcript", "model")}
    if gone := known.keys() - wanted:
        Voice.objects.filter(pk__in=[known[voice] for voice in gone]).delete()
    Voice.objects.bulk_create(Voice(transcript_id=key, model=name) for key, name in sorted(wanted - known.keys()))


def recount(conversation):
    """Count what its owner says of the replies anew, inside a transaction.

    Locks the conversation: its facts may be counted for the first time just now.
    """
    locked([conversation]).first()
    Transcript.objects.filter(conversation=conversation).update(**opinions([conversation])[conversation])


def opinions(conversations):
    """Reports that wait for a decision and replies with a thumb down: `{conversation: {column: count}}`."""
    messages = there(conversations).order_by()
    waiting = messages.filter(reports__isnull=False, reports__settled_at=None)
    columns = {"reported": waiting, "disliked": messages.filter(rating__is_good=False)}
    counted = {name: dict(rows.values_list("conversation").annotate(Count("pk"))) for name, rows in columns.items()}
    return {key: {name: counts.get(key, 0) for name, counts in counted.items()} for key in conversations}


def locked(conversations):
    return Conversation.objects.select_for_update(no_key=True).filter(pk__in=conversations).order_by("pk")
