"""One conversation goes on as two: what was said down to a message is copied, and the old one stays as it is."""

from django.db import transaction
from django.utils import timezone

from . import tree
from .asking import Busy
from .change import changed
from .conversation import Conversation
from .message import Message
from .part import Part, read

FORGOTTEN = {"pk": None, "client_id": None, "writer_id": None, "continues_id": None, "is_copy": True}


def fork(message):
    """Begin a conversation with all that was said down to a message; raise Busy while that is being written.

    The copies have their facts, but were not asked for again: nothing is written down as taken for them.
    """
    if message.is_open:
        raise Busy
    source = message.conversation
    with transaction.atomic(durable=True):
        place = Conversation.objects.create(
            owner_id=source.owner_id, title=source.title, system=source.system, parameters=source.parameters
        )
        copies = copied(line(source, message.pk), place)
        Conversation.objects.filter(pk=place.pk).update(leaf=copies[-1].pk)
        changed(source.owner_id)
    return place


def line(source, tip):
    """The messages of a conversation down to one, with their parts."""
    whole = source.whole()
    return read([whole[key] for key in tree.line(tree.shape(whole), tip)])


def copied(path, place):
    """The messages of a line and their parts, in another conversation; one follows the other there, too."""
    parts = [list(message.own_parts) for message in path]
    moments = [message.created_at for message in path]
    for message in path:
        message.conversation, message.due_since = place, timezone.now()
        for name, value in FORGOTTEN.items():
            setattr(message, name, value)
    copies = Message.objects.bulk_create(path)
    for before, message, moment in zip([None, *copies], copies, moments, strict=False):
        message.parent, message.created_at = before, moment
    Message.objects.bulk_update(copies, ["parent", "created_at"], batch_size=500)
    Part.objects.bulk_create(
        Part(message_id=copy.pk, name=part.name, text=part.text, length=part.length, digest=part.digest)
        for copy, its in zip(copies, parts, strict=True)
        for part in its
    )
    return copies
