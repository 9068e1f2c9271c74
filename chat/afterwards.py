"""What a message leaves to be done when it has its end, and nobody waits for: its words to be found by, its bill,
the facts of its transcript, and word to the person's tabs. Its row says that it is due, so that who dies leaves it
to the next process.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from .models import Conversation, Message, State, charging, transcript
from .models.change import changed
from .search.index import index

NEWS = timedelta(minutes=10)  # what ended longer ago is no news, such as all that an older version left behind
BITE = 20  # messages done at once: each step holds up other writers for a moment


def some():
    """Do what is due for the newest messages; whether there may be more.

    Harmless twice, and by two processes at once. What changes meanwhile, such as a title, stays due,
    because its moment is another one then.
    """
    about = "pk", "due_since", "conversation", "role", "is_copy"
    rows = list(Message.objects.due().order_by("-pk").values_list(*about)[:BITE])
    pks, moments = [row[0] for row in rows], {row[1] for row in rows}
    index(pks)
    for pk, _, _, role, is_copy in rows:
        if role == "assistant" and not is_copy:
            charging.settle_unheld(pk)
    for conversation in dict.fromkeys(conversation for _, _, conversation, *_ in rows):
        with transaction.atomic():
            transcript.count(conversation)
    announce([pk for pk, _, _, role, is_copy in rows if role == "assistant" and not is_copy])
    Message.objects.filter(pk__in=pks, due_since__in=moments).update(due_since=None)
    return len(rows) == BITE


def announce(pks):
    """Put a dot beside the conversations in which replies have just ended, until somebody sees them."""
    ended = Message.objects.there().filter(pk__in=pks, closed_at__gt=timezone.now() - NEWS)
    unread = set(ended.exclude(state=State.STOPPED).values_list("conversation", flat=True))
    for person in sorted(set(ended.values_list("conversation__owner", flat=True))):
        with transaction.atomic():
            Conversation.objects.filter(owner=person, pk__in=unread).update(is_unread=True)
            changed(person)
