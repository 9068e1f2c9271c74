"""What a message leaves to be done when it has its end, and nobody waits for: its words to be found by, its bill,
the facts of its transcript, and word to the person's tabs. Its row says that it is due, so that who dies leaves it
to the next process.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from .database import AWAY
from .models import Conversation, Message, State, charging, transcript
from .models.change import changed
from .search.index import index

NEWS = timedelta(minutes=10)  # what ended longer ago is no news, such as all that an older version left behind
BITE = 20  # messages done at once: each step holds up other writers for a moment
TOO_MUCH = "54"  # PostgreSQL's class of limits that one row is beyond

log = logging.getLogger(__name__)


def some():
    """Do what is due for the newest messages; whether there may be more.

    Harmless twice, and by two processes at once. What changes meanwhile, such as a title, stays due,
    because its moment is another one then.
    """
    about = "pk", "due_since", "conversation", "role", "is_copy"
    rows = list(Message.objects.due().order_by("-pk").values_list(*about, named=True)[:BITE])
    try:
        for step in STEPS:
            step(rows)
    except Exception as error:
        if is_away(error):
            raise
        for row in rows:
            alone(row)
    pks, moments = [row.pk for row in rows], {row.due_since for row in rows}
    Message.objects.filter(pk__in=pks, due_since__in=moments).update(due_since=None)
    return len(rows) == BITE


def alone(row):
    """Do for one message what can be done for it: one that cannot be indexed must not hold up those behind it."""
    for step in STEPS:
        try:
            step([row])
        except Exception as error:
            if is_away(error):
                raise
            # Not its words: a database names the text that it does not take.
            kind = type(error).__name__
            log.error("afterwards_left_out step=%s message=%s error=%s", step.__name__, row.pk, kind)


def is_away(error):
    """Whether a later try may succeed. PostgreSQL's error for a text that is too long is also that of its own end."""
    is_too_much = (getattr(error.__cause__, "sqlstate", None) or "").startswith(TOO_MUCH)
    return isinstance(error, AWAY) and not is_too_much


def find(rows):
    index([row.pk for row in rows])


def bill(rows):
    for row in asked_for(rows):
        charging.settle_unheld(row.pk)


def count(rows):
    with transaction.atomic():
        transcript.count({row.conversation for row in rows})


def tell(rows):
    announce([row.pk for row in asked_for(rows)])


def asked_for(rows):
    return [row for row in rows if row.role == "assistant" and not row.is_copy]


STEPS = find, bill, count, tell


def announce(pks):
    """Put a dot beside the conversations in which replies have just ended, until somebody sees them."""
    ended = Message.objects.there().filter(pk__in=pks, closed_at__gt=timezone.now() - NEWS)
    unread = set(ended.exclude(state=State.STOPPED).values_list("conversation", flat=True))
    for person in sorted(set(ended.values_list("conversation__owner", flat=True))):
        with transaction.atomic():
            Conversation.objects.filter(owner=person, pk__in=unread).update(is_unread=True)
            changed(person)
