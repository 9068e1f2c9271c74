"""What a message leaves to be done when it has its end, and nobody waits for: its words to be found by, its bill, and
the facts of its transcript. Its row says that it is due, so that who dies leaves it to the next process.
"""

from django.db import transaction

from .models import Message, charging, transcript
from .search.index import index

BITE = 20  # messages done at once: each step holds up other writers for a moment


def some():
    """Do what is due for the newest messages; whether there may be more.

    Harmless twice, and by two processes at once. What changes meanwhile, such as a title, stays due,
    because its moment is another one then.
    """
    about = "pk", "due_since", "conversation", "role"
    rows = list(Message.objects.due().order_by("-pk").values_list(*about)[:BITE])
    pks, moments = [row[0] for row in rows], {row[1] for row in rows}
    index(pks)
    for pk, _, _, role in rows:
        if role == "assistant":
            charging.settle_unheld(pk)
    for conversation in dict.fromkeys(conversation for _, _, conversation, _ in rows):
        with transaction.atomic():
            transcript.count(conversation)
    Message.objects.filter(pk__in=pks, due_since__in=moments).update(due_since=None)
    return len(rows) == BITE
