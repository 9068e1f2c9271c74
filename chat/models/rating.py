"""Ratings: whether a reply was any good, as its owner says, with a comment if they like."""

from django.db import models, transaction

from . import transcript
from .change import changed
from .message import Message

LONGEST = 2000  # characters of a comment
WAYS = {"up": True, "down": False}


class Rating(models.Model):
    """A thumb up or down. Only its owner sees a reply, so one row for each reply is one for each person and reply."""

    reply = models.OneToOneField(Message, models.CASCADE, related_name="rating", primary_key=True)
    is_good = models.BooleanField()
    words = models.TextField(blank=True)
    rated_at = models.DateTimeField(auto_now=True)

    def __str__(self):
        return f"rating of {self.reply_id}"


def rate(reply, way, words=""):
    """Say that a reply is good ("up") or bad ("down"), in place of what was said before; neither any more with ""."""
    with transaction.atomic():
        if way:
            about = {"is_good": WAYS[way], "words": words[:LONGEST]}
            Rating.objects.update_or_create(about, reply=reply)
        else:
            Rating.objects.filter(reply=reply).delete()
        transcript.recount(reply.conversation_id)
        changed(reply.conversation.owner_id)


def told(message):
    """What is said of a message that was read with `rated`: `{"is_good", "words"}`, or None."""
    return None if message.is_good is None else {"is_good": message.is_good, "words": message.comment}
