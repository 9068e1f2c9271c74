"""What a reply was really asked with. Its texts are the messages above it, and its key is not among it."""

import re

from django.db import models

from .message import Message

WORDS = {"messages", "input", "instructions"}  # what was said, in whatever dialect: stored as messages, and as `system`
SECRET = re.compile(r"(?i)(api[-_]?key|secret|password|credential|authorization|(^|[-_])token)$")
HIDDEN = "[hidden]"


class RequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(reply__in=Message.objects.visible_to(user))


class Request(models.Model):
    """One for each reply that was begun."""

    reply = models.OneToOneField(Message, models.CASCADE, related_name="request", primary_key=True)
    system = models.TextField(blank=True)
    parameters = models.JSONField(default=dict)  # all that was sent beside the texts, as it was spelled
    left_out = models.JSONField(default=list)  # keys of the messages that did not fit

    objects = RequestQuerySet.as_manager()

    def __str__(self):
        return f"request of {self.reply_id}"

    def messages_left_out(self):
        """Those that did not fit and are still there, oldest first, with their parts."""
        return Message.objects.there().filter(pk__in=self.left_out).order_by("pk").with_parts()


def sent(payload, secrets=()):
    """What of a payload is kept: no texts, and no secret, should somebody have put one into a template."""
    return hidden({name: value for name, value in payload.items() if name not in WORDS}, secrets)


def hidden(value, secrets):
    match value:
        case dict():
            return {name: HIDDEN if SECRET.search(name) else hidden(inner, secrets) for name, inner in value.items()}
        case list():
            return [hidden(inner, secrets) for inner in value]
        case str() if any(secret in value for secret in secrets):
            return HIDDEN
    return value


def amend(reply, parameters):
    """Keep what was sent in the end, after a server refused a setting."""
    Request.objects.filter(reply=reply).update(parameters=parameters)
