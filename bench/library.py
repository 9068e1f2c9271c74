"""A database full of conversations, already indexed for the search; made in a place by `Stand.product`."""

from itertools import islice

from django.core.management.color import no_style
from django.db import connection

from chat.models import Conversation, Message, Part, Passage, User
from chat.search.index import passages_of

from .pen import Pen

OTHERS = 200  # people
BATCH = 2_000  # messages stored at once


def fill(messages, mine, each):
    """So many messages, `mine` of them Alice's and evenly among the others', `each` in a conversation.

    One conversation in ten is Chinese.
    """
    take_the_time()
    User.objects.bulk_create(User(username=f"person{number}") for number in range(OTHERS))
    others = list(User.objects.exclude(username="alice").values_list("pk", flat=True))
    told = written(others, User.objects.get(username="alice").pk, messages, mine, each)
    while some := list(islice(told, max(1, BATCH // each))):
        store(some)
    settle()


def take_the_time():
    """On a busy machine making texts takes longer than PostgreSQL waits for somebody in the middle of a transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET idle_in_transaction_session_timeout = 0")


def written(others, alice, messages, mine, each):
    """Yield (owner, texts) of each conversation."""
    pen, every = Pen(), messages // mine
    for number in range(messages // each):
        is_hers, is_chinese = number % every == 0, number // every % 10 == 0
        owner = alice if is_hers else pen.chance.choice(others)
        yield owner, [pen.text(is_chinese) for _ in range(each)]


def store(some):
    places = Conversation.objects.bulk_create(
        Conversation(owner_id=owner, title=texts[0][:60]) for owner, texts in some
    )
    pk = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    messages, parts, passages = [], [], []
    for place, (owner, texts) in zip(places, some, strict=True):
        for at, text in enumerate(texts):
            pk += 1
            messages.append(message(pk, place, owner, at))
            parts.append(Part.of(pk, "text", text))
            passages += passages_of(pk, owner, text, "" if at else place.title)
        place.leaf_id = pk
    Message.objects.bulk_create(messages)
    Part.objects.bulk_create(parts)
    Passage.objects.bulk_create(passages, batch_size=100)
    Conversation.objects.bulk_update(places, ["leaf"])


def message(pk, place, owner, at):
    who = {"role": "assistant"} if at % 2 else {"role": "user", "author_id": owner}
    parent = pk - 1 if at else None
    return Message(pk=pk, conversation=place, parent_id=parent, model="demo", due_since=None, **who)


def settle():
    """Bring up to date what follows from rows whose keys were given: sequences, and what the planner knows."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Message]):
            cursor.execute(statement)
        cursor.execute("ANALYZE")
