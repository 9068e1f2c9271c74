"""What was deleted goes for good when nobody can bring it back any more, a bite at a time."""

from .conversation import Conversation
from .message import Message

BITE = 50  # messages and conversations: more in one transaction would hold up other writers for too long


def forget_deleted():
    """Delete a bite for good, however long the conversations are; whether there may be more."""
    # In the order of the index of deleted messages, or SQLite may look for the newest of them among all.
    left = BITE - forget_first(Message.objects.forgotten().order_by("deleted_at", "-pk"), BITE)
    for conversation in Conversation.objects.forgotten()[:BITE]:
        left -= forget_first(conversation.messages.order_by("-pk"), left)
        if left <= 0:
            break
        conversation.delete()
        left -= 1
    return left <= 0


def forget_first(messages, most):
    """Delete at most so many; how many. They come newest first, because all that follows a message goes with it."""
    pks = list(messages.values_list("pk", flat=True)[:most])
    Message.objects.filter(pk__in=pks).delete()
    return len(pks)
