"""Conversations made by the product's own verbs, where no server is needed."""

import uuid
from types import SimpleNamespace

from chat import afterwards
from chat.models import Part, Process, Transcript, asking, life

ONE, OTHER = "harbour-7b", "tides-2"  # names of models


def asked(who, text="one", model=ONE, conversation=None, parent=None):
    """An open reply to a new prompt."""
    return asking.ask(who, uuid.uuid4(), text, named(model), writer(), conversation, parent)[0]


def again(old, model=ONE):
    """An open reply beside an old one."""
    return asking.ask_again(old.conversation.owner, uuid.uuid4(), old, named(model), writer())[0]


def ended(reply, state="done", text="", **facts):
    """End a reply with a text; the transcript it now has."""
    life.close(reply.pk, state, **facts)
    reply.refresh_from_db()
    if text:
        Part.objects.filter(message=reply, name="text").delete()
        Part.of(reply.pk, "text", text).save(force_insert=True)
    afterwards.some()
    return Transcript.objects.get(conversation=reply.conversation)


def named(model):
    return SimpleNamespace(name=model, provider="Test", key=None)


def writer():
    return Process.objects.get_or_create(name="test")[0]
