"""How much of a conversation fits into a model: what is counted, what is estimated, what is left out."""

from .models import Message, Part

BYTES = 4  # of UTF-8 that make a token, about: a little less in English, a little more in Chinese
AROUND = 4  # tokens that each message takes beside its words
ROOM = 4096  # tokens that are kept free for a reply without a limit of its own
SHARE = 4  # of the context at most one part in so many is kept free


def about(text):
    """How many tokens a message takes, estimated."""
    return AROUND + -(-len(text.encode()) // BYTES)


def room(size, limit):
    """The tokens of a context that are kept free for the reply; `limit` is the longest it may be, or None."""
    return min(limit or ROOM, size // SHARE)


def too_old(texts, size):
    """How many of the oldest texts have to go so that the others fit into `size` tokens.

    The last one stays, however long: it is what is asked. A server that cannot take it says so.
    """
    total = sum(map(about, texts))
    for gone, text in enumerate(texts[:-1]):
        if total <= size:
            return gone
        total -= about(text)
    return max(0, len(texts) - 1)


def used(path):
    """The tokens of a branch, for the gauge: `{"tokens", "about"}`. Counted where the provider did, else estimated.

    `path` are its messages. What follows the last counted reply is added by estimate.
    """
    counted = next((at for at in reversed(range(len(path))) if path[at].prompt_tokens is not None), None)
    after = path if counted is None else path[counted + 1 :]
    tokens = 0 if counted is None else said(path[counted])
    tokens += sum(map(about, texts_of(after)))
    return {"tokens": tokens, "about": bool(after)}


def texts_of(messages):
    """The texts of messages, those that are here already not read again."""
    here = [message.text for message in messages if message.has_parts]
    missing = [message.pk for message in messages if not message.has_parts]
    read = Part.objects.filter(message__in=missing, name="text").values_list("text", flat=True) if missing else []
    return [*here, *read]


def said(reply: Message):
    """What a counted reply and all before it take: its thoughts are not sent back."""
    return reply.prompt_tokens + max(0, (reply.completion_tokens or 0) - (reply.reasoning_tokens or 0))
