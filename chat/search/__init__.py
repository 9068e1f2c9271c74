"""Finding what was said: `search()` over titles and texts, one way for both databases. Indexing is in index.py."""

from dataclasses import dataclass

from chat.models import Message, Part, Passage
from chat.models.passage import PIECES

from .found import passages
from .snippets import marked, snippet
from .wish import phrases_in

PAGE = 20  # hits
LAST = (1 << 63) - 1  # before every passage
LOOKS = 25  # times that a page is filled up where hits are in deleted conversations


@dataclass(frozen=True, slots=True)
class Hit:
    """A message that holds what was asked for, or whose conversation's title does.

    `title` and `text` are lists of (text, whether it matches). `place` is where a next page goes on:
    before all its passages.
    """

    message: Message
    title: list
    text: list

    @property
    def place(self):
        return Passage.key(self.message.pk)


def search(owner, text, before=None, conversation=None):
    """What a person's conversations hold of a text as it was typed: (hits, whether there are more).

    The newest messages come first; `before` is the place of the last hit that is known. Hits are of
    any branch, and of no deleted conversation. With the key of a `conversation`, of that alone.
    Nothing that is typed raises.
    """
    phrases = phrases_in(text)
    hits, at = [], before or LAST
    for _ in range(LOOKS if phrases else 0):
        keys = passages(owner.pk, phrases, at, PAGE + 1, conversation)
        hits += hits_behind(owner, phrases, keys, {hit.message.pk for hit in hits})
        if len(keys) <= PAGE or len(hits) > PAGE:
            return hits[:PAGE], len(hits) > PAGE
        at = keys[-1]
    return hits, bool(phrases)


def hits_behind(owner, phrases, keys, known):
    """The hits behind the keys of passages, those of `known` messages left out."""
    pks = {key // PIECES for key in keys} - known
    messages = Message.objects.visible_to(owner).select_related("conversation").in_bulk(pks)
    texts = dict(Part.objects.filter(message__in=messages, name="text").values_list("message", "text"))
    hits = {}
    for key in keys:
        pk = key // PIECES
        if pk in messages and pk not in hits:
            hits[pk] = hit(messages[pk], phrases, texts.get(pk, ""))
    return list(hits.values())


def hit(message, phrases, text):
    title = message.conversation.title
    return Hit(message, marked(title, phrases), snippet(text, phrases))
