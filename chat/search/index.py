"""What is stored is made findable: once when a message has its end, and again when its conversation is renamed."""

from chat.models import Message, Part, Passage
from chat.models.passage import TITLE

from .found import prefixed
from .words import words_in

LONGEST = 4000  # words of a passage; PostgreSQL counts places up to 16,383
OVERLAP = 20  # words that a passage has in common with the one before, for phrases that lie across


def index(pks):
    """Make messages findable. Harmless when two processes do it at once: the same rows come out."""
    about = "pk", "parent", "conversation", "conversation__owner", "conversation__title"
    rows = list(Message.objects.there().filter(pk__in=pks).values_list(*about))
    texts = dict(Part.objects.filter(message__in=pks, name="text").values_list("message", "text"))
    roots = {pk: conversation for pk, parent, conversation, *_ in rows if parent is None}
    firsts = firsts_of(set(roots.values()))
    made = []
    for pk, _, _, owner, title in rows:
        made += passages_of(pk, owner, texts.get(pk, ""), title if pk in firsts else "")
    forget(set(pks) - {pk for pk, *_ in rows}, roots.keys() - firsts)
    # Only now: cutting into words takes longer than storing them, which holds up other writers.
    Passage.objects.bulk_create(made, update_conflicts=True, unique_fields=["id"], update_fields=["words"])


def firsts_of(conversations):
    """The keys of the first messages: the titles are found by way of them."""
    rows = Message.objects.there().filter(conversation__in=conversations, parent=None).order_by("-pk")
    return set(dict(rows.values_list("conversation", "pk")).values())


def forget(gone, later):
    """What was deleted is not found, nor a title by way of a message that is not the first any more."""
    Passage.objects.filter(message__in=gone).delete()
    Passage.objects.filter(pk__in=[Passage.key(pk, TITLE) for pk in later]).delete()


def passages_of(pk, owner, text, title):
    """The rows of a message, smallest key first."""
    words = [prefixed(owner, word) for word, *_ in words_in(text)]
    pieces = [words[at : at + LONGEST + OVERLAP] for at in range(0, len(words), LONGEST)]
    named = dict(enumerate(pieces[:TITLE]))
    if title:
        named[TITLE] = [prefixed(owner, word) for word, *_ in words_in(title)]
    return [Passage(Passage.key(pk, piece), pk, owner, said) for piece, said in named.items()]
